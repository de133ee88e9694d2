/** Loose ends: what is too small for a finding each, counted, with its worst example. Pure. */
import { type EvidencePack, type FactOf, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { LOOSE_ENDS, type LooseEndKind } from '../contracts/upkeep.ts';
import { compare } from '../ordering.ts';

/** One row of the table. */
export interface LooseEnd {
  /** what is counted, in the plural */
  readonly what: string;
  /** how many there are, none left out */
  readonly count: number;
  readonly files: number;
  /** null when they are not at a line */
  readonly worst: { readonly path: string; readonly line: number; readonly quote: string } | null;
  /** why it matters, or what to do, in a few words */
  readonly why: string;
}

const ROWS: Readonly<Record<LooseEndKind, readonly [what: string, why: string]>> = {
  'empty-catch': ['Empty catch blocks', 'errors leave no trace there'],
  'disabled-test': ['Skipped tests', 'what they guard is not checked'],
  todo: ['TODO/FIXME comments', ''],
  any: ['Uses of `any`', 'not checked by the compiler'],
  suppression: ['Lint and type suppressions', 'checks that are switched off'],
  'unpinned-action': ['Third-party actions not pinned to a commit', 'a moved tag changes what CI runs'],
  'no-permissions': [
    'Workflows with jobs without `permissions`',
    'their token has the default rights of the repository',
  ],
  'unpinned-image': ['Base images without a version', 'the same commit builds something else later'],
  'piped-download': ['Downloads piped into a shell', 'what the server sends at that moment runs'],
  'sample-secret': ['Possible credentials in tests and docs', 'confirm that they are samples'],
};

/** Fewer of these in a whole repository are nothing to act on. */
const LEAST: Readonly<Partial<Record<LooseEndKind, number>>> = { any: 5, suppression: 10 };

/**
 * The rows, in a fixed order. In a run that compares two commits they count what the change adds; without facts there are
 * none.
 */
export function looseEnds(pack: EvidencePack, scope: Scope | null): LooseEnd[] {
  const facts = factsOf(pack, 'loose-end');
  const compares = (scope?.base ?? null) !== null;
  const rows = LOOSE_ENDS.flatMap((what) =>
    facts
      .filter(({ data, value }) => data.what === what && (compares || Number(value) >= (LEAST[what] ?? 1)))
      .map(rowOf),
  );
  return compares ? rows : [...rows, ...deprecated(pack)];
}

function rowOf({ path, line, quote, value, data }: FactOf<'loose-end'>): LooseEnd {
  const [what, why] = ROWS[data.what];
  return {
    what,
    count: Number(value),
    files: data.files,
    worst: path === null || line === null || quote === null || quote === '' ? null : { path, line, quote },
    why: data.what === 'todo' ? ageOf(data.old) : why,
  };
}

function ageOf(old: number | null): string {
  if (old === null) return 'do it, make it an issue, or delete it';
  return old === 0 ? 'none older than one year' : `${old} older than one year`;
}

/** Packages whose authors have given them up, one row for all lock files. */
function deprecated(pack: EvidencePack): LooseEnd[] {
  const facts = factsOf(pack, 'lockfile').filter(({ data }) => data.flags.includes('deprecated'));
  const total = pack.totals?.['lockfile:deprecated'] ?? facts.length;
  if (total === 0) return [];
  // Those that the repository asks for itself come first: they are the ones it can replace.
  const own = new Set(
    factsOf(pack, 'manifests').flatMap(({ data }) => [...data.dependencies, ...data.devDependencies]),
  );
  const names = [...new Set(facts.map(({ subject }) => subject ?? ''))]
    .filter(Boolean)
    .sort((a, b) => Number(own.has(b)) - Number(own.has(a)) || compare(a, b));
  return [
    {
      what: 'Deprecated packages',
      count: total,
      files: new Set(facts.map(({ path }) => path)).size,
      worst: null,
      why: names.length === 0 ? 'no longer maintained' : `such as ${names.slice(0, 3).join(', ')}`,
    },
  ];
}
