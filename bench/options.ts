/** The command line of the benchmark. */
import { parseArgs } from 'node:util';
import type { Part } from './part.ts';

const FEWEST_ROUNDS = 1;
const MOST_ROUNDS = 100;
export const USUAL_ROUNDS = 5;

export type Asked =
  | { readonly type: 'measure'; readonly parts: readonly Part[]; readonly rounds: number }
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly why: string };

/** Pure. No part named means all of them. */
export function parseOptions(argv: readonly string[], parts: readonly Part[]): Asked {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return { type: 'refused', why: error instanceof Error ? error.message : String(error) };
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { type: 'help' };
  const rounds = Number(values.rounds ?? USUAL_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS) {
    return { type: 'refused', why: `--rounds is a number from ${FEWEST_ROUNDS} to ${MOST_ROUNDS}` };
  }
  const unknown = positionals.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    const names = parts.map(({ name }) => name).join(', ');
    return { type: 'refused', why: `there is no part "${unknown}"; there are ${names}` };
  }
  const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { type: 'measure', parts: chosen, rounds };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: { rounds: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
}

export function helpText(parts: readonly Part[]): string {
  const widest = Math.max(...parts.map(({ name }) => name.length));
  return [
    'npm run bench -- [part…] [--rounds N]',
    '',
    `Measures Baton on this machine and prints tables: medians of N rounds (${USUAL_ROUNDS}), with the range. All parts when`,
    'none is named. Needs nothing but the checkout; leaves nothing behind. Ctrl-C ends it cleanly.',
    '',
    ...parts.map(({ name, measures }) => `  ${name.padEnd(widest)}  ${measures}`),
    '',
  ].join('\n');
}
