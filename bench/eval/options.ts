/** The command line of the evaluation. Pure. */
import { parseArgs } from 'node:util';
import { BANDS } from '../../runner/core/step-spec.ts';
import { SETS } from './live/cases.ts';
import type { LiveRequest } from './live/live.ts';
import type { OfflineRequest } from './offline.ts';

type Output = 'table' | 'list' | 'json';

export type Asked =
  | { readonly type: 'seeded' }
  | { readonly type: 'offline'; readonly request: OfflineRequest; readonly output: Output }
  | { readonly type: 'live'; readonly request: LiveRequest; readonly output: 'table' | 'json' }
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly why: string };

const NAMES = ['seeded', 'offline', 'live'];

export function parseEvalOptions(argv: readonly string[]): Asked {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [name, ...others] = positionals;
  if (values.help === true || name === undefined) return { type: 'help' };
  if (others.length > 0 || !NAMES.includes(name)) {
    return refused(`there is no evaluation "${positionals.join(' ')}"; there are ${NAMES.join(', ')}`);
  }
  if (!BANDS.some((band) => band === (values.size ?? 'small'))) {
    return refused(`--size is one of ${BANDS.join(', ')}`);
  }
  if (name === 'seeded') return { type: 'seeded' };
  return name === 'offline' ? offline(values) : live(values);
}

type Values = ReturnType<typeof parse>['values'];

function offline({ repos, flow = 'tech-debt', size = 'medium', base, ...values }: Values): Asked {
  if (repos === undefined) return refused('--repos DIR is missing: a folder of git checkouts');
  const output = values.json === true ? 'json' : values.list === true ? 'list' : 'table';
  return { type: 'offline', request: { repositories: repos, flow, band: size, base: base ?? null }, output };
}

function live({ data, model, judge = model, size = 'small', backend = 'direct', ...values }: Values): Asked {
  const set = SETS.find((known) => known === (values.set ?? SETS[0]));
  const limit = Number(values.limit ?? '10');
  if (data === undefined) return refused('--data DIR is missing: the folder with the sets aacr and martian');
  if (model === undefined || judge === undefined) return refused('--model MODEL is missing');
  if (set === undefined) return refused(`--set is one of ${SETS.join(', ')}`);
  if (!Number.isInteger(limit) || limit < 1) return refused('--limit is a number from 1');
  const calibrates = values.calibrate === true;
  if (calibrates && set !== 'aacr')
    return refused('--calibrate needs the set aacr: it alone has rejected comments');
  const remotes = values.remotes ?? 'https://github.com/{owner}/{name}.git';
  const request = { data, set, model, judge, backend, band: size, limit, calibrates, remotes };
  return { type: 'live', request, output: values.json === true ? 'json' : 'table' };
}

function refused(why: string): Asked {
  return { type: 'refused', why };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      repos: { type: 'string' },
      flow: { type: 'string' },
      size: { type: 'string' },
      base: { type: 'string' },
      data: { type: 'string' },
      set: { type: 'string' },
      model: { type: 'string' },
      judge: { type: 'string' },
      backend: { type: 'string' },
      limit: { type: 'string' },
      remotes: { type: 'string' },
      calibrate: { type: 'boolean' },
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
}

export const EVAL_HELP = `npm run eval -- seeded
npm run eval -- offline --repos DIR [--flow FLOW] [--size SIZE] [--base REF] [--list | --json]
npm run eval -- live --data DIR --model MODEL [--set SET] [--judge MODEL] [--limit N] [--calibrate] [--json]

seeded measures the gates below the agents on seeded statements, true and made up, and prints each figure with its limit.
Exit code 1 if one is missed. npm test holds the same figures. It says nothing of what agents find.

offline runs a flow without a model on every git checkout in DIR, at the commit that it is at, and prints how many
findings each rule has: shown in the reports, by severity, in how many repositories, and how often it comes first. Run it
before and after a change of a rule. It counts; whether a finding is right only a reader of the code can say.

  --repos DIR       a folder of checkouts, or one checkout
  --flow FLOW       default: tech-debt
  --size SIZE       small, medium or large; default: medium
  --base REF        for code-review: compare with this ref of each checkout
  --list            print every shown finding instead, a line each, to judge them one by one

live reviews the pull requests of a public set with your key, which costs money, and prints precision, recall and F1
against the comments of the set, as a judge model matches them. It clones the repositories of the requests.

  --data DIR        holds the folders aacr (AACR-Bench) and martian (golden comments)
  --set SET         aacr or martian; default: aacr
  --model MODEL     the model that reviews; its key is read from the environment, as for baton run
  --judge MODEL     the model that matches findings and comments; default: the one that reviews
  --backend NAME    default: direct
  --size SIZE       default: small
  --limit N         how many requests, from the start of the set; default: 10
  --calibrate       instead: give the skeptic comments whose truth is known, and count what it refutes
  --remotes URL     where to clone from; default: https://github.com/{owner}/{name}.git

  --json            print everything as one JSON document
`;
