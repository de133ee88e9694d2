/** What people can ask the ledger, and say of findings. */
import { describe, expect, it } from 'vitest';
import { harness } from './harness.ts';
import { commitOf, emptyLedgerAfterEach, finding, reportedRuns, since } from './reported-runs.ts';

const on = harness();
emptyLedgerAfterEach(on);

const NOT_REAL = { reason: 'not real', until: null, note: '' } as const;
const FAR = '2999-12-31';

describe('the list of findings', () => {
  it('has the worst first, then by impact, page by page', async () => {
    const { runner, run } = await reportedRuns(on);
    await run('a', {
      findings: [
        finding('low', { severity: 'P3' }),
        finding('dull', { severity: 'P2', impact: 10 }),
        finding('worst', { severity: 'P0' }),
        finding('hot', { severity: 'P2', impact: 90.5 }),
        finding('told', { severity: 'P2', impact: null }),
      ],
    });
    const pages: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await runner.ledger.findings({ limit: 2, ...(cursor === '' ? {} : { cursor }) });
      pages.push(page.findings.map(({ fingerprint }) => fingerprint));
      cursor = page.next_cursor;
    }
    expect(pages).toEqual([['worst', 'told'], ['hot', 'dull'], ['low']]);
  });

  it('is filtered by project, flow and state', async () => {
    const one = await reportedRuns(on);
    const other = one.of({ project_id: 'site' });
    await one.run('a', { findings: ['a', 'b', 'c', 'd'].map((name) => finding(name)) });
    await other.run('a', { findings: [finding('s')] });
    const ledger = since('a', { fixed: ['b'], not_reviewed: ['c'] });
    await one.run('b', { findings: [finding('a', { state: 'persisting' }), finding('e')], ledger });
    const { ledger: asked } = one.runner;
    await asked.dismiss({ fingerprint: 'd' }, NOT_REAL, 'ana');
    const listed = async (query: object) =>
      (await asked.findings({ limit: 100, ...query })).findings.map(({ fingerprint }) => fingerprint).join();
    expect(await listed({})).toBe('a,b,c,d,e,s');
    expect(await listed({ project_id: 'site' })).toBe('s');
    expect(await listed({ flow_name: 'none' })).toBe('');
    expect(await listed({ project_id: 'toy', state: 'open' })).toBe('a,c,e');
    expect(await listed({ state: 'fixed' })).toBe('b');
    expect(await listed({ state: 'not_reviewed' })).toBe('c');
    expect(await listed({ state: 'dismissed' })).toBe('d');
  });

  it('is filtered by the run that reported them, or found them again though they were dismissed', async () => {
    const { runner, run, of } = await reportedRuns(on);
    await run('a', { findings: ['a', 'b', 'c'].map((name) => finding(name)) });
    await of({ project_id: 'site' }).run('a', { findings: [finding('b')] });
    const dismissal = { ...NOT_REAL, by: 'ana', at: '2026-03-01T12:00:00.000Z' };
    const { run_id } = await run('b', {
      findings: [finding('b', { state: 'persisting' })],
      dismissed: [{ ...finding('c'), dismissal }],
    });
    const { findings } = await runner.ledger.findings({ limit: 100, run_id });
    expect(findings.map(({ fingerprint, project_id }) => [fingerprint, project_id])).toEqual([
      ['b', 'toy'],
      ['c', 'toy'],
    ]);
  });

  it.each([
    'x',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["P0","1","a","b","c"]').toString('base64url'),
  ])('refuses %s, which is no cursor of its own', async (cursor) => {
    const runner = await on.runner();
    await expect(runner.ledger.findings({ limit: 1, cursor })).rejects.toMatchObject({ code: 'bad_cursor' });
  });
});

describe('a dismissal', () => {
  it('says who, when and why, reaches later runs, and is kept when the finding is found again', async () => {
    const { runner, run, rows } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    const why = { reason: "won't fix", until: null, note: 'known, and rare' } as const;
    const [row] = await runner.ledger.dismiss({ fingerprint: 'x' }, why, 'cli:ana');
    expect(row?.dismissed).toEqual({ ...why, by: 'cli:ana', at: expect.stringMatching(/^20\d\d-.*Z$/) });
    const dismissal = row?.dismissed;
    const entry = {
      fingerprint: 'x',
      title: 't',
      severity: 'P1',
      kind: 'bug',
      path: null,
      line: null,
    } as const;
    if (dismissal === null || dismissal === undefined) throw new Error('it is dismissed');
    const { known, run_id } = await run('b', { dismissed: [{ ...entry, dismissal }] });
    expect(known.findings).toMatchObject([{ fingerprint: 'x', dismissed: dismissal }]);
    expect(await rows()).toMatchObject([
      { state: 'persisting', last_run: run_id, path: 'src/retry.ts', dismissed: dismissal },
    ]);
  });

  it('reaches another run at the commit at which the finding was new', async () => {
    const { runner, run } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    await runner.ledger.dismiss({ fingerprint: 'x' }, NOT_REAL, 'ana');
    expect((await run('a')).known.findings).toMatchObject([{ fingerprint: 'x', new_at: commitOf('a') }]);
    await runner.ledger.restore({ fingerprint: 'x' }, 'ana');
    expect((await run('a')).known.findings).toEqual([]);
  });

  it('for later ends by itself on its day', async () => {
    const { runner, run, rows } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    await runner.ledger.dismiss({ fingerprint: 'x' }, { reason: 'later', until: FAR, note: '' }, 'ana');
    expect((await run('b')).known.findings).toMatchObject([{ dismissed: { until: FAR } }]);
    const today = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
    await on.query(`UPDATE findings SET dismissed = jsonb_set(dismissed, '{until}', to_jsonb(${today}))`);
    expect(await rows({ state: 'open' })).toMatchObject([{ fingerprint: 'x', dismissed: null }]);
    expect((await run('c')).known.findings).toMatchObject([{ fingerprint: 'x', dismissed: null }]);
  });

  it.each([
    ['a day that is over', { reason: 'later', until: '2026-01-31' }, 'bad_date', 'not later than today'],
    ['no day', { reason: 'later', until: null }, 'bad_date', 'needs the day'],
    ['a day that is none', { reason: 'later', until: '2999-02-30' }, 'bad_date', 'is not a day'],
    ['a day without later', { reason: 'not real', until: FAR }, 'bad_date', 'Only “later” has a day'],
    [
      'a long note',
      { reason: 'not real', until: null, note: 'x'.repeat(1001) },
      'bad_note',
      'has 1,001 characters',
    ],
    [
      'half a character',
      { reason: 'not real', until: null, note: 'a\ud83d' },
      'bad_note',
      'half a character',
    ],
  ] as const)('with %s is refused', async (_name, why, code, words) => {
    const { runner, run, rows } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    const refused = runner.ledger.dismiss({ fingerprint: 'x' }, { note: '', ...why }, 'ana');
    await expect(refused).rejects.toMatchObject({
      kind: 'refused',
      code,
      message: expect.stringContaining(words),
    });
    expect(await rows({ state: 'dismissed' })).toEqual([]);
    expect(await on.query('SELECT 1 FROM audit_log WHERE action <> $1', ['start'])).toEqual([]);
  });

  it('is for all flows of the project, or for one; several projects are told apart', async () => {
    const one = await reportedRuns(on);
    for (const { run } of [one, one.of({ flow_name: 'other' }), one.of({ project_id: 'site' })])
      await run('a', { findings: [finding('x')] });
    const { ledger } = one.runner;
    await expect(ledger.dismiss({ fingerprint: 'x' }, NOT_REAL, 'ana')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'ambiguous_finding',
      message: '2 projects have the finding x: site, toy. Name one of them.',
    });
    const both = await ledger.dismiss({ fingerprint: 'x', project_id: 'toy' }, NOT_REAL, 'ana');
    expect(both.map(({ flow_name }) => flow_name)).toEqual(['other', 'toy']);
    const back = await ledger.restore({ fingerprint: 'x', project_id: 'toy', flow_name: 'other' }, 'ana');
    expect(back.map(({ dismissed }) => dismissed)).toEqual([null]);
    expect((await one.rows({ state: 'dismissed' })).map(({ flow_name }) => flow_name)).toEqual(['toy']);
  });

  it('of what nobody found is refused', async () => {
    const { ledger } = await on.runner();
    const key = { fingerprint: 'x', project_id: 'toy', flow_name: 'toy' };
    for (const ask of [
      () => ledger.dismiss(key, NOT_REAL, 'a'),
      () => ledger.restore(key, 'a'),
      () => ledger.vote(key, 'up', 'a'),
    ])
      await expect(ask()).rejects.toMatchObject({ kind: 'not_found', code: 'unknown_finding' });
  });
});

describe('what people say', () => {
  it('is in the audit log, with a note as it is stored', async () => {
    const toy = await reportedRuns(on);
    await toy.run('a', { findings: [finding('x')] });
    const { ledger } = await on.runner({
      options: { mask: async (text) => text.replaceAll('hunter2', '***') },
    });
    await ledger.dismiss({ fingerprint: 'x' }, { ...NOT_REAL, note: ' it is hunter2 ' }, 'slack:U1');
    await ledger.restore({ fingerprint: 'x' }, 'api');
    await ledger.vote({ fingerprint: 'x', flow_name: 'toy' }, 'down', 'cli:ana');
    expect(
      await on.query(`SELECT actor, action, detail FROM audit_log WHERE action <> 'start' ORDER BY id`),
    ).toEqual([
      {
        actor: 'slack:U1',
        action: 'dismiss',
        detail: { fingerprint: 'x', project_id: 'toy', reason: 'not real', until: '', note: 'it is ***' },
      },
      { actor: 'api', action: 'restore', detail: { fingerprint: 'x', project_id: 'toy' } },
      {
        actor: 'cli:ana',
        action: 'vote',
        detail: { fingerprint: 'x', project_id: 'toy', flow_name: 'toy', vote: 'down' },
      },
    ]);
  });

  it('counts one vote for each person, the last one, until it is taken back', async () => {
    const { runner, run } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    const vote = async (said: 'up' | 'down' | null, by: string) =>
      (await runner.ledger.vote({ fingerprint: 'x' }, said, by))[0]?.votes;
    expect(await vote('up', 'ana')).toEqual({ up: 1, down: 0 });
    expect(await vote('up', 'ana')).toEqual({ up: 1, down: 0 });
    expect(await vote('down', 'bob')).toEqual({ up: 1, down: 1 });
    expect(await vote('down', 'ana')).toEqual({ up: 0, down: 2 });
    expect(await vote(null, 'ana')).toEqual({ up: 0, down: 1 });
    expect(await vote(null, 'ana')).toEqual({ up: 0, down: 1 });
  });

  it('says whose votes they are', async () => {
    const { runner, run, rows } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    expect((await rows())[0]?.voters).toEqual([]);
    await runner.ledger.vote({ fingerprint: 'x' }, 'down', 'slack:T1:U1');
    await runner.ledger.vote({ fingerprint: 'x' }, 'up', 'cli:ana');
    expect((await rows())[0]?.voters).toEqual([
      { actor: 'cli:ana', vote: 'up' },
      { actor: 'slack:T1:U1', vote: 'down' },
    ]);
  });

  it('of twenty people at once is all counted', async () => {
    const { runner, run, rows } = await reportedRuns(on);
    await run('a', { findings: [finding('x')] });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        runner.ledger.vote({ fingerprint: 'x' }, n % 4 === 0 ? 'down' : 'up', `u${n}`),
      ),
    );
    expect(await rows()).toMatchObject([{ votes: { up: 15, down: 5 } }]);
  });
});
