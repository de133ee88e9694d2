/**
 * The hotspots of a run, which need what several collectors know. First by how often their files change; of the likeliest
 * ones git is then asked how often the functions themselves did, since a large file has functions that nobody touches.
 */
import type {
  CollectorOutcome,
  FactDraft,
  FunctionChanges,
  FunctionPlace,
  Measure,
  Note,
} from '../contracts/collecting.ts';
import type { FactOf, Scope, Totals } from '../contracts/evidence-pack.ts';
import type { FileMeasure } from '../contracts/measures.ts';
import { byWorth, placeOf } from '../ordering.ts';
import type { CollectorName } from './collectors/names.ts';
import { cut } from './limits.ts';
import { hotspots, hotspotText, hotspotValue } from './measures.ts';

export interface HotspotFacts {
  readonly facts: readonly FactDraft[];
  readonly totals: Totals;
  readonly notes: readonly Note[];
}

interface Joined {
  readonly parts: readonly Measure[];
  readonly measures: readonly FileMeasure[];
  readonly scope: Scope;
}

/** Asks how often functions changed. */
export type CountChanges = (functions: readonly FunctionPlace[]) => Promise<CollectorOutcome>;

/** Both history and syntax are needed: a product with a missing factor would rank by chance. */
export async function hotspotFacts(
  found: ReadonlyMap<CollectorName, CollectorOutcome>,
  { parts, measures, scope }: Joined,
  countChanges: CountChanges,
): Promise<HotspotFacts> {
  for (const name of ['history', 'syntax'] as const) {
    const outcome = found.get(name);
    if (outcome?.status === 'unavailable') return nothing(outcome.reason);
  }
  if (measures.every(({ changes }) => changes === 0)) {
    return nothing('there is no history to weigh changes by');
  }
  const likely = cut(hotspots(measures, parts, scope), scope);
  const facts = likely.facts.filter((fact) => fact.kind === 'hotspot');
  return { ...likely, facts: await ownChanges(facts, scope, countChanges) };
}

function nothing(reason: string): HotspotFacts {
  return { facts: [], totals: {}, notes: [{ kind: 'hotspot', reason }] };
}

type Hotspot = Omit<FactOf<'hotspot'>, 'id'>;

/** git needs some 0.1 s for each; 1 s where a file changed hundreds of times. */
const MOST_COUNTED = 24;

/**
 * The functions that changed, by how often they did, then those that were not asked for. A function that no commit of the
 * window touched is no hotspot, however often its file changed.
 */
async function ownChanges(
  facts: readonly Hotspot[],
  { base, changed }: Scope,
  countChanges: CountChanges,
): Promise<readonly Hotspot[]> {
  const inQuestion = new Set(changed.map(({ path }) => path));
  const asked = facts
    .filter(({ path }) => base === null || inQuestion.has(path ?? ''))
    .slice(0, MOST_COUNTED);
  if (asked.length === 0) return facts;
  const outcome = await countChanges(
    asked.map(({ path, line, end }) => ({ path: path ?? '', line: line ?? 1, end: end ?? line ?? 1 })),
  );
  if (outcome.status === 'unavailable') return facts;
  const counts = new Map(
    outcome.measures.flatMap(({ path, functions = [] }) =>
      functions.map((one): [string, FunctionChanges] => [`${path}:${one.line}`, one]),
    ),
  );
  const counted = asked.flatMap((fact) => {
    const own = counts.get(`${fact.path}:${fact.line}`);
    return own === undefined ? [] : [withOwn(fact, own)];
  });
  const ranked = counted
    .filter(({ data }) => (data.own?.changes ?? 0) > 0)
    .sort(byWorth(({ value }) => Number(value), placeOf));
  const places = new Set(counted.map(({ path, line }) => `${path}:${line}`));
  const least = Number(ranked.at(-1)?.value ?? Number.POSITIVE_INFINITY);
  const others = facts
    .filter(({ path, line }) => !places.has(`${path}:${line}`))
    // What their file has is more than what they have.
    .map((fact) => ({ ...fact, value: Math.min(Number(fact.value), least) }));
  return [...ranked, ...others];
}

/** A commit that changed very many files counts for no file, so that a function has at most what its file has. */
function withOwn(fact: Hotspot, { changes, recent }: FunctionChanges): Hotspot {
  const own = { changes: Math.min(changes, fact.data.changes), recent: Math.min(recent, fact.data.recent) };
  const data = { ...fact.data, own };
  return { ...fact, data, value: hotspotValue(data), text: hotspotText(data) };
}
