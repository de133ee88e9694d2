/**
 * Delivers steps and questions with graphile-worker: two of its runners per process, so that a long agent task never
 * delays a short code step. Jobs are delivered at least once; the claim makes each attempt execute at most once.
 */
import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Pool } from 'pg';
import { messageOf } from '../core/errors.ts';
import { createPool } from '../database/connection.ts';
import { within } from '../deadline.ts';
import { isOutage } from '../store/outage.ts';
import type { OutageLog } from '../store/outage-log.ts';
import { limitWaits, renewConnections } from '../store/transaction.ts';
import { Logger, QUEUE_SCHEMA, type Runner, type RunnerOptions, run, type WorkerEvents } from './graphile.ts';
import { type QuestionJob, questionIdentifier, type StepJob, taskIdentifier } from './jobs.ts';

export interface QueueOptions {
  readonly url: string;
  readonly host: string;
  /** concurrent agent tasks */
  readonly agentSlots: number;
  /** concurrent code steps */
  readonly codeSlots: number;
  readonly handle: (job: StepJob) => Promise<void>;
  readonly handleQuestion: (job: QuestionJob) => Promise<void>;
  /** called with the name under which graphile-worker locks jobs, each time one of its pools starts */
  readonly onPool: (pool_id: string) => void;
  readonly outages: OutageLog;
  readonly log: (line: string) => void;
}

export interface Queue {
  /** Fetches no more jobs and waits for those in progress. */
  stop(): Promise<void>;
}

/** Each runner listens on one connection; the others fetch and complete jobs, which is fast. */
const CONNECTIONS = 6;

export function startQueue(options: QueueOptions): Queue {
  const pool = createPool(options.url, CONNECTIONS, options.log);
  limitWaits(pool);
  // The queue's own bookkeeping need not be durable: a fetch or completion that a crash of the server undoes delivers
  // the job again, and the claim refuses the second delivery. Jobs are added elsewhere, in the transaction of the
  // change they belong to.
  pool.on('connect', (client) => {
    client.query('SET synchronous_commit = off').catch(() => undefined);
  });
  const queues = [
    keepRunning(options, pool, 'agent', options.agentSlots),
    keepRunning(options, pool, 'code', options.codeSlots),
  ];
  return {
    async stop() {
      await Promise.all(queues.map((queue) => queue.stop()));
      await within(SHUTDOWN_LIMIT_MS, pool.end());
    },
  };
}

const RESTART_MS = 500;
/** How long a runner without jobs in progress may take to stop; after an outage it may never stop. */
const SHUTDOWN_LIMIT_MS = 3000;

/**
 * Keeps a graphile-worker runner running: starts a new one whenever it ends by itself, as it does when it could not
 * complete a job, and whenever it can't fetch jobs. The new runner does not wait for the old one's jobs in progress;
 * both share the slots.
 */
function keepRunning(options: QueueOptions, pool: Pool, kind: 'agent' | 'code', slots: number): Queue {
  const limit = pLimit(slots);
  const inProgress = new Set<Promise<void>>();
  const take = async (work: () => Promise<void>) => {
    const job = limit(work);
    inProgress.add(job);
    try {
      await job;
    } finally {
      inProgress.delete(job);
    }
  };
  let stopping = false;
  let current: Runner | null = null;
  const wake = Promise.withResolvers<void>();
  const live = async () => {
    while (!stopping) {
      try {
        const ending = Promise.withResolvers<void>();
        current = await run(settings(options, { pool, kind, slots, take, onEnding: ending.resolve }));
        current.promise.catch(() => undefined);
        await Promise.race([current.promise, ending.promise, wake.promise]);
        if (!stopping) leave(current);
        if (!stopping && options.outages.current() === null)
          options.log(`the ${kind} queue ended by itself and starts again`);
      } catch (error) {
        options.outages.failed(kind, error);
        if (!stopping && !isOutage(error))
          options.log(`the ${kind} queue could not start and tries again: ${messageOf(error)}`);
      }
      // A session that began as read-only stays read-only after the server accepts writes again.
      if (!stopping) renewConnections(pool);
      if (!stopping) await Promise.race([pause(RESTART_MS), wake.promise]);
    }
  };
  const done = live();
  return {
    async stop() {
      stopping = true;
      wake.resolve();
      await done;
      const stopped = Promise.resolve(current?.stop()).catch(() => undefined);
      while (inProgress.size > 0) await Promise.allSettled(inProgress);
      await within(SHUTDOWN_LIMIT_MS, stopped);
    },
  };
}

/** Stops the runner once its jobs in progress are done; it may already be stopping. */
function leave(runner: Runner): void {
  runner.stop().catch(() => undefined);
}

interface RunnerSettings {
  readonly pool: Pool;
  readonly kind: 'agent' | 'code';
  readonly slots: number;
  /** does the work once a slot is free, and waits for its end */
  readonly take: (work: () => Promise<void>) => Promise<void>;
  /** called once it fetches no more jobs */
  readonly onEnding: () => void;
}

function settings(
  options: QueueOptions,
  { pool, kind, slots, take, onEnding }: RunnerSettings,
): RunnerOptions {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => options.onPool(workerPool.id));
  events.on('pool:gracefulShutdown', onEnding);
  // A runner that started during an outage may never fetch a job again; this error, from a database that responds, is
  // the sign.
  events.on('worker:getJob:error', ({ error }) => {
    options.outages.failed(kind, error);
    pool.query('SELECT 1').then(onEnding, () => undefined);
  });
  for (const fetched of ['worker:getJob:empty', 'job:start'] as const) {
    events.on(fetched, () => options.outages.recovered(kind));
  }
  const { host } = options;
  const task = (payload: unknown) => take(() => options.handle(payload as StepJob));
  const ask = (payload: unknown) => take(() => options.handleQuestion(payload as QuestionJob));
  const asks = kind === 'agent' ? { [questionIdentifier(null)]: ask, [questionIdentifier(host)]: ask } : {};
  return {
    pgPool: pool,
    schema: QUEUE_SCHEMA,
    concurrency: slots,
    noHandleSignals: true,
    pollInterval: 2000,
    events,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') options.log(message.split('\n', 1).join());
    }),
    parsedCronItems: [],
    taskList: { [taskIdentifier(kind, null)]: task, [taskIdentifier(kind, host)]: task, ...asks },
    // A job that runs again after a crash is refused by the claim, so completions may be delayed and batched. Failures
    // are batched because graphile-worker handles a failure to store them only then: otherwise a lost connection ends
    // the process.
    preset: { worker: { completeJobBatchDelay: 10, failJobBatchDelay: 10 } },
  };
}
