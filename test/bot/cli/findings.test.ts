/** `baton findings`, `dismiss`, `restore` and `compare`, on a real database. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createLatch, harness } from '../../runner/engine/harness.ts';
import {
  emptyLedgerAfterEach,
  finding,
  type ReportedRuns,
  reportedRuns,
  since,
} from '../../runner/engine/reported-runs.ts';
import { type Surroundings, type SurroundingsOptions, surroundings } from '../surroundings.ts';

const on = harness();
emptyLedgerAfterEach(on);

async function opened(
  options: SurroundingsOptions = {},
): Promise<{ runs: ReportedRuns; around: Surroundings }> {
  const runs = await reportedRuns(on);
  const { service, ledger, schedules } = runs.runner;
  const wiring = { openService: async () => ({ service, ledger, schedules, close: async () => undefined }) };
  const around = surroundings({ ...options, wiring });
  around.clock = new Date(Date.now() + 50 * 3_600_000);
  return { runs, around };
}

describe('baton findings', () => {
  test('lists the open findings of the repository one is in, the worst first', async () => {
    const { runs, around } = await opened();
    await runs.of({ project_id: around.folder }).run('a', {
      findings: [
        finding('aaaa', { severity: 'P2', path: null, line: null, title: 'No lock\u001b[2J file' }),
        finding('bbbb', { severity: 'P0' }),
      ],
    });
    await runs.run('a', { findings: [finding('cccc')] });
    expect(await around.run('findings')).toBe(0);
    const name = around.folder.split('/').at(-1);
    expect(around.out()).toBe(
      [
        'FINGERPRINT  SEVERITY  STATE  AGE  FLOW  FINDING       LOCATION',
        'bbbb         critical  new    2 d  toy   finding bbbb  src/retry.ts:12',
        'aaaa         medium    new    2 d  toy   No lock file',
        '',
        `2 open findings of ${name}`,
        '',
      ].join('\n'),
    );
  });

  test('colors the severity on a terminal, and keeps within its width', async () => {
    const { runs, around } = await opened({ tty: true, columns: 80 });
    await runs.run('a', { findings: [finding('0123456789abcdef', { title: 'a long title '.repeat(10) })] });
    expect(await around.run('findings', '--project', 'toy')).toBe(0);
    const [head = '', row = ''] = around.out().split('\n');
    expect(head.length).toBeLessThanOrEqual(80);
    expect(row).toContain('\u001b[31mhigh    \u001b[39m');
    expect(stripVTControlCharacters(row)).toMatch(
      /^0123456789abcdef {2}high {6}new {4}2 d {2}toy {3}a long.*… {2}…?.*:12$/,
    );
  });

  test('shows those in a state, with the reason of a dismissal, page by page and as JSON', async () => {
    const { runs, around } = await opened();
    await runs.run('a', { findings: [finding('x'), finding('y')] });
    const why = { reason: 'not real', until: null, note: '' } as const;
    await runs.runner.ledger.dismiss({ fingerprint: 'x' }, why, 'ana');
    await runs.runner.ledger.dismiss({ fingerprint: 'y' }, why, 'ana');
    expect(await around.run('findings', '--project', 'toy', '--state', 'dismissed', '--limit', '1')).toBe(0);
    expect(around.out()).toMatch(/^x .* not real .*\n\nThe worst of toy\nMore: add --cursor \S+\n$/m);
    const json = surroundings({
      wiring: { openService: async () => ({ ...runs.runner, close: async () => undefined }) },
    });
    expect(
      await json.run('findings', '--project', 'toy', '--flow', 'toy', '--state', 'dismissed', '--json'),
    ).toBe(0);
    expect(JSON.parse(json.out())).toEqual(
      JSON.parse(JSON.stringify(await runs.runner.ledger.findings({ limit: 20, state: 'dismissed' }))),
    );
  });

  test('says what to do when there are none', async () => {
    const { runs, around } = await opened();
    expect(await around.run('findings')).toBe(0);
    expect(around.out()).toBe('No findings yet. Look for some: baton run tech-debt\n');
    await runs.of({ project_id: around.folder }).run('a', { findings: [finding('x')] });
    expect(await around.run('findings', '--state', 'fixed')).toBe(0);
    expect(around.out()).toMatch(
      /No fixed findings\. Others: baton findings --state open\|new\|persisting\|not_reviewed\|dismissed\n$/,
    );
    expect(await around.run('findings', '--project', '/neither')).toBe(2);
    expect(await around.run('findings', '--state', 'old')).toBe(2);
  });
});

describe('baton dismiss and baton restore', () => {
  test.each([
    ['not real', 'not real'],
    ['not-real', 'not real'],
    ["won't fix", "won't fix"],
    ['wont-fix', "won't fix"],
    ['WONTFIX', null],
  ])('take the reason %s', async (typed, reason) => {
    const { runs, around } = await opened();
    const { run_id } = await runs.run('a', {
      findings: [finding('x', { id: 'F1' }), finding('y', { id: 'F2' })],
    });
    const code = await around.run('dismiss', run_id.slice(0, 8), 'f2', '--reason', typed, '--note', 'seen');
    expect(code).toBe(reason === null ? 2 : 0);
    if (reason === null) {
      expect(around.err()).toBe('baton: --reason is not-real, wont-fix or later, not "WONTFIX".\n');
      return;
    }
    expect(around.out()).toBe(
      `finding y\nDismissed until its lines change: ${reason}. Show it again with: baton restore y\n`,
    );
    expect(await runs.rows({ state: 'dismissed' })).toMatchObject([
      { fingerprint: 'y', dismissed: { reason, note: 'seen', by: 'cli:ana' } },
    ]);
    expect(await around.run('restore', 'y')).toBe(0);
    expect(around.out()).toContain('finding y\nNot dismissed: later runs show it.\n');
    expect(await runs.rows({ state: 'dismissed' })).toEqual([]);
  });

  test('dismiss until a day, and answer JSON as the API does', async () => {
    const { runs, around } = await opened();
    const { run_id } = await runs.run('a', { findings: [finding('x')] });
    const dismiss = ['dismiss', run_id, 'F1', '--reason', 'later'];
    expect(await around.run(...dismiss)).toBe(2);
    expect(around.err()).toContain('“later” needs the day');
    expect(await around.run(...dismiss, '--until', '2999-12-31', '--json')).toBe(0);
    expect(JSON.parse(around.out())).toEqual({ findings: JSON.parse(JSON.stringify(await runs.rows())) });
  });

  test('name what is not there, and what is', async () => {
    const { runs, around } = await opened();
    const { run_id } = await runs.run('a', {
      findings: [finding('x', { id: 'F1' }), finding('y', { id: 'F2' })],
    });
    const short = run_id.slice(0, 8);
    expect(await around.run('dismiss', run_id, 'F9', '--reason', 'later')).toBe(2);
    expect(around.err()).toBe(
      `baton: Run ${short} has no finding "F9". It shows F1 to F2: baton show ${short}\n`,
    );
    expect(await around.run('dismiss', run_id, 'F1')).toBe(2);
    expect(around.err()).toContain('--reason is missing. Give not-real, wont-fix or later.');
    expect(await around.run('restore', 'nothing')).toBe(2);
    expect(around.err()).toContain('There is no finding "nothing". `baton findings` lists them');
    await runs.of({ project_id: '/gone' }).run('a', { findings: [finding('x')] });
    expect(await around.run('restore', 'x')).toBe(2);
    expect(around.err()).toContain('2 projects have the finding x: /gone, toy. Name one of them.');
    expect(await around.run('restore', 'x', '--project', '/gone')).toBe(0);
  });
});

describe('baton compare', () => {
  test('shows what is new, the same, fixed and not reviewed', async () => {
    const { runs, around } = await opened();
    const first = await runs.run('a', { findings: [finding('x'), finding('y'), finding('z')] });
    const second = await runs.run('b', {
      findings: [finding('x', { state: 'persisting' }), finding('n', { id: 'F2', severity: 'P3' })],
      ledger: since('a', { fixed: ['y'], not_reviewed: ['z'] }),
    });
    expect(await around.run('compare', second.run_id.slice(0, 8), first.run_id.slice(0, 8))).toBe(0);
    const [from, to] = [first, second].map(({ run_id }) => run_id.slice(0, 8));
    const shown = around.out().replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME');
    expect(shown).toBe(
      `toy on toy
  from  ${from} at aaaaaaaaaaaa, TIME
  to    ${to} at bbbbbbbbbbbb, TIME

New: 1 finding
F2  low  finding n  src/retry.ts:12

Persisting: 1 finding
F1  high  finding x  src/retry.ts:12

Fixed: 1 finding
y  high  finding y  src/retry.ts:12

Not reviewed this time: 1 finding
z  high  finding z  src/retry.ts:12
`,
    );
  });

  test('answers JSON, and refuses what cannot be compared', async () => {
    const { runs, around } = await opened();
    const { run_id } = await runs.run('a', {});
    const latch = createLatch();
    const running = await runs.start('b', {}, latch);
    expect(await around.run('compare', run_id, running.run_id)).toBe(2);
    expect(around.err()).toMatch(/^baton: Run \w{8} has no findings to compare: it is still running\.\n$/);
    latch.open();
    await running.ended();
    expect(await around.run('compare', run_id, running.run_id, '--json')).toBe(0);
    expect(JSON.parse(around.out())).toMatchObject({ from: { run_id }, new: [], fixed: [] });
    expect(await around.run('compare', run_id)).toBe(2);
  });
});
