/** The load: runs that work all the time. Whenever one has ended, another one is started and appears in some channel. */
import { setTimeout as pause } from 'node:timers/promises';
import { ROOMS } from './platform.ts';
import { PROJECT, type Stage } from './stage.ts';

export const RUNS = 50;

/** Some are between two agents, however many there are. */
const MOST_UNDER_WAY = 70;
/** Apart from each other, so that not all runs are at the same step. */
const START_EVERY_MS = 200;
const FULL_WITHIN_MS = 60_000;

export interface Load {
  /** Resolves once so many runs have an agent at work, or with fewer when the machine does not manage that in time. */
  full(): Promise<void>;
  /** How many runs had an agent at work at each look since this was last asked. */
  looks(): readonly number[];
  /** Rejects with what it met, if anything. */
  stop(): Promise<void>;
}

export function beginLoad({ pool, platform, address }: Stage, signal: AbortSignal): Load {
  const stopped = new AbortController();
  const over = AbortSignal.any([signal, stopped.signal]);
  let seen = { running: 0, working: 0 };
  let started = 0;
  let looks: number[] = [];

  async function keepUp(): Promise<void> {
    while (!over.aborted) {
      const begun = performance.now();
      const { rows } = await pool.query<typeof seen>(COUNTS);
      seen = rows[0] ?? seen;
      looks.push(seen.working);
      if (seen.working < RUNS && seen.running < MOST_UNDER_WAY) {
        const room = ROOMS[started++ % ROOMS.length] ?? '';
        await startRun(address, `number ${started} of many`, platform.placeOf(room));
      }
      // What a start takes counts: on a busy machine it would be longer than the time between two.
      const left = Math.max(0, begun + START_EVERY_MS - performance.now());
      await pause(left, undefined, { signal: over }).catch(() => undefined);
    }
  }
  const kept = keepUp();
  kept.catch(() => stopped.abort());
  return {
    async full() {
      const deadline = performance.now() + FULL_WITHIN_MS;
      while (seen.working < RUNS && performance.now() < deadline) {
        if (stopped.signal.aborted) await kept;
        await pause(START_EVERY_MS, undefined, { signal });
      }
    },
    looks() {
      const taken = looks;
      looks = [];
      return taken;
    },
    async stop() {
      stopped.abort();
      await kept;
    },
  };
}

const COUNTS = `SELECT (SELECT count(*) FROM flow_runs WHERE status = 'running')::int AS running,
  (SELECT count(DISTINCT run_id) FROM flow_steps WHERE status = 'running' AND kind = 'agent')::int AS working`;

async function startRun(address: string, question: string, post_to: string): Promise<void> {
  const response = await fetch(`${address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      project_id: PROJECT,
      flow_name: 'tech-debt',
      band: 'small',
      input: { question },
      post_to,
    }),
  });
  if (!response.ok) throw new Error(`a run was not started: ${await response.text()}`);
}
