/**
 * The delivery of steps and questions by graphile-worker: two of its runners a process, so that a long agent task never keeps a
 * short code step waiting. Jobs are at least once; the claim makes them at most once.
 */
import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { messageOf } from '../core/errors.ts';
import { createPool } from '../database/connection.ts';
import { within } from '../deadline.ts';
import { isOutage } from '../store/outage.ts';
import type { OutageLog } from '../store/outage-log.ts';
import { limitWaits, renewConnections } from '../store/transaction.ts';
import { Logger, QUEUE_SCHEMA, type Runner, type RunnerOptions, run, type WorkerEvents } from './graphile.ts';
import { type QuestionJob, questionIdentifier } from './question-jobs.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';
import { type StepJob, taskIdentifier } from './step-jobs.ts';

export interface QueueOptions {
  readonly url: string;
  readonly host: string;
  /** agent tasks at a time */
  readonly agentSlots: number;
  /** code steps at a time */
  readonly codeSlots: number;
  readonly handle: (job: StepJob) => Promise<void>;
  readonly handleQuestion: (job: QuestionJob) => Promise<void>;
  /** told the name under which graphile-worker locks jobs, each time a pool of its comes up */
  readonly onPool: (pool_id: string) => void;
  readonly outages: OutageLog;
  readonly log: (line: string) => void;
}

export interface Queue {
  /** Takes no more jobs and waits for those in hand. */
  stop(): Promise<void>;
}

/** Each runner listens on one connection; the others fetch jobs and take them off the queue, which is soon done. */
const CONNECTIONS = 6;

export function startQueue(options: QueueOptions): Queue {
  const pool = createPool(options.url, CONNECTIONS, options.log);
  limitWaits(pool);
  // What the queue notes for itself need not be on disk: a fetch or a completion that a crash of the server undoes
  // brings a job twice, and the claim refuses the second. Jobs are added elsewhere, with what they are for.
  pool.on('connect', (client) => {
    client.query('SET synchronous_commit = off').catch(() => undefined);
  });
  const lanes = [
    keepRunning(options, pool, 'agent', options.agentSlots),
    keepRunning(options, pool, 'code', options.codeSlots),
  ];
  return {
    async stop() {
      await Promise.all(lanes.map((semaphore) => semaphore.stop()));
      await within(FAREWELL_MS, pool.end());
    },
  };
}

const RESTART_MS = 500;
/** How long a runner with nothing in hand may take to end; after an outage it may never do so. */
const FAREWELL_MS = 3000;

/**
 * One of graphile-worker's runners, followed by another whenever it ends by itself, as it does when it could not take
 * a job off the queue, and whenever it can't fetch jobs. The next one does not wait for what the last one still has in hand; both have the lane's places.
 */
function keepRunning(options: QueueOptions, pool: Pool, kind: 'agent' | 'code', slots: number): Queue {
  const semaphore = createSemaphore(slots);
  let stopping = false;
  let current: Runner | null = null;
  const wake = Promise.withResolvers<void>();
  const live = async () => {
    while (!stopping) {
      try {
        const ending = Promise.withResolvers<void>();
        current = await run(settings(options, { pool, kind, slots, semaphore, onEnding: ending.resolve }));
        current.promise.catch(() => undefined);
        await Promise.race([current.promise, ending.promise, wake.promise]);
        if (!stopping) leave(current);
        if (!stopping && options.outages.current() === null)
          options.log(`the ${kind} queue ended by itself and starts again`);
      } catch (error) {
        options.outages.met(kind, error);
        if (!stopping && !isOutage(error))
          options.log(`the ${kind} queue could not start and tries again: ${messageOf(error)}`);
      }
      // A session that began as a read-only one stays so when the server takes writes again.
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
      await semaphore.empty();
      await within(FAREWELL_MS, stopped);
    },
  };
}

/** Ends it once it has done what it has in hand; it may be ending already. */
function leave(runner: Runner): void {
  runner.stop().catch(() => undefined);
}

interface LaneSettings {
  readonly pool: Pool;
  readonly kind: 'agent' | 'code';
  readonly slots: number;
  readonly semaphore: Semaphore;
  /** told once it takes no more jobs */
  readonly onEnding: () => void;
}

function settings(
  options: QueueOptions,
  { pool, kind, slots, semaphore, onEnding }: LaneSettings,
): RunnerOptions {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => options.onPool(workerPool.id));
  events.on('pool:gracefulShutdown', onEnding);
  // One that met an outage as it started asks for jobs in vain for ever; that of a database that answers is such a one.
  events.on('worker:getJob:error', ({ error }) => {
    options.outages.met(kind, error);
    pool.query('SELECT 1').then(onEnding, () => undefined);
  });
  for (const fetched of ['worker:getJob:empty', 'job:start'] as const) {
    events.on(fetched, () => options.outages.over(kind));
  }
  const { host } = options;
  const task = (payload: unknown) => semaphore.take(() => options.handle(payload as StepJob));
  const ask = (payload: unknown) => semaphore.take(() => options.handleQuestion(payload as QuestionJob));
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
    // A job that runs again after a crash is refused by the claim, so its completion may wait for others. Failures are
    // batched because only then graphile-worker handles that they can't be stored: else a lost connection ends the process.
    preset: { worker: { completeJobBatchDelay: 10, failJobBatchDelay: 10 } },
  };
}
