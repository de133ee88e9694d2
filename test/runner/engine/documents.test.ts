import { describe, expect, it } from 'vitest';
import { RunDetail, RunPage } from '../../../runner/core/documents.ts';
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import type { RunFilter } from '../../../runner/core/ports/service.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness, until } from './harness.ts';

const on = harness();
const AGENT = toyFlow([toyStep('lens', [], { kind: 'agent' }), toyStep('end', ['lens'], { always: true })]);

describe('a run as a document', () => {
  it('is what the shared schema says, at its start and at its end', async () => {
    const runner = await on.runner({});
    const run_id = await on.start(runner, {
      question: '  what of  it?\r\nnow ',
      paths: ['src/**'],
      model: 'm1',
      fast: true,
      head: 'main',
    });
    const first = RunDetail.parse(await runner.service.run(run_id));
    expect(first.run).toMatchObject({
      id: run_id,
      project_id: 'toy',
      flow_name: 'toy',
      band: 'small',
      fast: true,
      status: 'running',
      model: 'm1',
      backend: 'toy',
      input: { question: 'what of  it?\nnow', focused: true, paths: ['src/**'] },
      commit_sha: 'a'.repeat(40),
      history: 'full',
      refs: { base: null, head: 'main' },
      error: null,
      started_at: null,
      completed_at: null,
    });
    expect(first.steps.map((step) => step.needs)).toEqual([
      [],
      ['scope'],
      ['scope'],
      ['scope'],
      ['scope'],
      ['a', 'b', 'c', 'd'],
    ]);
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const last = RunDetail.parse(await ended(runner, run_id));
    const { created_at, started_at, completed_at } = last.run;
    expect([created_at, started_at ?? '', completed_at ?? ''].toSorted()).toEqual([
      created_at,
      started_at,
      completed_at,
    ]);
    expect(last.steps.every((step) => step.activity === 'done')).toBe(true);
  });

  it('is of one moment, whatever is stored while it is read', async () => {
    const runner = await on.runner({});
    const run_id = await on.start(runner);
    const writer = await on.pool().connect();
    try {
      await writer.query('BEGIN');
      await writer.query('LOCK TABLE flow_steps');
      const read = runner.service.run(run_id);
      await until(async () => {
        const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
                            AND query LIKE '%ORDER BY step.position%' AND pid <> pg_backend_pid()`;
        return (await on.query(waiting)).length > 0;
      });
      await writer.query(`UPDATE flow_steps SET status = 'completed', output = 'x' WHERE run_id = $1`, [
        run_id,
      ]);
      await writer.query(`UPDATE flow_runs SET status = 'completed' WHERE id = $1`, [run_id]);
      await writer.query('COMMIT');
      const { run, steps } = await read;
      expect([run.status, ...new Set(steps.map((step) => step.status))]).toEqual(['running', 'pending']);
    } finally {
      writer.release();
    }
  });

  it('has the flow’s own question when nobody asked one', async () => {
    const runner = await on.runner({});
    const { run } = await runner.service.run(await on.start(runner));
    expect(run.input).toEqual({ question: 'q?', focused: false, paths: [] });
  });

  it('adds up what its tasks used, those of lost attempts too', async () => {
    const backend: AgentBackend = {
      name: 'toy',
      needsCheckout: false,
      probe: async () => ({ ok: true }),
      async *run() {
        yield { type: 'started', model: 'm9', agentVersion: '1.2' };
        yield { type: 'usage', inputTokens: 100, outputTokens: 10, costUsd: 0.5 };
        yield { type: 'done', stop: 'end_turn', output: 'yes' };
      },
    };
    const runner = await on.runner({ flow: AGENT, options: { backends: [backend] } });
    const run_id = await on.start(runner);
    await on.query(
      `INSERT INTO tasks (id, run_id, step_id, attempt, backend, state, input_tokens)
       VALUES (gen_random_uuid(), $1, 'lens', 0, 'toy', 'lost', 7)`,
      [run_id],
    );
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const { run } = await ended(runner, run_id);
    expect(run.usage).toEqual({
      input_tokens: 107,
      output_tokens: 10,
      cost: 0.5,
      unknown_tokens: 0,
      unknown_cost: 0,
    });
    expect(await on.query(`SELECT model, agent_version FROM tasks WHERE state = 'completed'`)).toEqual([
      { model: 'm9', agent_version: '1.2' },
    ]);
  });

  it('is not there when there is no such run', async () => {
    const runner = await on.runner({});
    await expect(runner.service.run('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'unknown_run',
    });
  });
});

describe('the list of runs', () => {
  it('gives every run once, newest first, page by page', async () => {
    const runner = await on.runner({});
    const ids: string[] = [];
    for (let run = 0; run < 7; run++) ids.unshift(await on.start(runner));
    const pages: string[][] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: RunPage = RunPage.parse(
        await runner.service.runs({ limit: 3, ...(cursor === undefined ? {} : { cursor }) }),
      );
      pages.push(page.runs.map((run) => run.id));
      cursor = page.next_cursor;
    }
    expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
  });

  it('has no further page when the last one is just full', async () => {
    const runner = await on.runner({});
    for (let run = 0; run < 2; run++) await on.start(runner);
    expect((await runner.service.runs({ limit: 2 })).next_cursor).toBeNull();
  });

  it('tells runs of the same moment apart', async () => {
    const runner = await on.runner({});
    for (let run = 0; run < 5; run++) await on.start(runner);
    await on.query('UPDATE flow_runs SET created_at = now()');
    const first = await runner.service.runs({ limit: 3 });
    const second = await runner.service.runs({ limit: 3, cursor: first.next_cursor ?? '' });
    expect(new Set([...first.runs, ...second.runs].map((run) => run.id)).size).toBe(5);
  });

  it('may be of one project', async () => {
    const runner = await on.runner({});
    await on.start(runner);
    const mine = await on.start(runner, {
      project: { id: 'mine', path: null, url: 'file:///m', ref: null, host: null },
    });
    const { runs } = await runner.service.runs({ project_id: 'mine', limit: 10 });
    expect(runs.map((run) => run.id)).toEqual([mine]);
    expect((await runner.service.runs({ project_id: 'nobody', limit: 10 })).runs).toEqual([]);
  });

  it('may be of one status, flow and person, and is counted by status over all pages', async () => {
    const runner = await on.runner({});
    const ids: string[] = [];
    for (const by of ['cli:ana', 'cli:ben', 'cli:ana']) {
      ids.push(await on.start(runner, { requested_by: by }));
    }
    await on.query("UPDATE flow_runs SET status = 'failed', flow_name = 'other' WHERE id = $1", [ids[0]]);
    const found = async (filter: RunFilter) =>
      (await runner.service.runs({ ...filter, limit: 10 })).runs.map(({ id }) => ids.indexOf(id));
    expect(await found({ status: 'running' })).toEqual([2, 1]);
    expect(await found({ flow_name: 'other' })).toEqual([0]);
    expect(await found({ requested_by: 'cli:ana' })).toEqual([2, 0]);
    expect(await found({ requested_by: 'cli:ana', status: 'running' })).toEqual([2]);
    const none = { completed: 0, cancelled: 0 };
    expect(await runner.service.runCounts({})).toEqual({ all: 3, running: 2, failed: 1, ...none });
    expect(await runner.service.runCounts({ requested_by: 'cli:ana', status: 'failed' })).toEqual({
      ...{ all: 2, running: 1, failed: 1 },
      ...none,
    });
  });

  it.each([
    ['WHY does it', true],
    ['100% of', true],
    ['100_ of', false],
    ['\\', false],
    ['a1b2c3', true],
    ['b2c3', false],
    ['merge it', true],
    ['the disk is full', true],
    ['elsewhere', false],
  ])('finds %j in what was asked and what came of it: %s', async (text, isFound) => {
    const runner = await on.runner({});
    const run_id = await on.start(runner, { question: 'Why does it take 100% of the time?' });
    await on.query(
      `UPDATE flow_runs SET commit_sha = 'a1b2c3d4', error = 'The disk is full.', outcome = '{"verdict": "Do not merge it."}'
        WHERE id = $1`,
      [run_id],
    );
    const { runs } = await runner.service.runs({ text, limit: 10 });
    expect(runs.map(({ id }) => id)).toEqual(isFound ? [run_id] : []);
    expect((await runner.service.runCounts({ text })).all).toBe(isFound ? 1 : 0);
  });

  it('tells of each run how many of its agents have ended', async () => {
    const runner = await on.runner({});
    const run_id = await on.start(runner);
    const { steps } = await runner.service.run(run_id);
    const agents = steps.filter(({ kind }) => kind === 'agent');
    const [listed] = (await runner.service.runs({ limit: 1 })).runs;
    expect(listed?.agents.all).toBe(agents.length);
    expect(agents.length).toBeGreaterThan(0);
    await on.query("UPDATE flow_steps SET status = 'completed' WHERE run_id = $1 AND kind = 'agent'", [
      run_id,
    ]);
    expect((await runner.service.runs({ limit: 1 })).runs[0]?.agents).toEqual({
      ended: agents.length,
      all: agents.length,
    });
  });

  it('refuses a cursor that it never gave', async () => {
    const runner = await on.runner({});
    const refused = { kind: 'refused', code: 'bad_cursor', path: 'cursor' };
    await expect(runner.service.runs({ limit: 3, cursor: `'; drop` })).rejects.toMatchObject(refused);
  });
});

describe('a short id', () => {
  const ONE = 'abcd1234-0000-4000-8000-000000000001';
  const TWO = 'abcd1234-0000-4000-8000-000000000002';

  function withTwo() {
    const ids = [ONE, TWO];
    return on.runner({ options: { newId: () => ids.pop() ?? '' }, flow: toyFlow([toyStep('only', [])]) });
  }

  it('names the run that begins so, in any case of letters', async () => {
    const runner = await on.runner({});
    const run_id = await on.start(runner);
    expect(await runner.service.resolveRunId(run_id.slice(0, 8).toUpperCase())).toBe(run_id);
    expect(await runner.service.resolveRunId(run_id)).toBe(run_id);
  });

  it('that several runs begin with is refused, and they are named', async () => {
    const runner = await withTwo();
    for (let run = 0; run < 2; run++) await on.start(runner);
    await expect(runner.service.resolveRunId('abcd')).rejects.toMatchObject({
      kind: 'refused',
      code: 'ambiguous_run',
    });
    await expect(runner.service.resolveRunId('abcd1234')).rejects.toThrow(ONE);
    expect(await runner.service.resolveRunId(TWO)).toBe(TWO);
  });

  it('that no run begins with is not found', async () => {
    const runner = await on.runner({});
    await expect(runner.service.resolveRunId('dead')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'unknown_run',
    });
  });

  it.each(['', 'abc', '%%%%', 'xyz1', `abcd' or 1=1`, 'abcd_234', 'a'.repeat(37)])(
    'cannot be %j',
    async (prefix) => {
      const runner = await on.runner({});
      await expect(runner.service.resolveRunId(prefix)).rejects.toMatchObject({
        kind: 'refused',
        code: 'bad_run_id',
      });
    },
  );
});
