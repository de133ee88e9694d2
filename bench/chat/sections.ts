/** The tables of the part `chat`: for each platform how soon it was answered, and what went on meanwhile. */
import { quantile, spread } from '../surroundings/figures.ts';
import type { Section } from '../surroundings/table.ts';
import { RUNS } from './load.ts';
import { type Measured, PARTIES, TIMES } from './measurement.ts';
import type { Taken } from './platform.ts';

const ACK_TARGET_MS = 100;
const OPEN_TARGET_MS = 500;

/** One mode of a platform, measured once in each round. */
export interface Column {
  readonly platform: string;
  readonly mode: string;
  readonly measured: readonly Measured[];
}

export function sections(columns: readonly Column[]): readonly Section[] {
  const platforms = Map.groupBy(columns, ({ platform }) => platform);
  return [...platforms].flatMap(([platform, own]) => [answers(platform, own), surroundings(platform, own)]);
}

function answers(platform: string, columns: readonly Column[]): Section {
  const row = (says: string, times: (each: Measured) => readonly number[]): string[] => [
    says,
    ...columns.flatMap(({ measured }) =>
      [0.5, 0.99].map((share) =>
        spread(
          measured.map((each) => quantile(times(each), share)),
          0,
        ),
      ),
    ),
  ];
  const all = columns.flatMap(({ measured }) => measured);
  const kinds = [...new Set(all.flatMap(({ taken }) => taken.map(({ kind }) => kind)))];
  const rounds = columns[0]?.measured.length ?? 0;
  return {
    title: `chat: until ${platform} is answered, with ${RUNS} runs at work (${rounds} rounds of ${kinds.length * TIMES} acts, median and range)`,
    columns: ['', ...columns.flatMap(({ mode }) => [`${mode}, p50 ms`, `${mode}, p99 ms`])],
    rows: [
      row('first response, all', ({ taken }) => acknowledged(taken)),
      ...kinds.map((kind) => row(`  ${kind}`, ({ taken }) => acknowledged(of(kind, taken)))),
      row('  the first of each kind, in a new bot', ({ first }) => acknowledged(first)),
      row('from the command to the open launcher', ({ taken }) => taken.flatMap(opened)),
    ],
    notes: [
      `Targets: the first response within ${ACK_TARGET_MS} ms at p99, the launcher open within ${OPEN_TARGET_MS} ms. From the moment that ${platform} sends the act, as ${platform} sees it. Each kind is done ${TIMES} times a round, so its p99 is its slowest. What was not answered within three seconds, or never opened, counts as endless.`,
    ],
  };
}

const of = (wanted: string, taken: readonly Taken[]) => taken.filter(({ kind }) => kind === wanted);

/** Nothing for an act that opens no launcher. */
const opened = ({ kind, openMs }: Taken): number[] =>
  kind.includes('launch') ? [openMs ?? Number.POSITIVE_INFINITY] : [];

function acknowledged(taken: readonly Taken[]): number[] {
  return taken.map(({ ackMs }) => ackMs ?? Number.POSITIVE_INFINITY);
}

function surroundings(platform: string, columns: readonly Column[]): Section {
  const row = (says: string, digits: number, pick: (each: Measured) => number): string[] => [
    says,
    ...columns.map(({ measured }) => spread(measured.map(pick), digits)),
  ];
  return {
    title: `chat: what went on meanwhile, with ${platform}`,
    columns: ['', ...columns.map(({ mode }) => mode)],
    rows: [
      row('runs with an agent at work', 0, ({ working }) => working),
      row('steps completed a second', 1, ({ steps }) => steps),
      row('calls of the platform’s API', 0, ({ calls }) => calls),
      row('  of them answered 429', 0, ({ refused }) => refused),
      ...PARTIES.map((party) => row(`processors busy for ${party}`, 2, ({ busy }) => busy[party])),
      row('  for anything on this machine', 2, ({ busyAll }) => busyAll),
      row('this process was late by, p99 ms', 1, ({ late }) => late),
    ],
    notes: [
      `${platform} is a test server in the process that measures, on the same processors, and keeps the platform’s own pace. By what that process is late, every figure above is too long.`,
    ],
  };
}
