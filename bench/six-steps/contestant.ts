/** What is measured: who can carry out the six-step DAG `scope → a, b, c, d → render` with no work in its steps. */
import type pg from 'pg';
import type { Ground } from '../surroundings/server.ts';

export interface Contestant {
  /** Starts one run and resolves when it has ended. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export const WAVES: readonly (readonly string[])[] = [['scope'], ['a', 'b', 'c', 'd'], ['render']];
export const STEPS = WAVES.flat();

/** Throws unless all runs have ended well and every step's answer is there: a contestant that loses work is not fast. */
export async function checkWork({ pool }: Ground, runs: number): Promise<void> {
  const { rows } = await pool.query<{ runs: number; steps: number }>(
    `SELECT (SELECT count(*)::int FROM flow_runs WHERE status = 'completed') AS runs,
            (SELECT count(*)::int FROM flow_steps WHERE status = 'completed' AND output <> '') AS steps`,
  );
  const found = rows[0];
  if (found?.runs !== runs || found.steps !== runs * STEPS.length) {
    throw new Error(`of ${runs} runs ${found?.runs} ended well, with ${found?.steps} answers`);
  }
}

/** Tells when a run has ended: one LISTEN, one query for all that wait. The same for every contestant. */
export interface Finish {
  wait(run_id: string): Promise<void>;
  close(): Promise<void>;
}

export async function watchFinish(ground: Ground, listener: pg.Client): Promise<Finish> {
  const waiting = new Map<string, () => void>();
  let looking: Promise<void> | null = null;
  let again = false;
  const lookOnce = async () => {
    const { rows } = await ground.pool.query<{ id: string }>(
      `SELECT id FROM flow_runs WHERE id = ANY ($1::uuid[]) AND status <> 'running'`,
      [[...waiting.keys()]],
    );
    for (const { id } of rows) {
      waiting.get(id)?.();
      waiting.delete(id);
    }
  };
  const keepLooking = async () => {
    while (again && waiting.size > 0) {
      again = false;
      await lookOnce();
    }
  };
  const look = () => {
    again = true;
    looking ??= keepLooking().finally(() => {
      looking = null;
    });
  };
  await listener.query('LISTEN baton');
  listener.on('notification', look);
  return {
    wait: (run_id) =>
      new Promise((resolve) => {
        waiting.set(run_id, resolve);
        look();
      }),
    async close() {
      await looking;
      await listener.end();
    },
  };
}
