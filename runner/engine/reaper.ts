/**
 * Recovers what was interrupted, in every process and every second: steps and questions of dead workers, dispatched work
 * that no job will deliver, waiting tasks for which there is room, and runs in which nothing is dispatched. It relies on
 * Baton's own rows; the queue's locks are only cleaned up. Once an hour it deletes what is older than it is kept.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../core/errors.ts';
import { shortId } from '../core/wording.ts';
import { within } from '../deadline.ts';
import { isOutage, outageOf } from '../store/outage.ts';
import { deleteOld, KEPT, type Retention } from '../store/retention.ts';
import { admitTasks } from '../store/task-rows.ts';
import { transaction } from '../store/transaction.ts';
import { abandonedRuns, addStrandedJobs, deleteDeadWorkers, idleRuns } from '../store/worker-rows.ts';
import { sweepQuestions } from './questions.ts';
import { type EngineContext, recoverRun } from './run-transactions.ts';
import { createStuckRunLog } from './waiting.ts';

const SWEEP_MS = 1000;
const SHUTDOWN_LIMIT_MS = 500;
/** the name under which the reaper reports outages */
const SOURCE = 'reaper';

/** The running loop; it stops after the current sweep, or half a second later. */
export interface Reaper {
  stop(): Promise<void>;
}

/** Does one round and returns the runs that had lost a worker. A run that fails does not keep the others from it. */
export async function sweep(context: EngineContext, log: (line: string) => void): Promise<string[]> {
  const abandoned = await abandonedRuns(context.pool);
  const idle = await idleRuns(context.pool);
  context.outages.answered();
  for (const run_id of new Set([...abandoned, ...idle])) {
    await recoverRun(context, run_id).catch((error: unknown) => {
      // Another session may hold the lock of this one run.
      const cause = outageOf(error)?.cause;
      if (cause !== undefined && cause !== 'busy' && cause !== 'silent') throw error;
      log(`run ${run_id} cannot be brought forward: ${messageOf(error)}`);
    });
  }
  await addStrandedJobs(context.pool);
  await sweepQuestions(context);
  await transaction(context.pool, async (tx) => admitTasks(tx, context.limits));
  await deleteDeadWorkers(context.pool);
  return abandoned;
}

function startReaper(context: EngineContext, log: (line: string) => void): Reaper {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stuck = createStuckRunLog(context.pool, log);
  const live = async () => {
    while (!signal.aborted) {
      try {
        const recovered = await sweep(context, log);
        for (const run_id of recovered)
          log(`run ${shortId(run_id)} goes on: steps of a dead worker were handed out anew`);
        await stuck.look();
        context.outages.recovered(SOURCE);
      } catch (error) {
        if (signal.aborted) return;
        context.outages.failed(SOURCE, error);
        if (!isOutage(error)) log(`the look for lost steps failed: ${messageOf(error)}`);
      }
      await pause(SWEEP_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const done = live();
  return {
    async stop() {
      stopping.abort();
      await within(SHUTDOWN_LIMIT_MS, done);
    },
  };
}

/** A process that is started anew every half hour deletes something too. */
const FIRST_DELETION_MS = 60_000;
const DELETION_MS = 3_600_000;

export interface MaintenanceOptions {
  readonly context: EngineContext;
  readonly retention: Retention;
  readonly log: (line: string) => void;
}

/** The reaper, and the hourly deletion of old rows. */
export interface Maintenance {
  stop(): Promise<void>;
}

export function startMaintenance({ context, retention, log }: MaintenanceOptions): Maintenance {
  const reaper = startReaper(context, log);
  const stopping = new AbortController();
  const { signal } = stopping;
  const live = async () => {
    await pause(FIRST_DELETION_MS, undefined, { signal, ref: false });
    while (!signal.aborted) {
      await deleteAndTell(context, retention, signal, log);
      await pause(DELETION_MS, undefined, { signal, ref: false });
    }
  };
  const done = live().catch(() => undefined);
  return {
    async stop() {
      stopping.abort();
      await reaper.stop();
      await within(SHUTDOWN_LIMIT_MS, done);
    },
  };
}

async function deleteAndTell(
  { pool }: EngineContext,
  retention: Retention,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  try {
    const deleted = await deleteOld(pool, retention, signal);
    const parts = KEPT.flatMap((kind) => (deleted[kind] === 0 ? [] : [`${kind} ${deleted[kind]}`]));
    if (parts.length > 0) log(`old rows were deleted: ${parts.join(', ')}`);
  } catch (error) {
    // An outage is told by whoever meets it first; the next round is in an hour.
    if (!isOutage(error)) log(`old rows could not be deleted: ${messageOf(error)}`);
  }
}
