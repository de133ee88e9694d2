/** The tables of the part `chat`. */
import { quantile, spread } from '../surroundings/figures.ts';
import type { Section } from '../surroundings/table.ts';
import { KINDS, type Taken } from './acts.ts';
import { RUNS } from './load.ts';
import { type Measured, PARTIES, TIMES } from './measurement.ts';
import { MODES, type Mode } from './stage.ts';

const ACK_TARGET_MS = 100;
const OPEN_TARGET_MS = 500;

/** By mode, one for each round. */
export type Rounds = Readonly<Record<Mode, readonly Measured[]>>;

export function sections(rounds: Rounds): readonly Section[] {
  return [answers(rounds), surroundings(rounds)];
}

function answers(rounds: Rounds): Section {
  const figure = (mode: Mode, share: number, times: (each: Measured) => readonly number[]): string =>
    spread(
      rounds[mode].map((each) => quantile(times(each), share)),
      0,
    );
  const row = (says: string, times: (each: Measured) => readonly number[]): string[] => [
    says,
    ...MODES.flatMap((mode) => [0.5, 0.99].map((share) => figure(mode, share, times))),
  ];
  return {
    title: `chat: until Slack is answered, with ${RUNS} runs at work (${rounds.socket.length} rounds of ${KINDS.length * TIMES} acts, median and range)`,
    columns: ['', ...MODES.flatMap((mode) => [`${mode}, p50 ms`, `${mode}, p99 ms`])],
    rows: [
      row('acknowledged, all', ({ taken }) => acknowledged(taken)),
      ...KINDS.map((kind) => row(`  ${kind}`, ({ taken }) => acknowledged(of(kind, taken)))),
      row('  the first of each kind, in a new bot', ({ first }) => acknowledged(first)),
      row('/flow → the launcher is open', ({ taken }) => of('/flow (launcher)', taken).map(opened)),
    ],
    notes: [
      `Targets: acknowledged within ${ACK_TARGET_MS} ms at p99, the launcher open within ${OPEN_TARGET_MS} ms. From the moment that Slack sends the act, as Slack sees it. Each kind is done ${TIMES} times a round, so its p99 is its slowest. What was not acknowledged within three seconds, or never opened, counts as endless.`,
    ],
  };
}

const of = (wanted: Taken['kind'], taken: readonly Taken[]) => taken.filter(({ kind }) => kind === wanted);
const opened = ({ openMs }: Taken): number => openMs ?? Number.POSITIVE_INFINITY;

function acknowledged(taken: readonly Taken[]): number[] {
  return taken.map(({ ackMs }) => ackMs ?? Number.POSITIVE_INFINITY);
}

function surroundings(rounds: Rounds): Section {
  const row = (says: string, digits: number, pick: (each: Measured) => number): string[] => [
    says,
    ...MODES.map((mode) => spread(rounds[mode].map(pick), digits)),
  ];
  return {
    title: 'chat: what went on meanwhile',
    columns: ['', ...MODES],
    rows: [
      row('runs with an agent at work', 0, ({ working }) => working),
      row('steps completed a second', 1, ({ steps }) => steps),
      row('calls of the Web API', 0, ({ calls }) => calls),
      row('  of them answered 429', 0, ({ refused }) => refused),
      ...PARTIES.map((party) => row(`processors busy for ${party}`, 2, ({ busy }) => busy[party])),
      row('  for anything on this machine', 2, ({ busyAll }) => busyAll),
      row('this process was late by, p99 ms', 1, ({ late }) => late),
    ],
    notes: [
      'The Slack is a test server in the process that measures, on the same processors, and keeps Slack’s own pace. By what that process is late, every figure above is too long.',
    ],
  };
}
