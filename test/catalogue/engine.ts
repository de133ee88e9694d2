/**
 * Runs of the whole catalogue in this process: the real runner on a database of its own, the real collectors and git, and
 * either the offline back end or a script in the place of agents.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { afterAll, beforeAll, vi } from 'vitest';
import { createOfflineBackend } from '../../adapters/agents/offline.ts';
import { createScriptedBackend } from '../../adapters/agents/scripted.ts';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import { loadContents } from '../../bot/app/content.ts';
import { createCollectorPool } from '../../bot/collectors/pool.ts';
import { flowVerdict } from '../../flows/catalogue/catalogue.ts';
import type { Collect } from '../../flows/contracts/collecting.ts';
import { createOffline } from '../../flows/offline/offline.ts';
import { maskSecrets } from '../../flows/secrets/mask.ts';
import { NO_BUDGETS } from '../../runner/core/budget.ts';
import type { RunDetail } from '../../runner/core/documents.ts';
import type { RunFile } from '../../runner/core/ports/run-files.ts';
import type { ReportDocument } from '../../runner/core/report-document.ts';
import type { Band } from '../../runner/core/step-spec.ts';
import { createRunner, type Runner } from '../../runner/runner.ts';
import { ended } from '../runner/engine/harness.ts';
import { freshDatabase } from '../setup/database.ts';
import { makeFolder } from '../setup/repositories.ts';
import { toyRequest } from '../setup/toy-runner.ts';
import type { Asked } from './asked.ts';
import type { GoodAgents } from './good-agents.ts';

/** A test does several whole runs. */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

export interface Wanted extends Partial<Asked> {
  readonly flow: string;
  readonly path: string;
  readonly band?: Band;
  readonly fast?: boolean;
  readonly base?: string | null;
  readonly head?: string | null;
}

export interface RanFlow extends Pick<RunDetail, 'run' | 'steps'> {
  readonly report: string;
  readonly document: ReportDocument;
  /** Reads a file at the run's commits. */
  file(side: 'head' | 'base', path: string): Promise<RunFile>;
}

export interface Engine {
  /** Starts a run and waits for its end; with agents, the scripted back end answers. */
  run(wanted: Wanted, agents?: GoodAgents): Promise<RanFlow>;
}

const LIMIT_MS = 120_000;

/** Runners for a test file, which share what collectors find. */
export function useEngine(): Engine {
  const undo = new AsyncDisposableStack();
  let collect: Collect;
  const runners = new Map<GoodAgents | undefined, Promise<Runner>>();
  beforeAll(() => {
    const collectors = createCollectorPool({ processes: 2, git: GIT, log });
    undo.defer(() => collectors.close());
    collect = remembering(collectors.collect);
  });
  afterAll(() => undo.disposeAsync());
  const runnerFor = (agents?: GoodAgents): Promise<Runner> => {
    const known = runners.get(agents) ?? openRunner(collect, agents ?? null, undo);
    runners.set(agents, known);
    return known;
  };
  return { run: async (wanted, agents) => runIn(await runnerFor(agents), wanted, agents !== undefined) };
}

const GIT = { home: makeFolder(), environment: { PATH: process.env.PATH ?? '' } };

/** What a collector finds depends on the commits, the paths and the focus alone, so it is collected once for all runs. */
function remembering(collect: Collect): Collect {
  const known = new Map<string, ReturnType<Collect>>();
  return ({ collector, run, pin, scope, functions }, signal) => {
    const { project, paths, focused, question, given } = run;
    const read = [pin.commit_sha, pin.base_sha, scope.files.length, paths, focused ? question : null, given];
    const key = JSON.stringify([collector, project.path, read, functions]);
    const found =
      known.get(key) ?? collect({ collector, run, pin, scope, ...(functions && { functions }) }, signal);
    known.set(key, found);
    return found;
  };
}

async function openRunner(
  collect: Collect,
  agents: GoodAgents | null,
  undo: AsyncDisposableStack,
): Promise<Runner> {
  const database = await freshDatabase();
  undo.defer(() => database.drop());
  const offline = createOfflineBackend({ answer: createOffline(flowVerdict) });
  const limits = {
    perWorker: 8,
    perRun: 8,
    perProject: 16,
    runsPerUser: null,
    runsPerChannel: null,
    codeSteps: 4,
  };
  const runner = await createRunner({
    database,
    catalogue: (await loadContents(null, collect)).catalogue,
    repositories: createGitRepositories({ ...GIT, log }),
    backends: [
      offline,
      createScriptedBackend({
        script: agents?.script ?? null,
        fallback: agents?.judges(offline) ?? offline,
      }),
    ],
    preferences: { order: ['offline'], projects: {}, personas: {}, models: {} },
    spending: { budgets: NO_BUDGETS, prices: {} },
    platforms: [],
    mask: maskSecrets,
    limits: { ...limits, idleMs: LIMIT_MS, deadlineMs: LIMIT_MS },
    resolveProject: () => {
      throw new Error('nothing is scheduled here');
    },
    retention: { runs: 90, transcripts: 1, audit: 365 },
    host: hostname(),
    pid: process.pid,
    newId: randomUUID,
    log,
  });
  undo.defer(() => runner.close());
  const work = await runner.startWork();
  undo.defer(() => work.stop());
  return runner;
}

async function runIn(runner: Runner, wanted: Wanted, isScripted: boolean): Promise<RanFlow> {
  const {
    flow,
    path,
    band = 'small',
    fast = false,
    base = null,
    head = null,
    question = null,
    given = {},
  } = wanted;
  const { run_id } = await runner.service.start(
    toyRequest({
      project: { id: path, path, url: null, ref: null, host: hostname() },
      flow_name: flow,
      band,
      fast,
      base,
      head,
      question,
      given,
      backend: isScripted ? 'scripted' : 'offline',
    }),
  );
  const { run, steps, report } = await ended(runner, run_id);
  if (report === null) throw new Error(`${flow} on ${path} has no report: ${run.error}`);
  const { document } = await runner.service.report(run_id);
  if (document === null) throw new Error(`${flow} on ${path} has no document`);
  const file: RanFlow['file'] = (side, path) => runner.files.read(run_id, { side, path });
  return { run, steps, report, document, file };
}

function log(line: string): void {
  process.stderr.write(`engine: ${line}\n`);
}
