/** Opens a runner on the configured database, for one command or for the service, and closes its parts in order. */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type CodeHostOptions, createCodeHosts } from '../../adapters/code-hosts/code-hosts.ts';
import { gitVariables } from '../../adapters/git/environment.ts';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import type { Collect } from '../../flows/contracts/collecting.ts';
import { type Problem, problemLine } from '../../flows/own/problem.ts';
import { maskSecrets } from '../../flows/secrets/mask.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import { codeHostOf } from '../../runner/core/pull-request.ts';
import { type Database, openDatabase } from '../../runner/database/open.ts';
import type { WaitLimits } from '../../runner/database/opening-wait.ts';
import { within } from '../../runner/deadline.ts';
import { createRunner, type Runner } from '../../runner/runner.ts';
import type { Opened, OpeningOptions } from '../cli/context.ts';
import type { GitSettings } from '../collectors/messages.ts';
import { createCollectorPool } from '../collectors/pool.ts';
import type { ChooseBackend } from '../commands/applied.ts';
import type { Config } from '../config/config.ts';
import { childVariables } from '../config/environment.ts';
import { formerHosts, hostOf } from '../config/host.ts';
import { checkBackendNames } from '../config/known-names.ts';
import { scheduledProject } from '../config/projects.ts';
import { sandboxWarnings } from './backend-checks.ts';
import { backendChooser, createConfiguredBackends, preferencesOf, sandboxOf } from './backends.ts';
import { loadContents } from './content.ts';
import { withDescriptions } from './described-requests.ts';
import { readSchema } from './migration.ts';

/** Most connections of the pool; with the default limits a busy worker uses about ten. */
const MOST_CONNECTIONS = 20;
/** Connections outside the pool: notifications and leases, and for a worker its queue and its session lock. */
const BESIDES_POOL = { reader: 2, worker: 9 };

/** Enough to shut an embedded server down; one that hangs must not keep the process alive. */
const DATABASE_SHUTDOWN_LIMIT_MS = 4_000;

export interface OpenedRunner extends Opened {
  readonly runner: Runner;
  readonly catalogue: Catalogue;
  /** of own files, which the catalogue leaves out */
  readonly problems: readonly Problem[];
  readonly chooseBackend: ChooseBackend;
  readonly backendNames: readonly string[];
}

/** How the database is opened, and how long to wait for other processes' locks. */
export interface RunnerOpening extends OpeningOptions {
  readonly limits?: WaitLimits;
}

/** What agents are told, and what executes them, checked against the names in `baton.yaml`. */
async function agentsOf(
  config: Config,
  collect: Collect,
  { worker, log }: { readonly worker: boolean; readonly log: (line: string) => void },
) {
  const [contents, sandbox] = await Promise.all([loadContents(config, collect), sandboxOf(config)]);
  for (const problem of contents.problems) log(`own files: ${problemLine(problem)}; left out`);
  if (worker) for (const line of sandboxWarnings(sandbox)) log(line);
  const backends = await createConfiguredBackends(config, sandbox, log);
  checkNames(contents.problems, log, () => {
    const personas = contents.catalogue.personas.map(({ id }) => id);
    checkBackendNames(
      config,
      personas,
      backends.map(({ name }) => name),
    );
  });
  return { ...contents, backends };
}

function retentionOf({ settings }: Config) {
  const { keep_days: runs, keep_transcript_days: transcripts, keep_audit_days: audit } = settings;
  return { runs, transcripts, audit };
}

function limitsOf(limits: Config['settings']['limits']) {
  return {
    perWorker: limits.agents_per_worker,
    perRun: limits.agents_per_run,
    perProject: limits.agents_per_project,
    runsPerUser: limits.runs_per_user,
    runsPerChannel: limits.runs_per_channel,
    codeSteps: Math.max(2, availableParallelism()),
    idleMs: limits.idle_seconds * 1000,
    deadlineMs: limits.deadline_seconds * 1000,
  };
}

/** A name that is not there may be that of an own file with errors, which must not keep the service from starting. */
export function checkNames(
  problems: readonly Problem[],
  log: (line: string) => void,
  check: () => void,
): void {
  try {
    check();
  } catch (error) {
    if (problems.length === 0 || !(error instanceof BatonError)) throw error;
    log(messageOf(error));
  }
}

export function openService(config: Config, opening: OpeningOptions): Promise<Opened> {
  return openRunner(config, opening, () => undefined);
}

/** Collectors get them too: they parse hostile files, so that none of Baton's keys is among the variables. */
function gitSettings({ home, settings }: Config): GitSettings {
  return { home, environment: gitVariables(childVariables()), hosts: settings.git.hosts };
}

/** Closes what it has opened so far if a later part fails. */
export async function openRunner(
  config: Config,
  opening: RunnerOpening,
  log: (line: string) => void,
): Promise<OpenedRunner> {
  const { worker } = opening;
  const undo = new AsyncDisposableStack();
  try {
    const git = gitSettings(config);
    const collectors = createCollectorPool({
      processes: availableParallelism(),
      git,
      log,
    });
    undo.defer(() => collectors.close());
    const { catalogue, problems, backends } = await agentsOf(config, collectors.collect, { worker, log });
    const { budgets, prices, limits } = config.settings;
    const database = await openConfigured(config, opening, log);
    undo.defer(async () => void (await within(DATABASE_SHUTDOWN_LIMIT_MS, database.close())));
    const runner = await createRunner({
      database,
      catalogue,
      repositories: withDescriptions(
        createGitRepositories({ ...git, log }),
        createCodeHosts(codeHostOptions(config)),
        maskSecrets,
      ),
      backends,
      preferences: preferencesOf(config),
      spending: { budgets, prices },
      platforms: config.platforms,
      mask: maskSecrets,
      limits: limitsOf(limits),
      resolveProject: (id, owner) => scheduledProject(id, owner, config),
      retention: retentionOf(config),
      ...hosts(config, database),
      pid: process.pid,
      newId: randomUUID,
      log,
    });
    undo.defer(() => runner.close());
    const work = worker ? await runner.startWork() : null;
    undo.defer(async () => work?.stop());
    const parts = undo.move();
    const { service, ledger, schedules } = runner;
    const chooseBackend = backendChooser(config, backends, catalogue);
    return {
      ...{ runner, catalogue, problems, chooseBackend, service, ledger, schedules },
      backendNames: backends.map(({ name }) => name),
      close: () => parts.disposeAsync(),
    };
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

function codeHostOptions({ environment, projects }: Config): CodeHostOptions {
  const { GITHUB_TOKEN, GITHUB_API_URL, GITLAB_TOKEN, GITLAB_API_URL } = environment;
  return {
    github: { token: GITHUB_TOKEN, apiUrl: GITHUB_API_URL },
    gitlab: { token: GITLAB_TOKEN, apiUrl: GITLAB_API_URL },
    hosts: projects.flatMap(({ url }) => (url === null ? [] : (codeHostOf(url) ?? []))),
  };
}

function openConfigured(
  config: Config,
  { worker, signal, notice, limits = {} }: RunnerOpening,
  log: (line: string) => void,
): Promise<Database> {
  return openDatabase({
    url: config.environment.DATABASE_URL,
    home: config.home,
    schema: readSchema(),
    log,
    poolSize: MOST_CONNECTIONS,
    besides: BESIDES_POOL[worker ? 'worker' : 'reader'],
    signal,
    notice,
    limits,
  });
}

/** Only this host uses the embedded database: every run stored there belongs to it. */
function hosts(config: Config, { embedded }: Database) {
  return { host: hostOf(config), formerHosts: embedded ? null : formerHosts(config) };
}
