/** The command line of the evaluation. Pure. */
import { parseArgs } from 'node:util';
import { BANDS } from '../../runner/core/step-spec.ts';
import type { OfflineRequest } from './offline.ts';

export type Asked =
  | {
      readonly type: 'offline';
      readonly request: OfflineRequest;
      readonly output: 'table' | 'list' | 'json';
    }
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly why: string };

export function parseEvalOptions(argv: readonly string[]): Asked {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true || positionals.length === 0) return { type: 'help' };
  if (positionals.length > 1 || positionals[0] !== 'offline') {
    return refused(`there is no evaluation "${positionals.join(' ')}"; there is offline`);
  }
  if (values.repos === undefined) return refused('--repos DIR is missing: a folder of git checkouts');
  if (!BANDS.some((band) => band === values.size)) return refused(`--size is one of ${BANDS.join(', ')}`);
  const { repos: repositories, flow, size: band, base = null } = values;
  const output = values.json === true ? 'json' : values.list === true ? 'list' : 'table';
  return { type: 'offline', request: { repositories, flow, band, base }, output };
}

function refused(why: string): Asked {
  return { type: 'refused', why };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      repos: { type: 'string' },
      flow: { type: 'string', default: 'tech-debt' },
      size: { type: 'string', default: 'medium' },
      base: { type: 'string' },
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
}

export const EVAL_HELP = `npm run eval -- offline --repos DIR [--flow FLOW] [--size SIZE] [--base REF] [--list | --json]

Runs a flow without a model on every git checkout in DIR, at the commit that it is at, and prints how many findings each
rule has: shown in the reports, by severity, in how many repositories, and how often it comes first. Run it before and
after a change of a rule. It counts; whether a finding is right only a reader of the code can say.

  --repos DIR   a folder of checkouts, or one checkout
  --flow FLOW   default: tech-debt
  --size SIZE   small, medium or large; default: medium
  --base REF    for code-review: compare with this ref of each checkout
  --list        print every shown finding instead, a line each, to judge them one by one
  --json        print everything as one JSON document
`;
