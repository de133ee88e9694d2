/** The part `offline`: the tech-debt flow without a model, where all that takes time is reading the repository. */

import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createOfflineBackend } from '../../adapters/agents/offline.ts';
import { createGitRepositories } from '../../adapters/git/repositories.ts';
import { loadCatalogue } from '../../bot/app/content.ts';
import { createCollectorPool } from '../../bot/collectors/pool.ts';
import { childVariables } from '../../bot/config/environment.ts';
import { BATON_FOLDER } from '../../bot/config/places.ts';
import type { Collect } from '../../flows/contracts/collecting.ts';
import { COLLECTOR_NAMES } from '../../flows/evidence/collectors/names.ts';
import { createOffline } from '../../flows/offline/offline.ts';
import { maskSecrets } from '../../flows/secrets/mask.ts';
import { NO_BUDGETS } from '../../runner/core/budget.ts';
import type { RunDetail } from '../../runner/core/documents.ts';
import { createRunner, type Runner } from '../../runner/runner.ts';
import { toyRequest } from '../../test/setup/toy-runner.ts';
import type { Bench, Part } from '../part.ts';
import { watchFinish } from '../six-steps/contestant.ts';
import { spread } from '../surroundings/figures.ts';
import type { Ground, Server } from '../surroundings/server.ts';
import type { Section } from '../surroundings/table.ts';
import { COMMITS, FILES, generateRepository } from './generated-repository.ts';
import { timed } from './timed-collectors.ts';

const TARGET_SECONDS = 3;
const PLACES = availableParallelism();

export const offlinePart: Part = {
  name: 'offline',
  measures: 'the tech-debt flow with no model: on this repository, and on a generated one of 400 files',
  run,
};

interface Measured {
  /** from the request to the end of the run, in milliseconds */
  readonly total: number;
  readonly steps: ReadonlyMap<string, number>;
  readonly collectors: ReadonlyMap<string, number>;
}

async function run(bench: Bench): Promise<readonly Section[]> {
  const server = await bench.server();
  const generated = join(bench.folder, 'generated.git');
  bench.says(`offline: makes a repository of ${FILES} files and ${COMMITS} commits`);
  await generateRepository(generated, bench.signal);
  const own: Measured[] = [];
  const made: Measured[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    bench.says(`offline: round ${round} of ${bench.rounds}`);
    own.push(await measure(bench, server, BATON_FOLDER));
    made.push(await measure(bench, server, generated));
  }
  return [totals(own, made, bench.rounds), steps(own, made), collectors(own, made)];
}

/** A runner and collectors of its own each time, as in a service that had nothing to do for a while. */
async function measure(bench: Bench, server: Server, path: string): Promise<Measured> {
  bench.signal.throwIfAborted();
  await using undo = new AsyncDisposableStack();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const git = { home: join(bench.folder, 'home'), environment: childVariables() };
  const pool = createCollectorPool({ processes: PLACES, git, log: bench.says });
  undo.defer(() => pool.close());
  const collectors = timed(pool.collect, PLACES);
  const runner = await offlineRunner(ground, git, collectors.collect, bench.says);
  undo.defer(() => runner.close());
  const work = await runner.startWork();
  undo.defer(() => work.stop());
  const listener = new pg.Client({ connectionString: ground.url });
  await listener.connect();
  const finish = await watchFinish(ground, listener);
  undo.defer(() => finish.close());
  const project = { id: path, path, url: null, ref: null, host: hostname() };
  const start = performance.now();
  const { run_id } = await runner.service.start(toyRequest({ project, flow_name: 'tech-debt' }));
  await Promise.race([finish.wait(run_id), aborted(bench.signal)]);
  const total = performance.now() - start;
  const detail = await runner.service.run(run_id);
  if (detail.run.status !== 'completed')
    throw new Error(`the run on ${path} ${detail.run.status}: ${detail.run.error}`);
  return { total, steps: stepTimes(detail), collectors: collectors.times };
}

async function offlineRunner(
  ground: Ground,
  git: { readonly home: string; readonly environment: Readonly<Record<string, string>> },
  collect: Collect,
  log: (line: string) => void,
): Promise<Runner> {
  return createRunner({
    database: ground,
    catalogue: await loadCatalogue(collect),
    repositories: createGitRepositories({ ...git, log }),
    backends: [createOfflineBackend({ answer: createOffline() })],
    preferences: { order: ['offline'], projects: {}, personas: {}, models: {} },
    spending: { budgets: NO_BUDGETS, prices: {} },
    platforms: [],
    mask: maskSecrets,
    limits: {
      perWorker: 4,
      perRun: 4,
      perProject: 8,
      runsPerUser: null,
      runsPerChannel: null,
      codeSteps: Math.max(2, PLACES),
      idleMs: 180_000,
      deadlineMs: 1_200_000,
    },
    resolveProject: () => {
      throw new Error('nothing is scheduled here');
    },
    retention: { runs: 90, transcripts: 1, audit: 365 },
    host: hostname(),
    pid: process.pid,
    newId: randomUUID,
    log,
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function stepTimes({ steps: all }: RunDetail): Map<string, number> {
  return new Map(
    all
      .filter(({ started_at, completed_at }) => started_at !== null && completed_at !== null)
      .map((step) => [step.step_id, Date.parse(step.completed_at ?? '') - Date.parse(step.started_at ?? '')]),
  );
}

const HERE = 'this repository';
const GENERATED = `${FILES} files, ${COMMITS.toLocaleString('en')} commits`;

function totals(own: readonly Measured[], made: readonly Measured[], rounds: number): Section {
  const seconds = (each: Measured): number => each.total / 1000;
  return {
    title: `offline: tech-debt, small, from the request to the stored report (${rounds} rounds, median and range)`,
    columns: ['', 'seconds'],
    rows: [
      [HERE, spread(own.map(seconds))],
      [GENERATED, spread(made.map(seconds))],
    ],
    notes: [
      `In a service that is up but has read nothing yet: its collector processes start with the run. Target: at most ${TARGET_SECONDS} s.`,
    ],
  };
}

function steps(own: readonly Measured[], made: readonly Measured[]): Section {
  const names = new Set([...own, ...made].flatMap((each) => [...each.steps.keys()]));
  return {
    title: 'offline: per step, from its claim to its completion',
    columns: ['', `${HERE}, ms`, `${GENERATED}, ms`],
    rows: [...names].map((name) => [name, ...[own, made].map((all) => spread(each(all, name, 'steps'), 0))]),
    notes: [],
  };
}

function collectors(own: readonly Measured[], made: readonly Measured[]): Section {
  return {
    title: `offline: per collector, ${PLACES} at a time`,
    columns: ['', `${HERE}, ms`, `${GENERATED}, ms`],
    rows: COLLECTOR_NAMES.map((name) => [
      name,
      ...[own, made].map((all) => spread(each(all, name, 'collectors'), 0)),
    ]).filter((row) => row.slice(1).some((cell) => cell !== '–')),
    notes: [
      'Without the wait for a free process. The first that a process does includes its start and the opening of the repository; collectors in one process share the texts that were read.',
    ],
  };
}

function each(all: readonly Measured[], name: string, of: 'steps' | 'collectors'): number[] {
  return all.map((measured) => measured[of].get(name)).filter((time) => time !== undefined);
}
