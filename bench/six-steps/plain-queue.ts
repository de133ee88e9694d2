/**
 * graphile-worker and the same tables, without anything that Baton adds: no claim, no fence, no liveness, no admission.
 * A job does its step, stores it, and adds the jobs of the next wave in the same transaction.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Logger, run } from '../../runner/queue/graphile.ts';
import type { Ground } from '../surroundings/server.ts';
import { type Contestant, STEPS, WAVES, watchFinish } from './contestant.ts';
import { insertRun } from './rows.ts';

const ADD_JOBS = `SELECT graphile_worker.add_job('plain', json_build_object('run_id', $1::text, 'step_id', step_id)) FROM unnest($2::text[]) AS step_id`;

export async function plainQueue(ground: Ground, concurrency: number): Promise<Contestant> {
  const listener = new pg.Client({ connectionString: ground.url });
  await listener.connect();
  const finish = await watchFinish(ground, listener);
  const runner = await run({
    pgPool: ground.pool,
    concurrency,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: { plain: (payload) => step(ground.pool, payload as { run_id: string; step_id: string }) },
  });
  return {
    async run() {
      const run_id = randomUUID();
      const ended = finish.wait(run_id);
      await inTransaction(ground.pool, async (client) => {
        await insertRun(client, run_id);
        await handOut(client, run_id, WAVES[0] ?? []);
      });
      await ended;
    },
    async stop() {
      await runner.stop();
      await finish.close();
    },
  };
}

async function step(pool: pg.Pool, { run_id, step_id }: { run_id: string; step_id: string }): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT status FROM flow_runs WHERE id = $1 FOR NO KEY UPDATE', [run_id]);
    await client.query(
      `WITH step AS (UPDATE flow_steps SET status = 'completed', output = $3, completed_at = clock_timestamp()
                      WHERE run_id = $1 AND step_id = $2 RETURNING task_id)
       UPDATE tasks SET state = 'completed', completed_at = clock_timestamp() FROM step WHERE id = step.task_id`,
      [run_id, step_id, `answer of ${step_id}`],
    );
    const { rows } = await client.query<{ step_id: string; status: string }>(
      'SELECT step_id, status FROM flow_steps WHERE run_id = $1 ORDER BY position',
      [run_id],
    );
    const status = new Map(rows.map((row) => [row.step_id, row.status]));
    const wave = WAVES.findIndex((names) => names.includes(step_id));
    if (!(WAVES[wave] ?? []).every((name) => status.get(name) === 'completed')) return;
    const next = WAVES[wave + 1];
    if (next !== undefined) return handOut(client, run_id, next);
    await client.query(
      `UPDATE flow_runs SET status = 'completed', report = 'r', completed_at = clock_timestamp() WHERE id = $1`,
      [run_id],
    );
    await client.query(`SELECT pg_notify('baton', $1)`, [run_id]);
  });
}

async function handOut(client: pg.PoolClient, run_id: string, names: readonly string[]): Promise<void> {
  const agents = names.filter((name) => STEPS.indexOf(name) > 0 && name !== 'render');
  if (agents.length > 0) {
    await client.query(
      `WITH task AS (INSERT INTO tasks (id, run_id, step_id, attempt, backend) SELECT unnest($2::uuid[]), $1, unnest($3::text[]), 1, 'toy' RETURNING id, step_id)
       UPDATE flow_steps SET task_id = task.id FROM task WHERE flow_steps.run_id = $1 AND flow_steps.step_id = task.step_id`,
      [run_id, agents.map(() => randomUUID()), agents],
    );
  }
  await client.query(
    `UPDATE flow_steps SET status = 'running', started_at = clock_timestamp() WHERE run_id = $1 AND step_id = ANY ($2::text[])`,
    [run_id, names],
  );
  await client.query(ADD_JOBS, [run_id, names]);
}

async function inTransaction(pool: pg.Pool, body: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await body(client);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
