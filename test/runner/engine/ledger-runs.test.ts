/** What runs write to the ledger when they complete, and what later runs are told of it. */
import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { KnownFindings } from '../../../runner/core/ledger.ts';
import { createLatch, harness, until } from './harness.ts';
import {
  commitOf,
  emptyLedgerAfterEach,
  finding,
  type ReportedRuns,
  reportedRuns,
  since,
} from './reported-runs.ts';

const on = harness();
emptyLedgerAfterEach(on);

/** The rows in a few words: `a new`, `b fixed`. */
async function states(runs: ReportedRuns): Promise<string[]> {
  return (await runs.rows()).map(({ fingerprint, state }) => `${fingerprint} ${state}`).sort();
}

const told = ({ findings }: KnownFindings): string[] =>
  findings.map(({ fingerprint, state }) => `${fingerprint} ${state}`);

describe('a run that completes', () => {
  it('adds its findings and what rules measured, once for each fingerprint', async () => {
    const runs = await reportedRuns(on);
    const { run_id } = await runs.run('a', {
      findings: [finding('x'), finding('x', { title: 'the same line' }), finding('y', { severity: 'P0' })],
      measured: [finding('m', { source: 'rule', rule: 'hotspot', impact: 40, quote: null })],
    });
    const rows = await runs.rows();
    expect(rows.map(({ fingerprint, title }) => [fingerprint, title])).toEqual([
      ['y', 'finding y'],
      ['x', 'finding x'],
      ['m', 'finding m'],
    ]);
    expect(rows[1]).toMatchObject({
      project_id: 'toy',
      flow_name: 'toy',
      severity: 'P1',
      kind: 'bug',
      path: 'src/retry.ts',
      line: 12,
      state: 'new',
      dismissed: null,
      votes: { up: 0, down: 0 },
      first_run: run_id,
      last_run: run_id,
    });
    expect(rows[1]?.first_seen).toBe((await runs.runner.service.run(run_id)).run.completed_at);
  });

  it('carries findings on from commit to commit: new, persisting, fixed, not reviewed, new again', async () => {
    const runs = await reportedRuns(on);
    const first = await runs.run('a', { findings: [finding('x'), finding('y'), finding('z')] });
    const second = await runs.run('b', {
      findings: [finding('x', { state: 'persisting', path: 'src/moved.ts', line: 7 })],
      ledger: since('a', { fixed: ['y'], not_reviewed: ['z'] }),
    });
    expect(await states(runs)).toEqual(['x persisting', 'y fixed', 'z not_reviewed']);
    const [x] = await runs.rows({ state: 'persisting' });
    expect(x).toMatchObject({
      path: 'src/moved.ts',
      line: 7,
      first_run: first.run_id,
      last_run: second.run_id,
    });
    const third = await runs.run('c', {
      findings: [finding('y'), finding('z', { state: 'persisting' })],
      ledger: since('b', { not_reviewed: ['x'] }),
    });
    expect(told(third.known)).toEqual(['x persisting', 'z not_reviewed']);
    expect(await states(runs)).toEqual(['x not_reviewed', 'y new', 'z persisting']);
    const { known } = await runs.run('d');
    const [a, c] = [commitOf('a'), commitOf('c')];
    expect(known.findings.map(({ new_at, found_at, fixed_at }) => [new_at, found_at, fixed_at])).toEqual([
      [a, commitOf('b'), null],
      [c, c, null],
      [a, c, null],
    ]);
  });

  it('carries on what it found again without showing it', async () => {
    const runs = await reportedRuns(on);
    await runs.run('a', { findings: [finding('x'), finding('y')] });
    await runs.run('b', { ledger: since('a', { not_reviewed: ['x', 'y'] }) });
    const { run_id } = await runs.run('c', { ledger: since('b', { unshown: ['x'], not_reviewed: ['y'] }) });
    expect(await states(runs)).toEqual(['x persisting', 'y not_reviewed']);
    expect(await runs.rows({ state: 'persisting' })).toMatchObject([{ last_run: run_id }]);
  });

  it('tells later runs what they need to find it again', async () => {
    const runs = await reportedRuns(on);
    const url = 'https://github.com/acme/shop/pull/7';
    await runs.run('a', {
      findings: [finding('x', { rule: 'any', source: 'rule', quote: 'as any' })],
      pull_request: { kind: 'github', url, number: 7 },
    });
    const { known } = await runs.run('b');
    expect(known).toEqual({
      since: { commit_sha: commitOf('a'), label: 'a' },
      findings: [
        {
          fingerprint: 'x',
          title: 'finding x',
          severity: 'P1',
          kind: 'bug',
          path: 'src/retry.ts',
          line: 12,
          quote: 'as any',
          source: 'rule',
          rule: 'any',
          state: 'new',
          new_at: commitOf('a'),
          found_at: commitOf('a'),
          fixed_at: null,
          pull_request: url,
          dismissed: null,
        },
      ],
    });
  });

  it('keeps the ledgers of flows apart', async () => {
    const one = await reportedRuns(on);
    const other = one.of({ flow_name: 'other' });
    await one.run('a', { findings: [finding('x')] });
    expect((await other.run('b', { findings: [finding('x')] })).known).toEqual({ since: null, findings: [] });
    expect((await one.rows()).map(({ flow_name }) => flow_name).sort()).toEqual(['other', 'toy']);
  });

  it('adds thousands of findings, and finds them again', async () => {
    const runs = await reportedRuns(on);
    const many = Array.from({ length: 5000 }, (_, n) => finding(`f${n}`));
    await runs.run('a', { findings: many });
    const { known } = await runs.run('b', {
      ledger: since('a', { fixed: many.map((each) => each.fingerprint) }),
    });
    expect(known.findings).toHaveLength(5000);
    expect(await on.query(`SELECT state, count(*)::int FROM findings GROUP BY state`)).toEqual([
      { state: 'fixed', count: 5000 },
    ]);
  });
});

describe('a run that does not complete', () => {
  it('adds nothing when it fails, and all once a retry completes it', async () => {
    const runs = await reportedRuns(on);
    runs.fault = new BatonError('step', 'contract', 'The gate is shut.');
    const failed = await runs.run('a', { findings: [finding('x')] });
    expect([failed.status, await states(runs)]).toEqual(['failed', []]);
    runs.fault = undefined;
    await runs.runner.service.retry(failed.run_id, 'test');
    await until(async () => (await states(runs)).length > 0);
    expect(await states(runs)).toEqual(['x new']);
  });

  it('adds nothing when it is cancelled, or has no report as data', async () => {
    const runs = await reportedRuns(on);
    const latch = createLatch();
    const started = await runs.start('a', { findings: [finding('x')] }, latch);
    await latch.reached();
    await runs.runner.service.cancel(started.run_id, 'test');
    latch.open();
    expect((await started.ended()).status).toBe('cancelled');
    expect((await runs.run('b', null)).status).toBe('completed');
    expect(await states(runs)).toEqual([]);
    expect((await runs.run('c')).known.since).toBeNull();
  });
});

describe('another run at a commit', () => {
  it('is told what the first one was told, also when other commits were read since', async () => {
    const runs = await reportedRuns(on);
    await runs.run('a', { findings: [finding('v'), finding('w'), finding('x'), finding('y')] });
    const says = {
      findings: [finding('x', { state: 'persisting' }), finding('z')],
      ledger: since('a', { fixed: ['y'], not_reviewed: ['v', 'w'] }),
    };
    const first = await runs.run('b', says);
    const again = await runs.run('b', says);
    const known = ['v new', 'w new', 'x new', 'y new'];
    expect(told(first.known)).toEqual(known);
    expect(again.known.since).toEqual(first.known.since);
    // What it was told of itself is not told to it: it may find `z` new, and `y` fixed, as the first one did.
    const repeated = ['v not_reviewed', 'w not_reviewed', 'x persisting', 'y fixed'];
    expect(told(again.known)).toEqual(repeated);
    await runs.run('c', {
      findings: [finding('n'), finding('z', { state: 'persisting' })],
      ledger: since('b', { fixed: ['w', 'x'], not_reviewed: ['v'] }),
    });
    const later = await runs.run('b', says);
    expect(later.known.since).toEqual({ commit_sha: commitOf('a'), label: 'a' });
    expect(told(later.known)).toEqual(['v not_reviewed', 'w persisting', 'x persisting', 'y fixed']);
    expect(later.known.findings.map(({ fixed_at }) => fixed_at)).toEqual([null, null, null, commitOf('b')]);
  });

  it('has no earlier run while all were at its commit', async () => {
    const runs = await reportedRuns(on);
    await runs.run('a', { findings: [finding('x')] });
    expect((await runs.run('a', { findings: [finding('x')] })).known).toEqual({ since: null, findings: [] });
    expect(await states(runs)).toEqual(['x new']);
  });
});

describe('a run that ends twice', () => {
  it('leaves what it says the second time, and of the first only what a person has spoken of', async () => {
    const runs = await reportedRuns(on);
    await runs.run('a', { findings: [finding('o')] });
    const { run_id } = await runs.run('b', {
      findings: [finding('o', { state: 'persisting' }), finding('x'), finding('y'), finding('z')],
    });
    await runs.runner.ledger.vote({ fingerprint: 'z' }, 'up', 'ana');
    // A completed run is retried when a step of it failed.
    await on.query(
      `UPDATE flow_steps SET status = 'failed', error = 'e' WHERE run_id = $1 AND step_id = 'gate'`,
      [run_id],
    );
    runs.says = { findings: [finding('y')], ledger: since('a', { not_reviewed: ['o'] }) };
    const completed = async () => (await runs.runner.service.run(run_id)).run.completed_at;
    const before = await completed();
    await runs.runner.service.retry(run_id, 'test');
    await until(async () => ![null, before].includes(await completed()));
    expect(await states(runs)).toEqual(['o not_reviewed', 'y new', 'z new']);
  });
});
