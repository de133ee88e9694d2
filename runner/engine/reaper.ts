/**
 * What makes a run end whoever dies: every process, every second, looks for steps and questions in dead hands, for
 * those that no job will deliver, for tasks that wait though there is room, and for runs that nobody moves. It works from Baton's own
 * rows; the queue's locks are no fence and are only tidied.
 */
import { messageOf } from '../core/errors.ts';
import { isOutage } from '../store/outage.ts';
import { admitTasks } from '../store/task-rows.ts';
import { transaction } from '../store/transaction.ts';
import { abandonedRuns, addStrandedJobs, bury, idleRuns } from '../store/worker-rows.ts';
import { sweepQuestions } from './questions.ts';
import { recoverRun, type Shell } from './tick.ts';

const SWEEP_MS = 1000;

export interface Reaper {
  stop(): Promise<void>;
}

/** One look at everything; gives the runs that had lost a worker. A run that can't be helped doesn't keep the others from it. */
export async function sweep(shell: Shell, log: (line: string) => void): Promise<string[]> {
  const abandoned = await abandonedRuns(shell.pool);
  const idle = await idleRuns(shell.pool);
  for (const run_id of new Set([...abandoned, ...idle])) {
    await recoverRun(shell, run_id).catch((error: unknown) => {
      if (isOutage(error)) throw error;
      log(`run ${run_id} cannot be brought forward: ${messageOf(error)}`);
    });
  }
  await addStrandedJobs(shell.pool);
  await sweepQuestions(shell);
  await transaction(shell.pool, async (tx) => admitTasks(tx, shell.limits));
  await bury(shell.pool);
  return abandoned;
}

export function startReaper(shell: Shell, log: (line: string) => void): Reaper {
  let stopped = false;
  let failing = false;
  const wake = Promise.withResolvers<void>();
  const live = async () => {
    while (!stopped) {
      try {
        const recovered = await sweep(shell, log);
        for (const run_id of recovered)
          log(`run ${run_id.slice(0, 8)} goes on: steps of a dead worker were handed out anew`);
        failing = false;
      } catch (error) {
        if (!failing && !stopped) log(`the database does not answer: ${messageOf(error)}`);
        failing = true;
      }
      await nap(SWEEP_MS, wake.promise);
    }
  };
  const done = live();
  return {
    async stop() {
      stopped = true;
      wake.resolve();
      await done;
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
