/** Runs that end at the same time, or in another order than they started in, and the ledger that they share. */
import { expect, it } from 'vitest';
import { deleteOld } from '../../../runner/store/retention.ts';
import { createLatch, harness } from './harness.ts';
import { emptyLedgerAfterEach, finding, type ReportedRuns, reportedRuns, since } from './reported-runs.ts';

const on = harness();
emptyLedgerAfterEach(on);

async function states(runs: ReportedRuns): Promise<string[]> {
  return (await runs.rows()).map(({ fingerprint, state }) => `${fingerprint} ${state}`).sort();
}

it('what a run says that started later stays when an earlier one ends after it', async () => {
  const runs = await reportedRuns(on);
  await runs.run('a', { findings: [finding('x'), finding('y'), finding('z')] });
  const latch = createLatch();
  const late = await runs.start(
    'b',
    {
      findings: [finding('x', { state: 'persisting', title: 'as the late run saw it' }), finding('own')],
      ledger: since('a', { fixed: ['y'], not_reviewed: ['z'] }),
    },
    latch,
  );
  await latch.reached();
  const quick = await runs.run('c', {
    findings: [finding('y', { state: 'persisting' })],
    ledger: since('a', { fixed: ['x', 'z'] }),
  });
  latch.open();
  await late.ended();
  expect(await states(runs)).toEqual(['own new', 'x fixed', 'y persisting', 'z fixed']);
  const [x, y] = ['x', 'y'].map(
    (fingerprint) => `SELECT title, last_run FROM findings WHERE fingerprint = '${fingerprint}'`,
  );
  expect(await on.query(`${x}`)).toMatchObject([{ title: 'finding x' }]);
  expect(await on.query(`${y}`)).toMatchObject([{ last_run: quick.run_id }]);
});

it('a run that has not looked does not unsay that an earlier one found it fixed', async () => {
  const runs = await reportedRuns(on);
  await runs.run('a', { findings: [finding('x')] });
  const latch = createLatch();
  const fixing = await runs.start('b', { ledger: since('a', { fixed: ['x'] }) }, latch);
  await latch.reached();
  const small = createLatch();
  const blind = await runs.start('c', { ledger: since('a', { not_reviewed: ['x'] }) }, small);
  await small.reached();
  latch.open();
  await fixing.ended();
  small.open();
  await blind.ended();
  expect(await states(runs)).toEqual(['x fixed']);
});

it('runs that end at once and tell of the same findings, each in its own order, do not lock each other out', async () => {
  const runs = await reportedRuns(on);
  const names = Array.from({ length: 300 }, (_, n) => `f${n}`);
  const latch = createLatch();
  const started = await Promise.all(
    Array.from({ length: 8 }, (_, n) => {
      const order = n % 2 === 0 ? names : names.toReversed();
      const [fixed, found] = [order.slice(0, 100), order.slice(100)];
      const ledger = since('a', { fixed });
      return runs.start('a', { findings: found.map((name) => finding(name)), ledger }, latch);
    }),
  );
  await latch.reached(8);
  latch.open();
  for (const { status } of await Promise.all(started.map((each) => each.ended())))
    expect(status).toBe('completed');
  expect(await runs.rows({ limit: 1000 })).toHaveLength(300);
  const deadlocks = `SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`;
  expect(await on.query(deadlocks)).toEqual([{ deadlocks: 0 }]);
});

it('runs are deleted with age, and their findings stay but for those fixed as long ago', async () => {
  const runs = await reportedRuns(on);
  await runs.run('a', { findings: [finding('x'), finding('y'), finding('z')] });
  await runs.runner.ledger.dismiss(
    { fingerprint: 'z' },
    { reason: 'not real', until: null, note: '' },
    'ana',
  );
  await runs.run('b', {
    findings: [finding('x', { state: 'persisting' })],
    ledger: since('a', { fixed: ['y', 'z'] }),
  });
  await on.query(`UPDATE findings SET fixed_seen = fixed_seen - interval '91 days' WHERE state = 'fixed'`);
  await on.query(
    `UPDATE flow_runs SET created_at = created_at - interval '91 days', completed_at = completed_at - interval '91 days'`,
  );
  await deleteOld(on.pool(), { runs: 90, transcripts: 1, audit: 365 }, new AbortController().signal);
  expect(await states(runs)).toEqual(['x persisting', 'z fixed']);
  expect((await runs.rows()).map(({ first_run, last_run }) => [first_run, last_run])).toEqual([
    [null, null],
    [null, null],
  ]);
});
