/**
 * A worker: claims the jobs that the queue delivers (steps, questions), executes them, and stores how they ended. It drops
 * a job at once when its identity is lost, when the run is cancelled, or when the job belongs to another worker according
 * to the database. When it leaves, it returns its jobs to the queue.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BatonError, messageOf } from '../core/errors.ts';
import { within } from '../deadline.ts';
import type { Bus } from '../events/bus.ts';
import { type Queue, startQueue } from '../queue/queue.ts';
import { answerOf, asOutage, isOutage, isUnstorable } from '../store/outage.ts';
import { TRIED_ONCE } from '../store/outage-log.ts';
import { addPoolId } from '../store/worker-rows.ts';
import { type Identity, openWorkerSession, type WorkerSession } from '../store/worker-session.ts';
import { type ExecutionOptions, storableText } from './execution-options.ts';
import { type ClaimedJob, type Job, ownedQuestionJobs, ownedStepJobs, questionJob, stepJob } from './jobs.ts';

export interface WorkerOptions extends ExecutionOptions {
  readonly url: string;
  readonly host: string;
  readonly pid: number;
  readonly agentSlots: number;
  readonly codeSlots: number;
  readonly bus: Bus;
}

export interface Worker {
  /** Returns its jobs to the queue and leaves. */
  stop(): Promise<void>;
}

/** A job that this worker is executing. */
interface InFlightJob {
  readonly job: Job;
  readonly stop: AbortController;
}

/** A worker's identity, its jobs, and whether it is leaving. */
interface WorkerState {
  readonly session: WorkerSession;
  readonly inFlight: Map<string, InFlightJob>;
  readonly leaving: AbortSignal;
  /** aborts once it has left: reapers requeue the jobs that it could not return */
  readonly gone: AbortSignal;
}

const LOOK_MS = 2000;
const STORE_AGAIN_MS = 300;
/** How long a leaving worker tries to return its jobs; less during an outage of the database. */
const RETURN_MS = 2000;
const RETURN_IN_OUTAGE_MS = 500;
/** Why a job was aborted, for reasons other than its own. */
const LEAVING = new BatonError('step', 'leaving', 'the worker is leaving');
const TAKEN = new BatonError('step', 'taken', 'it is no longer this worker’s');
/** Replaces an error message in which secrets can't be masked. */
const WITHHELD = 'The step failed, and what it said cannot be shown.';

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const inFlight = new Map<string, InFlightJob>();
  const pool_ids: string[] = [];
  const rememberPool = (identity: Identity | null, pool_id: string) => {
    if (identity !== null) addPoolId(options.context.pool, identity.id, pool_id).catch(() => undefined);
  };
  const { outages } = options.context;
  const taken = openWorkerSession({
    ...options,
    outages,
    slots: options.agentSlots,
    newId: options.context.newId,
    onIdentity: (identity) => {
      for (const pool_id of pool_ids) rememberPool(identity, pool_id);
    },
  });
  const session = await answerOf(options.url, taken);
  const unsubscribe = options.bus.subscribe((hint) => {
    if (hint.type === 'cancelled') abortWhere(inFlight, ({ job }) => job.ends_with === hint.run_id);
  });
  const leaving = new AbortController();
  const gone = new AbortController();
  const state: WorkerState = { session, inFlight, leaving: leaving.signal, gone: gone.signal };
  const looking = setInterval(() => {
    compareWithRows(options, state).catch(() => undefined);
  }, LOOK_MS);
  const queue: Queue = startQueue({
    ...options,
    onPool: (pool_id) => {
      pool_ids.push(pool_id);
      rememberPool(session.current(), pool_id);
    },
    handle: (job) => handle(options, state, (worker_id) => stepJob(options, job, worker_id)),
    handleQuestion: (job) => handle(options, state, (worker_id) => questionJob(options, job, worker_id)),
    outages,
  });
  return {
    async stop() {
      leaving.abort(LEAVING);
      await within(outages.current() === null ? RETURN_MS : RETURN_IN_OUTAGE_MS, queue.stop());
      gone.abort(LEAVING);
      clearInterval(looking);
      unsubscribe();
      await session.close();
    },
  };
}

async function handle(
  options: WorkerOptions,
  state: WorkerState,
  jobOf: (worker_id: string) => Job,
): Promise<void> {
  const { inFlight } = state;
  const identity = await identityOf(state);
  if (identity === null) return;
  const job = jobOf(identity.id);
  const claimed = await job.claim().catch((error: unknown) => {
    options.context.outages.failed(TRIED_ONCE.claims, error);
    throw error;
  });
  if (claimed === null) return;
  options.context.outages.stored();
  const stop = new AbortController();
  inFlight.set(job.key, { job, stop });
  try {
    const signal = AbortSignal.any([identity.lost, stop.signal, state.leaving]);
    const ending = await attempt(options, job, claimed, signal);
    await settle(options, job, claimed, { ending, until: AbortSignal.any([identity.lost, state.gone]) });
  } finally {
    inFlight.delete(job.key);
  }
}

/** Returns null if the worker is leaving, even during an outage of the database. */
async function identityOf({ session, leaving }: WorkerState): Promise<Identity | null> {
  if (leaving.aborted) return null;
  const left = Promise.withResolvers<null>();
  const leave = () => left.resolve(null);
  leaving.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([session.identity(), left.promise]);
  } finally {
    leaving.removeEventListener('abort', leave);
  }
}

/** Stores how the job ended; retries until that succeeds or the identity is lost, since until then no other worker ends it. */
async function settle(
  options: WorkerOptions,
  job: Job,
  claimed: ClaimedJob,
  { ending, until }: { readonly ending: () => Promise<unknown>; readonly until: AbortSignal },
): Promise<void> {
  const { outages } = options.context;
  let store = ending;
  try {
    while (!until.aborted) {
      try {
        await store();
        outages.stored();
        return;
      } catch (error) {
        outages.failed(job.key, error);
        // An outage is logged once, elsewhere, not at each try.
        if (!isOutage(error)) options.log(`${job.name} could not be stored: ${messageOf(error)}`);
        const message = 'What the step left behind cannot be stored.';
        if (isUnstorable(error)) store = () => claimed.fault({ message, passing: false });
        else await pause(STORE_AGAIN_MS, undefined, { signal: until }).catch(() => undefined);
      }
    }
  } finally {
    outages.recovered(job.key);
  }
}

/** Executes the job and returns a function that stores how it ended. */
async function attempt(
  options: WorkerOptions,
  job: Job,
  claimed: ClaimedJob,
  signal: AbortSignal,
): Promise<() => Promise<unknown>> {
  try {
    return await claimed.perform(signal);
  } catch (thrown) {
    if (signal.aborted) {
      return async () => signal.reason === LEAVING && job.release(LEAVING.message);
    }
    const error = asOutage(thrown, options.url);
    const message = await storableText(options, messageOf(error)).catch(() => WITHHELD);
    if (!(error instanceof BatonError)) {
      options.log(`${job.name} met a bug: ${stackOf(error)}`);
      return () => claimed.fault({ message, passing: false });
    }
    const { passing, code, tries, retryAfterMs } = error;
    return () => claimed.fault({ message, passing, code, tries, retry_after_ms: retryAfterMs });
  }
}

/**
 * Compares the worker's jobs with the database: drops those that it no longer holds, and requeues those that it holds
 * without knowing (the response to a claim may be lost with the connection).
 */
async function compareWithRows(options: WorkerOptions, { session, inFlight }: WorkerState): Promise<void> {
  const identity = session.current();
  if (identity === null) return;
  const before = new Map(inFlight);
  const held = [
    ...(await ownedStepJobs(options, identity.id)),
    ...(await ownedQuestionJobs(options, identity.id)),
  ];
  const known = new Set(held.map(({ key }) => key));
  for (const [key, { job, stop }] of before) {
    if (job.worker_id === identity.id && !known.has(key)) stop.abort(TAKEN);
  }
  const orphans = held.filter(({ key }) => !inFlight.has(key) && !before.has(key));
  for (const orphan of orphans) await confirmOrphan(inFlight, orphan);
}

/** Requeues an orphan only if it still is one after a while: its claim may just have been made. */
async function confirmOrphan(inFlight: ReadonlyMap<string, InFlightJob>, job: Job): Promise<void> {
  await pause(LOOK_MS);
  if (!inFlight.has(job.key)) await job.release('its worker does not know of it');
}

function abortWhere(
  inFlight: ReadonlyMap<string, InFlightJob>,
  matches: (job: InFlightJob) => boolean,
): void {
  for (const job of inFlight.values()) if (matches(job)) job.stop.abort(TAKEN);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
