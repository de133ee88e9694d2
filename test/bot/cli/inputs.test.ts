/** What flows take beside the focus, as options of `baton run`: texts, files and what is piped in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { FlowInput } from '../../../runner/core/flow-input.ts';
import type { Flow } from '../../../runner/core/step-spec.ts';
import { catalogue, flow, type SurroundingsOptions, surroundings } from '../surroundings.ts';

const taking = (name: string, ...inputs: FlowInput[]): Flow => ({ ...flow(name), compares: false, inputs });

const FLOWS = [
  flow('code-review'),
  taking('implementation-plan', { name: 'ticket', needed: true, focus: true }),
  taking(
    'root-cause',
    { name: 'symptom', needed: true, focus: true, or: 'log' },
    { name: 'log', needed: false },
    { name: 'since', needed: false },
  ),
  taking('migration-plan', { name: 'from', needed: true }, { name: 'to', needed: true }),
];

const there = (options: SurroundingsOptions = {}) =>
  surroundings({
    ...options,
    wiring: { catalogue: async () => ({ catalogue: { ...catalogue, flows: FLOWS }, problems: [] }) },
  });

const TRACE = 'TypeError: x\n    at f (a.js:1:2)';

/** Returns what the run was asked. */
async function askedBy(around: ReturnType<typeof there>, ...argv: string[]) {
  const code = around.run('run', ...argv);
  await vi.waitFor(() => expect(around.service.listeners()).toBe(1));
  const [run] = (await around.service.runs({ limit: 1 })).runs;
  around.service.change(run?.id ?? '', { status: 'cancelled' });
  await code;
  return around.service.requests.map(({ given, question }) => ({ given, question }));
}

describe('an input', () => {
  test.each<[readonly string[], object]>([
    [
      ['implementation-plan', '--ticket', 'add CSV export'],
      { given: { ticket: 'add CSV export' }, question: null },
    ],
    [
      ['implementation-plan', '--focus', 'add CSV export'],
      { given: { ticket: 'add CSV export' }, question: null },
    ],
    [
      ['implementation-plan', '--ticket', '@@ana wants CSV'],
      { given: { ticket: '@ana wants CSV' }, question: null },
    ],
    [
      ['root-cause', '--focus', `it hangs\n${TRACE}`],
      { given: { symptom: 'it hangs', log: TRACE }, question: null },
    ],
    [
      ['root-cause', '--symptom', 'it hangs', '--since', 'v1.2'],
      { given: { symptom: 'it hangs', since: 'v1.2' }, question: null },
    ],
    [
      ['migration-plan', '--from', 'moment', '--to', 'date-fns', '--focus', 'the UI only'],
      { given: { from: 'moment', to: 'date-fns' }, question: 'the UI only' },
    ],
  ])('is taken from %j', async (argv, expected) => {
    expect(await askedBy(there(), ...argv)).toEqual([expected]);
  });

  test('is read from a file, counted from the folder that the person is in', async () => {
    const around = there();
    mkdirSync(join(around.folder, 'logs'));
    writeFileSync(join(around.folder, 'logs/error.log'), `\u001b[31m${TRACE}\u001b[0m\r\n`);
    const [asked] = await askedBy(around, 'root-cause', '--log', '@logs/error.log');
    expect(asked?.given).toEqual({ log: TRACE });
  });

  test('is read from a file that PowerShell wrote', async () => {
    const around = there();
    writeFileSync(join(around.folder, 'error.log'), Buffer.from(`\ufeff${TRACE}`, 'utf16le'));
    const [asked] = await askedBy(around, 'root-cause', '--log', '@error.log');
    expect(asked?.given).toEqual({ log: TRACE });
  });

  test('is read from a pipe', async () => {
    const [asked] = await askedBy(there({ piped: `${TRACE}\n` }), 'root-cause', '--log', '@-');
    expect(asked?.given).toEqual({ log: TRACE });
  });

  test('that is a log too long to read keeps its end, and that is said', async () => {
    const around = there();
    const lines = Array.from({ length: 60_000 }, (_, at) => `2026-05-01T10:00:00Z INFO line number ${at}`);
    writeFileSync(join(around.folder, 'long.log'), lines.join('\n'));
    const [asked] = await askedBy(around, 'root-cause', '--log', '@long.log');
    expect(asked?.given.log?.length).toBeLessThanOrEqual(20_000);
    expect(asked?.given.log).toMatch(/earlier lines left out\]\n[\s\S]*line number 59999$/);
    expect(around.err()).toContain('baton: the log is long, so only the part around its last stack trace');
  });
});

describe('refused with exit code 2', () => {
  test.each<[readonly string[], RegExp]>([
    [
      ['implementation-plan'],
      /needs the ticket or idea\. For example: baton run implementation-plan --ticket 'Export orders as CSV'$/m,
    ],
    [
      ['migration-plan', '--from', 'x'],
      /needs what to migrate to\. For example: baton run migration-plan --to 'date-fns'$/m,
    ],
    [
      ['root-cause', '--since', 'v1'],
      /needs what goes wrong or a stack trace or log\. For example: baton run root-cause/,
    ],
    [
      ['code-review', '--ticket', 'x'],
      /--ticket is no input of the flow code-review; these take it: implementation-plan\./,
    ],
    [
      ['root-cause', '--log', '@nofile'],
      /--log: can't read nofile \(there is no such file\)\. .*--log "@@…"/,
    ],
    [['root-cause', '--log', '@.'], /--log: \. is a folder/],
    [['root-cause', '--log', '@-', '--symptom', '@-'], /--symptom and --log can't both be piped in/],
    [['root-cause', '--log', '@-'], /--log is blank/],
    [
      ['implementation-plan', '--ticket', 'x'.repeat(20_001)],
      /--ticket has 20,001 characters; the most is 20,000\./,
    ],
    [['code-review', '--focus', 'x'.repeat(4001)], /--focus has 4,001 characters; the most is 4,000\./],
  ])('is %j', async (argv, says) => {
    const around = there();
    expect(await around.run('run', ...argv)).toBe(2);
    expect(around.err()).toMatch(says);
    expect(around.service.requests).toEqual([]);
  });

  test('is a file that is no text', async () => {
    const around = there();
    writeFileSync(join(around.folder, 'core'), Buffer.from([1, 2, 0, 3]));
    expect(await around.run('run', 'root-cause', '--log', '@core')).toBe(2);
    expect(around.err()).toContain('--log holds a NUL character.');
  });
});

describe('the help', () => {
  test('of a flow shows what it takes, what it needs, and a line to copy', async () => {
    const around = there();
    expect(await around.run('run', 'root-cause', '--help')).toBe(0);
    expect(around.out()).toMatch(
      /--symptom TEXT +what goes wrong \(this or --log is needed; --focus does as well\)/,
    );
    expect(around.out()).toMatch(/--log TEXT +a stack trace or log\n/);
    expect(around.out()).not.toContain('--ticket');
    expect(around.out()).toContain("baton run root-cause --symptom 'Checkout hangs with an empty cart'");
  });

  test('of all shows which flows take each input', async () => {
    const around = there();
    expect(await around.run('run', '--help')).toBe(0);
    expect(around.out()).toMatch(/--ticket TEXT +the ticket or idea \(implementation-plan\)/);
    expect(around.out()).not.toContain('--audience');
  });
});

test('baton flows --json has what each flow takes', async () => {
  const around = there();
  await around.run('flows', '--json');
  const { flows } = JSON.parse(around.out()) as { flows: { name: string; inputs: object[] }[] };
  expect(flows.find(({ name }) => name === 'root-cause')?.inputs).toEqual([
    { name: 'symptom', label: 'Symptom', required: true, or: 'log', question: true },
    { name: 'log', label: 'Stack trace or log', required: false, or: null, question: false },
    { name: 'since', label: 'Worked until', required: false, or: null, question: false },
  ]);
});
