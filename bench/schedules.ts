/** The part `schedules`: what 500 schedules cost while none of them is due. */

import { toyRunner } from '../test/setup/toy-runner.ts';
import type { Bench, Part } from './part.ts';
import { spread } from './surroundings/figures.ts';
import { processorMs } from './surroundings/processes.ts';
import type { Server } from './surroundings/server.ts';
import type { Section } from './surroundings/table.ts';

const SCHEDULES = 500;
const WARM_UP_LOOKS = 3;
const LOOKS = 60;
/** A service looks once a minute. */
const MINUTE_MS = 60_000;
const TARGET_PERCENT = 1;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

export const schedulesPart: Part = {
  name: 'schedules',
  measures: `processor time of ${SCHEDULES} schedules while none is due`,
  run,
};

/** Milliseconds of processor time of one look. */
interface Cost {
  readonly node: number;
  readonly server: number;
}

async function run(bench: Bench): Promise<readonly Section[]> {
  const server = await bench.server();
  const costs: Cost[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    bench.says(`schedules: round ${round} of ${bench.rounds}`);
    costs.push(await measure(server, bench.signal));
  }
  const percent = ({ node, server: database }: Cost) => ((node + database) / MINUTE_MS) * 100;
  return [
    {
      title: `schedules: ${SCHEDULES} of them, none due (${bench.rounds} rounds, median and range)`,
      columns: ['', ''],
      rows: [
        ['Node, ms of processor time for one look', spread(costs.map(({ node }) => node))],
        ['PostgreSQL, the same', spread(costs.map(({ server: database }) => database))],
        ['both, % of one core at one look a minute', spread(costs.map(percent), 3)],
      ],
      notes: [
        `Target: under ${TARGET_PERCENT} % of one core. PostgreSQL’s time is zero where there is no /proc.`,
      ],
    },
  ];
}

async function measure(server: Server, signal: AbortSignal): Promise<Cost> {
  await using undo = new AsyncDisposableStack();
  const ground = await server.ground();
  undo.defer(() => ground.drop());
  const runner = await toyRunner(ground);
  undo.defer(() => runner.close());
  const run = { project_id: 'toy', flow_name: 'toy', band: 'small', fast: false } as const;
  const none = { question: null, backend: null, model: null };
  await runner.firing.sync(
    Array.from({ length: SCHEDULES }, (_, at) => ({
      id: `schedule-${at}`,
      // Once a year, at different times, so that none is due meanwhile.
      cron: `${at % 60} ${at % 24} ${1 + (at % 28)} 1 *`,
      tz: ZONES[at % ZONES.length] ?? 'UTC',
      post_to: null,
      run: { ...run, ...none },
    })),
  );
  const look = async (times: number) => {
    for (let at = 0; at < times; at++) {
      signal.throwIfAborted();
      await runner.firing.look();
    }
  };
  await look(WARM_UP_LOOKS);
  const [used, usedThere] = [process.cpuUsage(), processorMs(server.pid)];
  await look(LOOKS);
  const { user, system } = process.cpuUsage(used);
  return { node: (user + system) / 1000 / LOOKS, server: (processorMs(server.pid) - usedThere) / LOOKS };
}
