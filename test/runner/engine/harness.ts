/** A database of its own for a test file, and runners on it that are closed after each test. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { StepDocument } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { RunRequest } from '../../../runner/core/run-request.ts';
import { createPool } from '../../../runner/database/connection.ts';
import type { EngineContext } from '../../../runner/engine/run-transactions.ts';
import { createAnnouncer } from '../../../runner/events/announcer.ts';
import type { Runner, RunnerOptions, Work } from '../../../runner/runner.ts';
import { createOutageLog } from '../../../runner/store/outage-log.ts';
import { createRunPlans } from '../../../runner/store/run-plans.ts';
import type { Claim } from '../../../runner/store/step-rows.ts';
import { openWorkerSession } from '../../../runner/store/worker-session.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';
import { databaseUrl } from '../../setup/database-url.ts';
import { startWork, type Toy, toyRequest, toyRunner } from '../../setup/toy-runner.ts';

type Row = Record<string, unknown>;

export interface Harness {
  readonly url: () => string;
  readonly pool: () => FreshDatabase['pool'];
  /** A runner that does no steps; on a pool of its own, as another process would be. */
  runner(toy?: Toy): Promise<Runner>;
  /** A runner that does steps. */
  working(toy?: Toy): Promise<Runner & { readonly work: Work }>;
  /** A worker that takes and ends steps only when the test says so, and is alive for everybody. */
  manualWorker(): Promise<ManualWorker>;
  start(runner: Runner, more?: Partial<RunRequest>): Promise<string>;
  query<R extends Row = Row>(sql: string, values?: unknown[]): Promise<R[]>;
  onEnd(close: () => Promise<unknown>): void;
}

export interface ManualWorker {
  readonly id: string;
  readonly context: EngineContext;
  claimOf(run_id: string, step_id: string, attempt?: number): Claim;
}

export function harness(): Harness {
  let database: FreshDatabase;
  let closers: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterEach(async () => {
    const closing = closers.toReversed();
    closers = [];
    for (const close of closing) await close();
    // What one test left in the queue is no business of the next.
    await database.pool.query('DELETE FROM flow_runs');
    await database.pool.query('DELETE FROM graphile_worker._private_jobs');
  });
  afterAll(() => database.drop());

  const ownPool = (): RunnerOptions['database'] => {
    const pool = createPool(database.url, 20, () => undefined);
    closers.push(() => pool.end());
    return { url: database.url, pool };
  };
  const self: Harness = {
    url: () => database.url,
    pool: () => database.pool,
    async runner(toy) {
      const runner = await toyRunner(ownPool(), toy);
      closers.push(() => runner.close());
      return runner;
    },
    async working(toy) {
      const runner = await self.runner(toy);
      const stop = await startWork(runner);
      closers.push(stop);
      return { ...runner, work: { stop } };
    },
    async manualWorker() {
      const { pool } = ownPool();
      const outages = createOutageLog(() => undefined);
      const liveness = await openWorkerSession({
        url: database.url,
        host: 'puppet',
        pid: process.pid,
        slots: 1,
        newId: randomUUID,
        onIdentity: () => undefined,
        outages,
        log: () => undefined,
      });
      const announcer = createAnnouncer(pool);
      closers.push(() => liveness.close().then(announcer.close));
      const { id } = await liveness.identity();
      return {
        id,
        context: {
          pool,
          newId: randomUUID,
          limits: limits({}).limits,
          plans: createRunPlans(pool),
          announcer,
          outages,
        },
        claimOf: (run_id, step_id, attempt = 1) => ({ run_id, step_id, attempt, worker_id: id }),
      };
    },
    async start(runner, more) {
      return (await runner.service.start(toyRequest(more))).run_id;
    },
    async query<R extends Row>(sql: string, values: unknown[] = []) {
      return (await database.pool.query<R>(sql, values)).rows;
    },
    onEnd(close) {
      closers.push(close);
    },
  };
  return self;
}

/** A toy runner's limits with some of them changed. */
export function limits(more: Partial<RunnerOptions['limits']>): Pick<RunnerOptions, 'limits'> {
  const usual = {
    perWorker: 8,
    perRun: 8,
    perProject: 64,
    runsPerUser: null,
    runsPerChannel: null,
    codeSteps: 4,
    idleMs: 60_000,
    deadlineMs: 600_000,
  };
  return { limits: { ...usual, ...more } };
}

/** The run once it has ended. */
export async function ended(runner: Runner, run_id: string) {
  const found = await until(async () => {
    const detail = await runner.service.run(run_id).catch(passing);
    return detail === null || detail.run.status === 'running' ? null : detail;
  });
  return { ...found, step: (step_id: string) => stepOf(found.steps, step_id) };
}

/** A database that is away for a moment is asked again. */
function passing(error: unknown): null {
  if (error instanceof BatonError && error.passing) return null;
  throw error;
}

export function stepOf(steps: readonly StepDocument[], step_id: string): StepDocument {
  const found = steps.find((step) => step.step_id === step_id);
  if (found === undefined) throw new Error(`there is no step ${step_id}`);
  return found;
}

/** The step once it is running, or in the given status. */
export async function stepIn(runner: Runner, run_id: string, step_id: string, status = 'running') {
  return until(async () => {
    const step = stepOf((await runner.service.run(run_id)).steps, step_id);
    return step.status === status ? step : null;
  });
}

/** Asks again and again until there is an answer; the test's own time limit ends it otherwise. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A place where steps wait until the test lets them go on. */
export interface Latch {
  /** for a step: tells that it is there, and waits */
  wait(signal?: AbortSignal): Promise<void>;
  /** for the test: once so many have come */
  reached(times?: number): Promise<void>;
  open(): void;
}

export function createLatch(): Latch {
  const opened = Promise.withResolvers<void>();
  let arrivals = 0;
  return {
    async wait(signal) {
      arrivals += 1;
      const cut = Promise.withResolvers<never>();
      cut.promise.catch(() => undefined);
      signal?.addEventListener('abort', () => cut.reject(signal.reason), { once: true });
      if (signal?.aborted) cut.reject(signal.reason);
      await Promise.race([opened.promise, cut.promise]);
    },
    reached: (times = 1) => until(async () => arrivals >= times).then(() => undefined),
    open: () => opened.resolve(),
  };
}

/** Ends the connections of which `pg_stat_activity` says so, from the server's side. */
export async function terminate(pool: FreshDatabase['pool'], where: string): Promise<number> {
  const { rows } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND (${where})`,
  );
  return rows.length;
}

/** The address of a database on the test server that nobody made. */
export function missingDatabaseUrl(): string {
  return databaseUrl(inject('serverUrl'), 'nobody_made_this');
}
