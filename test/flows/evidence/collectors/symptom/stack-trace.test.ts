/** Frames and errors in what people paste, language by language. */
import { describe, expect, it } from 'vitest';
import { errorIn, quotedTexts } from '../../../../../flows/evidence/collectors/symptom/error-messages.ts';
import { placesIn, tracesIn } from '../../../../../flows/evidence/collectors/symptom/stack-trace.ts';
import { bareFunctionName } from '../../../../../flows/evidence/collectors/symptom/trace-formats.ts';

const firstFrame = (text: string): string => {
  const [frame] = tracesIn(text).flatMap(({ frames }) => frames);
  if (frame === undefined) return 'none';
  return `${frame.language} ${frame.file}:${frame.line} ${bareFunctionName(frame) ?? '-'}`;
};

describe('a frame of a stack trace', () => {
  it.each([
    ['    at parse (/app/src/a.ts:41:7)', 'JavaScript /app/src/a.ts:41 parse'],
    ['    at async Shop.open (/app/src/a.ts:41:7)', 'JavaScript /app/src/a.ts:41 open'],
    ['    at new Cart (file:///srv/app/cart.mjs:3:9)', 'JavaScript file:///srv/app/cart.mjs:3 Cart'],
    ['    at /app/src/a.ts:41:7', 'JavaScript /app/src/a.ts:41 -'],
    ['    at Object.<anonymous> (/app/src/a.ts:1:1)', 'JavaScript /app/src/a.ts:1 -'],
    ['    at Layer.handle [as handle_request] (/x/layer.js:82:5)', 'JavaScript /x/layer.js:82 handle'],
    [
      '    at eval (webpack-internal:///./src/page.tsx:9:3)',
      'JavaScript webpack-internal:///./src/page.tsx:9 -',
    ],
    [
      '    at load (http://localhost:3000/static/js/main.js:12:3)',
      'JavaScript http://localhost:3000/static/js/main.js:12 load',
    ],
    ['    at run (C:\\app\\src\\a.ts:5:1)', 'JavaScript C:\\app\\src\\a.ts:5 run'],
    ['render@https://shop.example/js/cart.js:20:11', 'JavaScript https://shop.example/js/cart.js:20 render'],
    ['web_1  | 2026-01-02T03:04:05Z     at parse (/app/src/a.ts:41:7)', 'JavaScript /app/src/a.ts:41 parse'],
    ['  File "/app/shop/cart.py", line 12, in total', 'Python /app/shop/cart.py:12 total'],
    ['  File "shop.py", line 3, in <module>', 'Python shop.py:3 -'],
    ['[err] File "/app/shop/cart.py", line 12, in Cart.total', 'Python /app/shop/cart.py:12 total'],
    ['main.total(0xc000010, 0x3)\n\t/go/src/shop/cart.go:12 +0x1d', 'Go /go/src/shop/cart.go:12 total'],
    ['example.com/shop/cart.(*Cart).Total(...)\n\t/src/cart/cart.go:7', 'Go /src/cart/cart.go:7 Total'],
    ['main.run.func1()\n\t/src/main.go:30 +0x25', 'Go /src/main.go:30 run'],
    [
      'created by net/http.(*Server).Serve in goroutine 1\n\t/src/server.go:9 +0x4',
      'Go /src/server.go:9 Serve',
    ],
    ['\tat com.shop.Cart.total(Cart.java:12)', 'JVM com/shop/Cart.java:12 total'],
    ['\tat app//com.shop.Cart.total(Cart.java:12) ~[shop.jar:1.2]', 'JVM com/shop/Cart.java:12 total'],
    ['\tat com.shop.CartKt$total$1.invoke(Cart.kt:8)', 'JVM com/shop/Cart.kt:8 invoke'],
    ['\tat com.shop.Cart.lambda$total$0(Cart.java:9)', 'JVM com/shop/Cart.java:9 total'],
    ["app/models/cart.rb:12:in `total'", 'Ruby app/models/cart.rb:12 total'],
    ["\tfrom /app/lib/cart.rb:12:in 'Cart#total'", 'Ruby /app/lib/cart.rb:12 total'],
    ["/app/lib/cart.rb:9:in `block (2 levels) in total'", 'Ruby /app/lib/cart.rb:9 total'],
    ['#0 /var/www/html/src/Cart.php(12): Shop\\Cart->total()', 'PHP /var/www/html/src/Cart.php:12 total'],
    [
      'PHP Fatal error:  boom in /var/www/html/src/Cart.php on line 12',
      'PHP /var/www/html/src/Cart.php:12 -',
    ],
    ['   4: shop::cart::total\n             at ./src/cart.rs:12:5', 'Rust ./src/cart.rs:12 total'],
    ["thread 'main' panicked at 'no price', src/cart.rs:12:5", 'Rust src/cart.rs:12 -'],
    ['thread main panicked at src/cart.rs:12:5:\nno price', 'Rust src/cart.rs:12 -'],
    ['   at Shop.Cart.Total(Int32 n) in /src/Shop/Cart.cs:line 12', 'C# /src/Shop/Cart.cs:12 Total'],
    [
      '   at Shop.Cart.<Total>d__3.MoveNext() in C:\\Shop\\Cart.cs:line 12',
      'C# C:\\Shop\\Cart.cs:12 MoveNext',
    ],
    ['    (shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.total/1', 'Elixir lib/shop/cart.ex:12 total'],
    ['> > at parse (/app/src/a.ts:41:7)', 'JavaScript /app/src/a.ts:41 parse'],
    [
      '{"msg":"x","stack":"Error: x\\n    at parse (/app/src/a.ts:41:7)"}',
      'JavaScript /app/src/a.ts:41 parse',
    ],
    ['\u001b[31m    at parse (/app/src/a.ts:41:7)\u001b[39m', 'JavaScript /app/src/a.ts:41 parse'],
    ['see the section at 12:30 in the log', 'none'],
    ['GET /orders 500 12ms', 'none'],
  ])('%j is %s', (text, expected) => {
    expect(firstFrame(text)).toBe(expected);
  });
});

describe('an error in a line', () => {
  it.each([
    ['TypeError: x is not a function', 'TypeError', 'x is not a function'],
    ['Error [ERR_ASSERTION]: nudge called', 'Error', 'nudge called'],
    ['2026-01-02 ERROR shop.errors.PriceError: no price for 7', 'shop.errors.PriceError', 'no price for 7'],
    [
      'Caused by: java.lang.IllegalStateException: Expected a name',
      'java.lang.IllegalStateException',
      'Expected a name',
    ],
    ['Uncaught (in promise) TypeError: Failed to fetch', 'TypeError', 'Failed to fetch'],
    ['panic: assignment to entry in nil map', 'panic', 'assignment to entry in nil map'],
    ["a.rb:3:in `x': no price (RuntimeError)", 'RuntimeError', 'no price'],
    ["thread 'main' panicked at 'no price', src/a.rs:1:2", null, 'no price'],
    ['PHP Fatal error:  Uncaught PriceException: no price in /a.php:3', 'PriceException', 'no price'],
    ['Unhandled exception. System.ArgumentException: no price', 'System.ArgumentException', 'no price'],
    ['time=1 level=error msg="no price for order"', null, 'no price for order'],
    ['{"level":"error","msg":"no price for order"}', null, 'no price for order'],
    ['[shop] ERROR: no price for order', null, 'no price for order'],
  ])('%j says it', (line, type, message) => {
    expect(errorIn(line, '')).toEqual({ type, message });
  });

  it.each(['FATAL EXCEPTION: main', 'INFO started on port 3000', '    at parse (a.ts:1:1)'])(
    '%j says none',
    (line) => {
      expect(errorIn(line, '')).toBeNull();
    },
  );

  it('is what a question quotes, if it is a sentence', () => {
    expect(quotedTexts('Why does it log "no price for order" in `total`?')).toEqual(['no price for order']);
  });
});

describe('a trace', () => {
  it('begins with its innermost frame, which Python prints last', () => {
    const [trace] = tracesIn(
      'Traceback (most recent call last):\n  File "a.py", line 1, in outer\n    inner()\n  File "b.py", line 2, in inner\n    raise ValueError(1)\nValueError: 1',
    );
    expect(trace?.frames.map(({ file, code }) => [file, code])).toEqual([
      ['b.py', 'raise ValueError(1)'],
      ['a.py', 'inner()'],
    ]);
    expect(trace?.error).toEqual({ type: 'ValueError', message: '1' });
  });

  it('comes after the trace of what caused it', () => {
    const traces = tracesIn(
      'x.OuterException: outer\n\tat x.A.a(A.java:1)\nCaused by: x.InnerException: inner\n\tat x.B.b(B.java:2)',
    );
    expect(traces.map(({ error }) => error?.message)).toEqual(['inner', 'outer']);
  });

  it('has the line of source that Node.js prints above the error', () => {
    const [trace] = tracesIn('/app/a.js:3\n  boom();\n  ^\n\nError: boom\n    at b (/app/a.js:3:3)');
    expect(trace?.frames[0]).toMatchObject({ file: '/app/a.js', line: 3, code: 'boom();' });
  });
});

describe('places outside a trace', () => {
  it.each([
    ['src/a.ts(12,5): error TS2322', 'src/a.ts:12'],
    ['fails in src/shop/cart.py:30, I think', 'src/shop/cart.py:30'],
    ['see https://example.com/a.js:3', ''],
    ['version 1.2.3:4', ''],
  ])('%j names %j', (text, expected) => {
    expect(
      placesIn(text)
        .map(({ file, line }) => `${file}:${line}`)
        .join(),
    ).toBe(expected);
  });
});
