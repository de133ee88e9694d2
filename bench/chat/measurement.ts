/** What is measured at once: how soon acts are taken, and what everybody was busy with meanwhile. */
import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type pg from 'pg';
import { quantile } from '../surroundings/figures.ts';
import { processorMs } from '../surroundings/processes.ts';
import { act, findDeeds } from './acts.ts';
import type { Load } from './load.ts';
import type { Taken } from './platform.ts';
import type { Stage } from './stage.ts';

export const PARTIES = ['the bot', 'the worker', 'PostgreSQL', 'the platform, and what measures'] as const;
export type Party = (typeof PARTIES)[number];

/** How often each kind of act is done. */
export const TIMES = 15;

export interface Measured {
  /** one of each kind: what a new bot does for the first time takes longer */
  readonly first: readonly Taken[];
  readonly taken: readonly Taken[];
  /** runs that had an agent at work, at the median look */
  readonly working: number;
  /** steps completed in a second */
  readonly steps: number;
  /** calls of the platform's API, and those of them that were answered 429 */
  readonly calls: number;
  readonly refused: number;
  /** processors that each of them kept busy: 1 is one whole processor */
  readonly busy: Readonly<Record<Party, number>>;
  /** processors that were busy for anything at all on this machine */
  readonly busyAll: number;
  /** milliseconds by which this process itself was late, at the 99th percentile */
  readonly late: number;
}

const RESOLUTION_MS = 5;

/** Lets people act once the load is on. */
export async function measure(stage: Stage, load: Load, signal: AbortSignal): Promise<Measured> {
  const { platform, pool } = stage;
  await load.full();
  const deeds = await findDeeds(platform, signal);
  const first = await act(deeds, 1, signal);
  load.looks();
  const before = {
    at: Date.now(),
    calls: platform.log.calls.length,
    used: processorUse(stage),
    all: allProcessors(),
  };
  const lateness = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  lateness.enable();
  const taken = await act(deeds, TIMES, signal);
  lateness.disable();
  const ms = Date.now() - before.at;
  const used = processorUse(stage);
  const busyAll = (allProcessors() - before.all) / ms;
  const made = platform.log.calls.slice(before.calls);
  return {
    first,
    taken,
    working: quantile(load.looks(), 0.5),
    steps: (await completedSince(pool, before.at)) / (ms / 1000),
    calls: made.length,
    refused: made.filter(({ status }) => status === 429).length,
    busy: byParty((party) => (used[party] - before.used[party]) / ms),
    busyAll,
    late: Math.max(0, lateness.percentile(99) / 1e6 - RESOLUTION_MS),
  };
}

/** Milliseconds of processor time so far. */
function processorUse({ pids }: Stage): Record<Party, number> {
  const { user, system } = process.cpuUsage();
  return {
    'the bot': processorMs(pids.bot),
    'the worker': processorMs(pids.worker),
    PostgreSQL: processorMs(pids.server),
    'the platform, and what measures': (user + system) / 1000,
  };
}

/** Milliseconds that the processors of this machine were not idle so far. */
function allProcessors(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

function byParty(figure: (party: Party) => number): Record<Party, number> {
  return Object.fromEntries(PARTIES.map((party) => [party, figure(party)])) as Record<Party, number>;
}

/** The database's clock is this machine's. */
async function completedSince(pool: pg.Pool, at: number): Promise<number> {
  const { rows } = await pool.query<{ steps: number }>(
    `SELECT count(*)::int AS steps FROM flow_steps WHERE status = 'completed' AND completed_at >= to_timestamp($1)`,
    [at / 1000],
  );
  return rows[0]?.steps ?? 0;
}
