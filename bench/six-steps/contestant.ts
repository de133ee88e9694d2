/** What is measured: who can carry out the six-step DAG `scope → a, b, c, d → render` with no work in its steps. */
import type pg from 'pg';

export interface Contestant {
  readonly name: string;
  /** Starts one run and resolves when it has ended. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export interface Ground {
  readonly url: string;
  readonly pool: pg.Pool;
}

export const WAVES: readonly (readonly string[])[] = [['scope'], ['a', 'b', 'c', 'd'], ['render']];
export const STEPS = WAVES.flat();

/** Tells when a run has ended: one LISTEN, one query for all that wait. */
export interface Finish {
  wait(run_id: string): Promise<void>;
  look(): void;
  close(): Promise<void>;
}

export async function watchFinish(ground: Ground, listener: pg.Client): Promise<Finish> {
  const waiting = new Map<string, () => void>();
  let looking: Promise<void> | null = null;
  let again = false;
  const once = async () => {
    const { rows } = await ground.pool.query<{ id: string }>(
      `SELECT id FROM flow_runs WHERE id = ANY ($1::uuid[]) AND status <> 'running'`,
      [[...waiting.keys()]],
    );
    for (const { id } of rows) {
      waiting.get(id)?.();
      waiting.delete(id);
    }
  };
  const look = () => {
    again = true;
    looking ??= keepLooking().finally(() => {
      looking = null;
    });
  };
  const keepLooking = async () => {
    while (again && waiting.size > 0) {
      again = false;
      await once();
    }
  };
  await listener.query('LISTEN baton');
  listener.on('notification', look);
  return {
    wait: (run_id) =>
      new Promise((resolve) => {
        waiting.set(run_id, resolve);
        look();
      }),
    look,
    async close() {
      await looking;
      await listener.end();
    },
  };
}
