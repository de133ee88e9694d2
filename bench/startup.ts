/** The part `startup`: how soon Baton is there, and how much memory it holds while it has nothing to do. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Part } from './part.ts';
import { runBaton, startBaton } from './surroundings/baton-process.ts';
import { spread } from './surroundings/figures.ts';
import { type Memory, memoryOf, tree } from './surroundings/processes.ts';
import { serverPid } from './surroundings/server.ts';
import type { Section } from './surroundings/table.ts';

const IDLE_MS = 10_000;
const TARGET_MB = 200;
/** Memory varies little, and each look at it takes ten seconds. */
const MOST_LOOKS = 3;

export const startupPart: Part = {
  name: 'startup',
  measures: 'start-up time cold and warm, the time of `baton flows`, and memory while idle',
  run,
};

interface Held {
  readonly node: Memory;
  readonly server: Memory;
}

async function run(bench: Bench): Promise<readonly Section[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const flows: number[] = [];
  const held: Held[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    const home = join(bench.folder, `startup-${round}`);
    await mkdir(home, { mode: 0o700 });
    bench.says(`startup: round ${round} of ${bench.rounds}`);
    cold.push(await timeOf(async () => (await startBaton({ home }, bench.signal)).stop));
    warm.push(await timeOf(async () => (await startBaton({ home }, bench.signal)).stop));
    flows.push(await timeOf(() => runBaton(['flows'], { home }, bench.signal)));
    if (round <= MOST_LOOKS) held.push(await memoryWhileIdle(home, bench.signal));
    await rm(home, { recursive: true });
  }
  return [times(cold, warm, flows, bench.rounds), memory(held)];
}

/** Milliseconds of `body`; what it gives is called, untimed, to undo it. */
async function timeOf(
  body: () => Promise<undefined | (() => Promise<void>)> | Promise<void>,
): Promise<number> {
  const start = performance.now();
  const undo = await body();
  const ms = performance.now() - start;
  if (undo !== undefined) await undo();
  return ms;
}

async function memoryWhileIdle(home: string, signal: AbortSignal): Promise<Held> {
  const { pid, stop } = await startBaton({ home }, signal);
  try {
    await pause(IDLE_MS, undefined, { signal });
    const server = tree(await serverPid(home));
    const node = tree(pid).filter((each) => !server.includes(each));
    return { node: memoryOf(node), server: memoryOf(server) };
  } finally {
    await stop();
  }
}

function times(
  cold: readonly number[],
  warm: readonly number[],
  flows: readonly number[],
  rounds: number,
): Section {
  return {
    title: `startup: from the start of the process (${rounds} rounds, median and range)`,
    columns: ['', 'ms'],
    rows: [
      ['baton start, cold: no database yet (initdb), until /readyz', spread(cold, 0)],
      ['baton start, warm: its database is there, stopped, until /readyz', spread(warm, 0)],
      ['baton flows, until it ends', spread(flows, 0)],
    ],
    notes: [],
  };
}

function memory(held: readonly Held[]): Section {
  const row = (says: string, pick: (each: Held) => Memory): string[] => [
    says,
    spread(
      held.map((each) => pick(each).rss_mb),
      0,
    ),
    spread(
      held.map((each) => pick(each).pss_mb),
      0,
    ),
  ];
  return {
    title: `startup: memory of an idle service, ${IDLE_MS / 1000} s after it was ready (${held.length} looks)`,
    columns: ['', 'RSS, MB', 'PSS, MB'],
    rows: [
      row('Node', (each) => each.node),
      row('embedded PostgreSQL, all its processes', (each) => each.server),
    ],
    notes: [
      `Target for Node: at most ${TARGET_MB} MB. RSS counts what processes share in each of them, PSS counts it once. Both are zero where there is no /proc.`,
    ],
  };
}
