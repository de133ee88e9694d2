/** The part `runner`: what one step costs, with Baton beside those who do the same with fewer promises. */
import type { Bench, Part } from '../part.ts';
import { median, ratios, spread } from '../surroundings/figures.ts';
import { processorMs } from '../surroundings/processes.ts';
import type { Ground, Server } from '../surroundings/server.ts';
import type { Section } from '../surroundings/table.ts';
import { bareLoop } from './bare-loop.ts';
import { baton } from './baton.ts';
import { type Contestant, checkWork, STEPS } from './contestant.ts';
import { plainQueue } from './plain-queue.ts';

const WARM_UP_RUNS = 10;
const RUNS = 200;
const AT_A_TIME = 16;
const RUNS_ALONE = 40;

const BARE_LOOP = 'bare loop';
const PLAIN_QUEUE = 'graphile-worker, same tables';
const BATON = 'Baton';

const CONTESTANTS = new Map<string, (ground: Ground, concurrency: number) => Promise<Contestant>>([
  [BARE_LOOP, bareLoop],
  [PLAIN_QUEUE, plainQueue],
  [BATON, baton],
]);

interface Measured {
  /** from a run's start to its end, one run at a time: the median of the runs */
  readonly alone_ms: number;
  /** per step, 16 runs at a time */
  readonly step_ms: number;
  /** processor time per step, 16 runs at a time: of this process, and of PostgreSQL */
  readonly node_ms: number;
  readonly postgres_ms: number;
}

export const runnerPart: Part = {
  name: 'runner',
  measures: 'the six-step no-op DAG: Baton beside a bare loop and beside plain graphile-worker',
  run,
};

async function run(bench: Bench): Promise<readonly Section[]> {
  const server = await bench.server();
  const measured = new Map([...CONTESTANTS.keys()].map((name): [string, Measured[]] => [name, []]));
  // The first round warms this process up and is not counted.
  for (let round = 0; round <= bench.rounds; round++) {
    for (const [name, enter] of CONTESTANTS) {
      bench.signal.throwIfAborted();
      bench.says(`runner: round ${round} of ${bench.rounds}, ${name}`);
      const figures = await measure(server, enter, bench.signal);
      if (round > 0) measured.get(name)?.push(figures);
    }
  }
  return [costs(measured, bench.rounds), comparison(measured)];
}

async function measure(
  server: Server,
  enter: (ground: Ground, concurrency: number) => Promise<Contestant>,
  signal: AbortSignal,
): Promise<Measured> {
  await using undo = new AsyncDisposableStack();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const contestant = await enter(ground, AT_A_TIME);
  undo.defer(() => contestant.stop());
  await repeat(contestant, WARM_UP_RUNS, 1, signal);
  const before = { node: process.cpuUsage(), postgres: processorMs(server.pid), time: performance.now() };
  await repeat(contestant, RUNS, AT_A_TIME, signal);
  const steps = RUNS * STEPS.length;
  const step_ms = (performance.now() - before.time) / steps;
  const { user, system } = process.cpuUsage(before.node);
  const postgres_ms = (processorMs(server.pid) - before.postgres) / steps;
  const alone = await repeat(contestant, RUNS_ALONE, 1, signal);
  await checkWork(ground, WARM_UP_RUNS + RUNS + RUNS_ALONE);
  return { alone_ms: median(alone), step_ms, node_ms: (user + system) / 1000 / steps, postgres_ms };
}

/** Gives the milliseconds of each run. */
async function repeat(
  contestant: Contestant,
  runs: number,
  atATime: number,
  signal: AbortSignal,
): Promise<number[]> {
  const times: number[] = [];
  let left = runs;
  const lane = async () => {
    while (left-- > 0) {
      signal.throwIfAborted();
      const start = performance.now();
      await contestant.run();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  return times;
}

function costs(measured: ReadonlyMap<string, readonly Measured[]>, rounds: number): Section {
  const row = (name: string, figures: readonly Measured[]): string[] => [
    name,
    spread(figures.map((each) => each.alone_ms)),
    spread(figures.map((each) => each.step_ms)),
    spread(figures.map((each) => each.node_ms)),
    spread(figures.map((each) => each.postgres_ms)),
  ];
  return {
    title: `runner: scope → a, b, c, d → render, no work in the steps (${rounds} rounds, median and range)`,
    columns: [
      '',
      'one by one, p50 ms a run',
      `${AT_A_TIME} at a time, ms a step`,
      'Node, CPU ms a step',
      'PostgreSQL, CPU ms a step',
    ],
    rows: [...measured].map(([name, figures]) => row(name, figures)),
    notes: [
      `A round: ${RUNS} runs ${AT_A_TIME} at a time, then ${RUNS_ALONE} one by one, each contestant on a fresh database of one server, all with the same tables, pool and ${AT_A_TIME} slots; contestants take turns, and every answer is checked to be there. Baton's queue has 6 connections of its own besides the pool.`,
      'The bare loop and plain graphile-worker keep each finished step. Neither notices a dead worker, fences a late answer, limits what runs at once, cancels or retries; Baton does.',
    ],
  };
}

function comparison(measured: ReadonlyMap<string, readonly Measured[]>): Section {
  const ours = measured.get(BATON) ?? [];
  const row = (name: string): string[] => {
    const theirs = measured.get(name) ?? [];
    const ratio = (pick: (each: Measured) => number): string =>
      spread(ratios(ours.map(pick), theirs.map(pick)));
    return [
      `Baton ÷ ${name}`,
      ratio((each) => each.alone_ms),
      ratio((each) => each.step_ms),
      ratio((each) => each.node_ms + each.postgres_ms),
    ];
  };
  return {
    title: 'runner: Baton compared, round by round',
    columns: ['', 'one by one', `${AT_A_TIME} at a time`, 'CPU of both'],
    rows: [row(BARE_LOOP), row(PLAIN_QUEUE)],
    notes: [
      'Published figures of peers from a like machine, one by one p50 ms a run / ms a step 16 at a time; not measured here: bare loop 16.7 / 0.85, Mastra 9.8 / 0.68 (stores no finished sibling), DBOS direct 13.4 / 1.01, graphile-worker with the same tables 17.1 / 1.18, LangGraph.js 18.6 / 1.46, Archon 183 / 14.6. None of them goes on by itself in another process with the finished siblings kept.',
    ],
  };
}
