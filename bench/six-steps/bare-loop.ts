/** The least that keeps every finished step: loops that take a ready step, store it and open the next wave, in one transaction a step. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Ground } from '../surroundings/server.ts';
import { type Contestant, WAVES, watchFinish } from './contestant.ts';
import { insertRun } from './rows.ts';

const TAKE = `SELECT run_id, step_id FROM flow_steps WHERE dispatched_at IS NOT NULL
               ORDER BY dispatched_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

export async function bareLoop(ground: Ground, loops: number): Promise<Contestant> {
  const listener = new pg.Client({ connectionString: ground.url });
  await listener.connect();
  const finish = await watchFinish(ground, listener);
  let stopping = false;
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  listener.on('notification', ring);
  const loop = async () => {
    const client = await ground.pool.connect();
    while (!stopping) {
      const bell = wake.promise;
      const done = await takeOne(client);
      if (!done && !stopping) await bell;
    }
    client.release();
  };
  const running = Array.from({ length: loops }, loop);
  return {
    async run() {
      const run_id = randomUUID();
      const ended = finish.wait(run_id);
      const client = await ground.pool.connect();
      await client.query('BEGIN');
      await insertRun(client, run_id);
      await open(client, run_id, WAVES[0] ?? []);
      await client.query('COMMIT');
      client.release();
      await ended;
    },
    async stop() {
      stopping = true;
      ring();
      await Promise.all(running);
      await finish.close();
    },
  };
}

async function takeOne(client: pg.PoolClient): Promise<boolean> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ run_id: string; step_id: string }>(TAKE);
  const step = rows[0];
  if (step === undefined) {
    await client.query('COMMIT');
    return false;
  }
  const { run_id, step_id } = step;
  await client.query(
    `UPDATE flow_steps SET status = 'completed', dispatched_at = NULL, output = $3, completed_at = clock_timestamp()
      WHERE run_id = $1 AND step_id = $2`,
    [run_id, step_id, `answer of ${step_id}`],
  );
  await client.query('SELECT FROM flow_runs WHERE id = $1 FOR NO KEY UPDATE', [run_id]);
  const wave = WAVES.findIndex((names) => names.includes(step_id));
  const { rowCount } = await client.query(
    `SELECT FROM flow_steps WHERE run_id = $1 AND step_id = ANY ($2::text[]) AND status <> 'completed' LIMIT 1`,
    [run_id, WAVES[wave]],
  );
  if (rowCount === 0) await open(client, run_id, WAVES[wave + 1] ?? null);
  await client.query('COMMIT');
  return true;
}

async function open(client: pg.PoolClient, run_id: string, names: readonly string[] | null): Promise<void> {
  if (names === null) {
    await client.query(
      `UPDATE flow_runs SET status = 'completed', completed_at = clock_timestamp() WHERE id = $1`,
      [run_id],
    );
  } else {
    await client.query(
      `UPDATE flow_steps SET status = 'running', dispatched_at = clock_timestamp() WHERE run_id = $1 AND step_id = ANY ($2::text[])`,
      [run_id, names],
    );
  }
  await client.query(`SELECT pg_notify('baton', $1)`, [run_id]);
}
