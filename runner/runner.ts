/**
 * Creates the runner from its parts: the ports for processes that start and show runs, and `startWork` for those that
 * execute them. External dependencies are passed in.
 */
import type { AgentBackend } from './core/ports/agent.ts';
import type { Catalogue } from './core/ports/catalogue.ts';
import type { HandledActions } from './core/ports/handled-actions.ts';
import type { OperatorRecords } from './core/ports/inspection.ts';
import type { Installations } from './core/ports/installations.ts';
import type { Leases } from './core/ports/leases.ts';
import type { Ledger } from './core/ports/ledger.ts';
import type { Posts } from './core/ports/posts.ts';
import type { Project, Repositories } from './core/ports/repository.ts';
import type { RunFiles } from './core/ports/run-files.ts';
import type { ScheduleFiring, Schedules } from './core/ports/schedules.ts';
import type { RunnerService } from './core/ports/service.ts';
import { type BackendPreferences, createBackends } from './engine/backends.ts';
import { createBudgetWatch, type Spending } from './engine/budget-watch.ts';
import { createHandledActions } from './engine/handled-actions.ts';
import { createLedger } from './engine/ledger.ts';
import { createOperatorRecords } from './engine/operator-records.ts';
import { createPosts } from './engine/posts.ts';
import { startMaintenance } from './engine/reaper.ts';
import { createRepositoryPool } from './engine/repository-pool.ts';
import { createRunFiles } from './engine/run-files.ts';
import type { EngineContext } from './engine/run-transactions.ts';
import { createScheduleFiring } from './engine/schedule-fires.ts';
import { createSchedules } from './engine/schedules.ts';
import { createService } from './engine/service.ts';
import { startWorker } from './engine/worker.ts';
import { createAnnouncer } from './events/announcer.ts';
import { openBus } from './events/bus.ts';
import { createInstallations } from './store/installation-rows.ts';
import { createLeases } from './store/leases.ts';
import { answerOf } from './store/outage.ts';
import { createOutageLog, type OutageLog } from './store/outage-log.ts';
import type { Retention } from './store/retention.ts';
import { createRunPlans } from './store/run-plans.ts';
import { adoptRuns } from './store/run-rows.ts';
import { type Database, limitWaits } from './store/transaction.ts';

export interface RunnerOptions {
  readonly database: { readonly url: string; readonly pool: Database };
  readonly catalogue: Catalogue;
  readonly repositories: Repositories;
  readonly backends: readonly AgentBackend[];
  /** which back end a run gets if the request names none */
  readonly preferences: BackendPreferences;
  /** budgets and prices */
  readonly spending: Spending;
  /** the chat platforms that a run may appear on */
  readonly platforms: readonly string[];
  /** masks secrets in everything that is stored */
  readonly mask: (text: string) => Promise<string>;
  readonly limits: {
    /** concurrent agent tasks of one worker, run or project */
    readonly perWorker: number;
    readonly perRun: number;
    readonly perProject: number;
    /** runs of one person or channel at work; null: any number */
    readonly runsPerUser: number | null;
    readonly runsPerChannel: number | null;
    /** concurrent code steps of one worker */
    readonly codeSteps: number;
    /** an agent that says nothing for so long is stopped */
    readonly idleMs: number;
    /** no agent may take longer, whatever its step allows */
    readonly deadlineMs: number;
  };
  /** resolves the project that a schedule names, for its owner; throws `refused` */
  readonly resolveProject: (id: string, owner: string | null) => Project;
  readonly retention: Retention;
  readonly host: string;
  /** earlier ids of this host; null: all runs are this host's. Absent: it has no earlier ids */
  readonly formerHosts?: readonly string[] | null;
  readonly pid: number;
  readonly newId: () => string;
  readonly log: (line: string) => void;
}

export interface Work {
  /** Returns the steps in progress to the queue and leaves. */
  stop(): Promise<void>;
}

export interface Runner {
  readonly service: RunnerService;
  readonly files: RunFiles;
  readonly ledger: Ledger;
  readonly schedules: Schedules;
  readonly firing: ScheduleFiring;
  readonly posts: Posts;
  readonly handled: HandledActions;
  readonly leases: Leases;
  readonly records: OperatorRecords;
  readonly installations: Installations;
  /** Starts a worker, which executes steps of all runs that this host can read. */
  startWork(): Promise<Work>;
  close(): Promise<void>;
}

export async function createRunner(options: RunnerOptions): Promise<Runner> {
  const { database, repositories, limits, host, log } = options;
  limitWaits(database.pool);
  const outages = createOutageLog(log);
  const announcer = createAnnouncer(database.pool);
  const { newId } = options;
  const plans = createRunPlans(database.pool);
  const context: EngineContext = { pool: database.pool, newId, limits, plans, announcer, outages };
  const backends = createBackends(options.backends, options.preferences);
  const budgetWatch = createBudgetWatch(context, options.spending, log);
  const bus = await answerOf(
    database.url,
    openBus(database.url, (error) => noteBus(outages, error)),
  );
  if (options.formerHosts !== undefined) await adoptRuns(database.pool, host, options.formerHosts);
  const leases = createLeases(database.url);
  const maintenance = startMaintenance({ context, retention: options.retention, log });
  const service = createService({ ...options, context, backends, budgetWatch, bus, url: database.url });
  const files = createRunFiles({ pool: database.pool, repositories, host, url: database.url });
  const scheduling = { ...options, context, backends, start: service.start, url: database.url };
  return {
    service,
    files,
    schedules: createSchedules(scheduling),
    firing: createScheduleFiring(scheduling),
    ledger: createLedger({ pool: database.pool, mask: options.mask, url: database.url }),
    posts: createPosts({ context, bus, url: database.url }),
    handled: createHandledActions(database.pool, database.url),
    leases,
    records: createOperatorRecords(database.pool, database.url),
    installations: createInstallations(database.pool, database.url),
    async startWork() {
      const repositoryPool = createRepositoryPool(repositories);
      const worker = await startWorker({
        ...options,
        context,
        repositoryPool,
        bus,
        url: database.url,
        backends: backends.all,
        budgetWatch,
        prices: options.spending.prices,
        idleMs: limits.idleMs,
        deadlineMs: limits.deadlineMs,
        agentSlots: limits.perWorker,
        codeSlots: limits.codeSteps,
      });
      return {
        async stop() {
          await worker.stop();
          await repositoryPool.close();
        },
      };
    },
    async close() {
      await Promise.all([files.close(), maintenance.stop(), leases.close(), announcer.close(), bus.close()]);
    },
  };
}

function noteBus(outages: OutageLog, error: unknown): void {
  if (error === null) outages.recovered('events');
  else outages.failed('events', error);
}
