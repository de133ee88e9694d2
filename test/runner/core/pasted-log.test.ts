import { expect, test } from 'vitest';
import { logExcerpt } from '../../../runner/core/log-excerpt.ts';
import { logStart, pastedLogIn } from '../../../runner/core/pasted-log.ts';

const TRACES: readonly (readonly [string, string])[] = [
  [
    'JavaScript',
    "/app/src/cart.js:12\n  const total = cart.items.length\n                     ^\n\nTypeError: Cannot read properties of undefined (reading 'items')\n    at total (/app/src/cart.js:12:22)\n    at async handle (file:///app/src/server.js:40:5)\n    at node:internal/process/task_queues:95:5",
  ],
  [
    'JavaScript in Firefox',
    'Error: boom\ntotal@https://shop.example/cart.js:12:22\n@https://shop.example/app.js:1:2',
  ],
  [
    'Python',
    'Traceback (most recent call last):\n  File "/srv/export.py", line 30, in run\n    rows = fetch(x)\n  File "/srv/db.py", line 7, in fetch\n    return x["id"]\nKeyError: \'id\'',
  ],
  [
    'Java',
    'Exception in thread "main" java.lang.NullPointerException: x\n\tat com.acme.Order.total(Order.java:42)\n\tat com.acme.Main.main(Main.java:8)\nCaused by: java.io.IOException: y\n\t... 2 more',
  ],
  ['Kotlin', 'kotlin.KotlinNullPointerException\n\tat MainKt.main(Main.kt:5)'],
  [
    'C#',
    'Unhandled exception. System.NullReferenceException: Object reference\n   at Acme.Cart.Total(Item[] items) in /src/Cart.cs:line 21\n   at Acme.Program.Main()',
  ],
  [
    'Go',
    'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.pick(...)\n\t/srv/main.go:12\nmain.main()\n\t/srv/main.go:20 +0x1d\nexit status 2',
  ],
  [
    'Rust',
    "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds\nstack backtrace:\n   0: rust_begin_unwind\n   1: app::main\n             at ./src/main.rs:4:5",
  ],
  [
    'Ruby',
    "app/models/user.rb:12:in 'name': undefined method 'x' for nil (NoMethodError)\n\tfrom app/controllers/a.rb:3:in 'show'",
  ],
  [
    'PHP',
    'PHP Fatal error:  Uncaught TypeError: f(): Argument #1 in /srv/a.php:3\nStack trace:\n#0 /srv/b.php(12): f()\n#1 {main}\n  thrown in /srv/a.php on line 3',
  ],
  [
    'C with a sanitizer',
    '==123==ERROR: AddressSanitizer: heap-buffer-overflow\n    #0 0x4f in parse /src/parse.c:33:4\n    #1 0x5a in main /src/main.c:9',
  ],
  ['C++ in a debugger', '#0  0x0000555 in parse (s=0x0) at parse.cpp:33\n#1  main () at main.cpp:9'],
  ['Dart', 'Unhandled exception:\n#0      main (package:app/main.dart:3:4)'],
  ['Swift', 'app/main.swift:3: Fatal error: Index out of range'],
  [
    'Elixir',
    '** (KeyError) key :id not found in: %{}\n    (app 0.1.0) lib/app/user.ex:12: App.User.id/1\n    (elixir 1.15.0) lib/enum.ex:1: Enum.map/2',
  ],
  ['Lua', "lua: app.lua:3: attempt to index nil\nstack traceback:\n\tapp.lua:3: in function 'f'"],
  ['Perl', 'Can\'t locate object method "x" at app.pl line 5.'],
  ['Haskell', 'CallStack (from HasCallStack):\n  error, called at app/Main.hs:5:8 in main:Main'],
  [
    'a log with times',
    '2026-05-01T10:00:00Z INFO worker started\n2026-05-01T10:00:03Z ERROR no connection to db:5432',
  ],
  ['a log of syslog', 'May  1 10:00:00 web-1 app[3]: started\nMay  1 10:00:03 web-1 app[3]: gone'],
  ['a log in JSON', '{"level":"info","msg":"a"}\n{"level":"error","msg":"b"}'],
];

test.each(TRACES)('what %s prints is recognized, alone and among prose', (_language, log) => {
  expect(pastedLogIn(log)).toEqual({ around: '', log });
  const text = `The export fails since Monday\n${log}\n\nIt never did before.`;
  expect(pastedLogIn(text)).toEqual({ around: 'The export fails since Monday\n\nIt never did before.', log });
  expect(text.slice(logStart(text))).toBe(`${log}\n\nIt never did before.`);
});

test('the fences of a code block and a heading for it go', () => {
  const text = 'Export fails\nStack trace:\n```js\nTypeError: x\n    at f (a.js:1:2)\n```\nsince v1.2';
  expect(pastedLogIn(text)).toEqual({
    around: 'Export fails\n\nsince v1.2',
    log: 'TypeError: x\n    at f (a.js:1:2)',
  });
});

test.each([
  [
    'Error: boom at f (/a/b.js:1:2) at g (/a/c.js:3:4)',
    'Error: boom\n    at f (/a/b.js:1:2)\n    at g (/a/c.js:3:4)',
  ],
  [
    'Traceback (most recent call last): File "/a/b.py", line 3, in f x() KeyError: 1',
    'Traceback (most recent call last):\n    File "/a/b.py", line 3, in f x() KeyError: 1',
  ],
])('a trace that lost its line breaks gets them back: %j', (text, log) => {
  expect(pastedLogIn(text)).toEqual({ around: '', log });
});

test.each([
  '',
  'TypeError: x is not a function when I click save',
  'the export fails at 10:00:00 every day',
  'it fails\nat 10:30',
  'it fails\nat localhost:3000',
  'look at src/a.ts:12',
  'at the end of a run it hangs\nand nothing is logged',
  'ERROR in the log about the db',
  'Steps:\n1. open the page\n2. click save',
])('%j is prose', (text) => {
  expect(pastedLogIn(text)).toBeNull();
  expect(logStart(text)).toBe(text.length);
});

test('a text of 100,000 characters without line breaks is read in time', () => {
  for (const part of ['at ', 'a.', 'at f(', 'Error: ', '#1 x ', ' File "', '"level":', '{"']) {
    const started = performance.now();
    pastedLogIn(part.repeat(100_000 / part.length));
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

test('a log that is short enough stays as it is', () => {
  expect(logExcerpt('a\nb', 3)).toBe('a\nb');
});

test('a longer log keeps its end, in whole lines, and says how much is left out', () => {
  const log = Array.from({ length: 1000 }, (_, at) => `line ${at}`).join('\n');
  const kept = logExcerpt(log, 500).split('\n');
  expect(kept[0]).toMatch(/^\[\d{3} earlier lines left out\]$/);
  expect(kept.at(-1)).toBe('line 999');
  expect(kept).toHaveLength(1 + 1000 - Number(kept[0]?.match(/\d+/)?.[0]));
  expect(kept.join('\n').length).toBeLessThanOrEqual(500);
});

test('a longer log with a stack trace keeps the part around the trace', () => {
  const noise = (name: string) => Array.from({ length: 200 }, (_, at) => `${name} ${at}`);
  const trace = ['TypeError: x', '    at f (a.js:1:2)'];
  const kept = logExcerpt([...noise('before'), ...trace, ...noise('after')].join('\n'), 800);
  expect(kept).toContain('before 199\nTypeError: x\n    at f (a.js:1:2)\nafter 0');
  expect(kept).toMatch(/^\[\d+ earlier lines left out\]\n[\s\S]*\n\[180 later lines left out\]$/);
});

test('a single line that is too long keeps its end', () => {
  const kept = logExcerpt(`${'x'.repeat(1000)}end`, 400);
  expect(kept.length).toBeLessThanOrEqual(400);
  expect(kept.endsWith('xend')).toBe(true);
});
