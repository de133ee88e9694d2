/**
 * What makes a run end whoever dies: every process, every second, looks for steps and questions in dead hands, for
 * those that no job will deliver, for tasks that wait though there is room, and for runs that nobody moves. It works from Baton's own
 * rows; the queue's locks are no fence and are only tidied.
 */
import { messageOf } from '../core/errors.ts';
import { within } from '../deadline.ts';
import { isOutage, outageOf } from '../store/outage.ts';
import { admitTasks } from '../store/task-rows.ts';
import { transaction } from '../store/transaction.ts';
import { abandonedRuns, addStrandedJobs, deleteDeadWorkers, idleRuns } from '../store/worker-rows.ts';
import { sweepQuestions } from './questions.ts';
import { type EngineContext, recoverRun } from './run-transactions.ts';
import { createStuckRuns } from './stuck-runs.ts';

const SWEEP_MS = 1000;
const FAREWELL_MS = 500;
/** under which this part notes outages */
const SOURCE = 'reaper';

export interface Reaper {
  stop(): Promise<void>;
}

/** One look at everything; gives the runs that had lost a worker. A run that can't be helped doesn't keep the others from it. */
export async function sweep(context: EngineContext, log: (line: string) => void): Promise<string[]> {
  const abandoned = await abandonedRuns(context.pool);
  const idle = await idleRuns(context.pool);
  context.outages.answered();
  for (const run_id of new Set([...abandoned, ...idle])) {
    await recoverRun(context, run_id).catch((error: unknown) => {
      // A run whose lock somebody keeps is no reason to leave the others alone.
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

export function startReaper(context: EngineContext, log: (line: string) => void): Reaper {
  let stopped = false;
  const stuck = createStuckRuns(context.pool, log);
  const wake = Promise.withResolvers<void>();
  const live = async () => {
    while (!stopped) {
      try {
        const recovered = await sweep(context, log);
        for (const run_id of recovered)
          log(`run ${run_id.slice(0, 8)} goes on: steps of a dead worker were handed out anew`);
        await stuck.look();
        context.outages.recovered(SOURCE);
      } catch (error) {
        if (stopped) return;
        context.outages.failed(SOURCE, error);
        if (!isOutage(error)) log(`the look for lost steps failed: ${messageOf(error)}`);
      }
      await nap(SWEEP_MS, wake.promise);
    }
  };
  const done = live();
  return {
    async stop() {
      stopped = true;
      wake.resolve();
      await within(FAREWELL_MS, done);
    },
  };
}

async function nap(ms: number, wake: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const rest = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([rest, wake]);
  clearTimeout(timer);
}
