/** Two runs of a flow on a project, compared. */
import { expect, it } from 'vitest';
import { createLatch, harness } from './harness.ts';
import { commitOf, emptyLedgerAfterEach, finding, reportedRuns, since } from './reported-runs.ts';

const on = harness();
emptyLedgerAfterEach(on);

const names = (findings: readonly { fingerprint: string }[]) =>
  findings.map(({ fingerprint }) => fingerprint);

it('tells what is new, persisting, fixed and not reviewed, from the earlier to the later one', async () => {
  const { runner, run } = await reportedRuns(on);
  const first = await run('a', {
    findings: ['gone', 'kept', 'lost', 'waved', 'later-gone', 'cut'].map((name) => finding(name)),
  });
  const kept = finding('kept', { state: 'persisting' });
  await run('b', { findings: [kept], ledger: since('a', { fixed: ['later-gone'] }) });
  const dismissal = {
    reason: 'not real',
    until: null,
    note: '',
    by: 'ana',
    at: '2026-01-01T00:00:00Z',
  } as const;
  const last = await run('c', {
    findings: [kept, finding('fresh'), finding('fresh', { id: 'F9' })],
    measured: [finding('rule', { source: 'rule', rule: 'any' })],
    dismissed: [{ ...finding('waved'), dismissal }],
    ledger: since('b', { fixed: ['gone'], not_reviewed: ['lost'], unshown: ['cut'] }),
  });
  const compared = await runner.ledger.compare(last.run_id, first.run_id);
  expect(compared).toEqual(await runner.ledger.compare(first.run_id, last.run_id));
  expect([compared.from.run_id, compared.to.run_id]).toEqual([first.run_id, last.run_id]);
  expect(compared.to).toMatchObject({ project_id: 'toy', flow_name: 'toy', commit_sha: commitOf('c') });
  expect({
    new: names(compared.new),
    persisting: names(compared.persisting),
    fixed: names(compared.fixed),
    not_reviewed: names(compared.not_reviewed),
  }).toEqual({
    new: ['fresh', 'fresh', 'rule'],
    persisting: ['kept'],
    fixed: ['gone', 'later-gone'],
    not_reviewed: ['lost'],
  });
  expect(Object.keys(compared.fixed[0] ?? {}).sort()).toEqual([
    'fingerprint',
    'kind',
    'line',
    'path',
    'severity',
    'title',
  ]);
  expect(compared.new[0]).not.toHaveProperty('citations');
});

it('calls nothing fixed that was fixed before the one run, or after the other', async () => {
  const { runner, run } = await reportedRuns(on);
  const first = await run('a', { findings: [finding('x')] });
  const second = await run('b', {});
  await run('c', { ledger: since('b', { fixed: ['x'] }) });
  const compared = await runner.ledger.compare(first.run_id, second.run_id);
  expect([names(compared.fixed), names(compared.not_reviewed)]).toEqual([[], ['x']]);
});

it('compares two runs at one commit, and a run with itself', async () => {
  const { runner, run } = await reportedRuns(on);
  const [one, two] = [
    await run('a', { findings: [finding('x')] }),
    await run('a', { findings: [finding('x')] }),
  ];
  for (const other of [one, two]) {
    const { persisting, ...rest } = await runner.ledger.compare(one.run_id, other.run_id);
    expect([names(persisting), rest.new, rest.fixed, rest.not_reviewed]).toEqual([['x'], [], [], []]);
  }
});

it('refuses runs of two flows or projects, without an outcome, and unknown ones', async () => {
  const one = await reportedRuns(on);
  const [other, site] = [one.of({ flow_name: 'other' }), one.of({ project_id: 'site' })];
  const [a, b, c] = [await one.run('a', {}), await other.run('a', {}), await site.run('a', {})];
  const { ledger } = one.runner;
  const conflict = { kind: 'conflict', code: 'not_comparable' };
  await expect(ledger.compare(a.run_id, b.run_id)).rejects.toMatchObject({
    ...conflict,
    message: expect.stringContaining('toy on toy, and other on toy'),
  });
  await expect(ledger.compare(a.run_id, c.run_id)).rejects.toMatchObject(conflict);
  const latch = createLatch();
  const running = await one.start('b', {}, latch);
  await expect(ledger.compare(a.run_id, running.run_id)).rejects.toMatchObject({
    ...conflict,
    message: expect.stringContaining('it is still running'),
  });
  latch.open();
  await running.ended();
  const nobody = '1a2b3c4d-0000-4000-8000-000000000000';
  await expect(ledger.compare(a.run_id, nobody)).rejects.toMatchObject({ code: 'unknown_run' });
});
