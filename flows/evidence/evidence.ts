/**
 * The `evidence` step: the numbered facts that a run's personas use and its report cites. Only what they
 * need is collected. What could not be read is noted with its reason.
 */

import { saidBy } from '../../runner/core/flow-input.ts';
import type { CodeHandler, StepInput } from '../../runner/core/ports/catalogue.ts';
import type { Pin } from '../../runner/core/ports/repository.ts';
import { RULES_BACKEND } from '../../runner/core/run.ts';
import type { Facts, StepSpec } from '../../runner/core/step-spec.ts';
import type { Collect, CollectorOutcome, FactDraft, Measure, Note } from '../contracts/collecting.ts';
import {
  type EvidencePack,
  FACT_KINDS,
  type Fact,
  type FactKind,
  type Scope,
  type TotalKey,
  type Totals,
} from '../contracts/evidence-pack.ts';
import type { FileMeasure } from '../contracts/measures.ts';
import type { CloneGap } from '../contracts/project-facts.ts';
import { compare } from '../ordering.ts';
import { namedReaders } from '../spine/readers.ts';
import { needed } from '../spine/upstream.ts';
import { count, wordsOf } from '../wording.ts';
import {
  COLLECTOR_KINDS,
  COLLECTOR_NAMES,
  type CollectorName,
  FUNCTION_HISTORY,
} from './collectors/names.ts';
import { type HotspotFacts, hotspotFacts } from './hotspot-facts.ts';
import { linksOf } from './links.ts';
import { joinMeasures, settle } from './measures.ts';

export interface EvidenceOptions {
  readonly collect: Collect;
  /** the kinds of facts that these personas and their rules need */
  kindsFor(personas: readonly string[]): readonly FactKind[];
}

/** The collectors that measure risk. */
const MEASURING: readonly CollectorName[] = ['history', 'syntax', 'modules'];

export function evidenceHandler(options: EvidenceOptions): CodeHandler {
  return async (input) => {
    const scope = await needed(input, 'scope');
    const wanted = wantedKinds(input, options, scope);
    const names = collectorsFor(wanted, input);
    const found = await collectAll(names, scope, input, options.collect);
    const joined = join(found);
    const hot = await hotspotFacts(found, { ...joined, scope }, (functions) => {
      const { run, pin, signal } = input;
      return options.collect({ collector: FUNCTION_HISTORY, run, pin, scope, functions }, signal);
    });
    const pack = packOf(found, wanted, { ...joined, hot, gaps: gapsOf(found, scope, input.pin) });
    return { output: JSON.stringify(pack), facts: factsFor(pack, scope), summary: summaryOf(pack, found) };
  };
}

function wantedKinds(
  { steps, run }: StepInput,
  { kindsFor }: EvidenceOptions,
  { base }: Scope,
): ReadonlySet<FactKind> {
  const specs = steps.map(({ spec }) => spec);
  const personas = specs.flatMap((spec) => [
    ...(spec.persona === null ? [] : [spec.persona]),
    ...namedReaders(spec),
    ...wordsOf(spec.params?.rules),
  ]);
  // Where a model answers, its words are looked up for the personas that ask for it.
  const looksUp = saidBy(run) !== '' && run.backend === RULES_BACKEND;
  const kinds = [
    ...kindsFor([...new Set(personas)]),
    ...specs.flatMap(kindsOfStep),
    ...(looksUp ? (['mention'] as const) : []),
  ];
  return new Set(base === null ? kinds.filter((kind) => !OF_A_CHANGE.has(kind)) : kinds);
}

/** What only a comparison has, so that no collector starts for it where nothing is compared. */
const OF_A_CHANGE: ReadonlySet<FactKind> = new Set<FactKind>(['routes-diff', 'docs-drift', 'consumer']);

/** What a step names itself: for the report, or as its condition. */
function kindsOfStep({ params, when }: StepSpec): FactKind[] {
  const named = [...wordsOf(params?.kinds), ...(when === undefined ? [] : [when.fact.replace(/^K:/, '')])];
  return named.flatMap((kind) => COUNTED_AS[kind] ?? FACT_KINDS.filter((known) => known === kind));
}

/** Counts with another name than their kind; see `factsFor`. */
const COUNTED_AS: Readonly<Record<string, FactKind[]>> = { 'exports-changed': ['exports-diff'] };

function collectorsFor(wanted: ReadonlySet<FactKind>, { steps }: StepInput): readonly CollectorName[] {
  const weighs =
    wanted.has('hotspot') || wanted.has('diff') || steps.some(({ spec }) => spec.handler === 'triage');
  const couples = wanted.has('cochange');
  return COLLECTOR_NAMES.filter(
    (name) =>
      COLLECTOR_KINDS[name].some((kind) => wanted.has(kind)) ||
      (weighs && MEASURING.includes(name)) ||
      (couples && name === 'modules'),
  );
}

type Found = ReadonlyMap<CollectorName, CollectorOutcome>;

async function collectAll(
  names: readonly CollectorName[],
  scope: Scope,
  { run, pin, signal, activity }: StepInput,
  collect: Collect,
): Promise<Found> {
  let left = names.length;
  const outcomes = await Promise.all(
    names.map(async (collector) => {
      const outcome = await collect({ collector, run, pin, scope }, signal);
      left -= 1;
      if (left > 0) activity(`collects facts, ${left} of ${names.length} to go`);
      return [collector, outcome] as const;
    }),
  );
  signal.throwIfAborted();
  return new Map(outcomes);
}

interface Joined {
  readonly parts: readonly Measure[];
  readonly measures: readonly FileMeasure[];
}

function join(found: Found): Joined {
  const parts = [...found.values()].flatMap((outcome) => (outcome.status === 'done' ? outcome.measures : []));
  return { parts, measures: joinMeasures(parts) };
}

function packOf(
  found: Found,
  wanted: ReadonlySet<FactKind>,
  { parts, measures, hot, gaps }: Joined & { hot: HotspotFacts; gaps: readonly CloneGap[] },
): EvidencePack {
  const done = [...found.values()].filter((outcome) => outcome.status === 'done');
  const byPath = new Map(measures.map((measure) => [measure.path, measure]));
  const linked = linksOf(parts);
  const drafts = [...done.flatMap((outcome) => outcome.facts), ...hot.facts].filter(({ kind }) =>
    wanted.has(kind),
  );
  const notes = [...found].flatMap(([name, outcome]) => notesOf(name, outcome)).concat(hot.notes);
  const tools = new Map(done.flatMap((outcome) => outcome.tools).map((tool) => [tool.name, tool]));
  return {
    facts: numbered(drafts.map((fact) => settle(fact, byPath, linked))),
    totals: totalsOf([...done.map(({ totals }) => totals), hot.totals], wanted),
    unavailable: notes.filter(({ kind }) => wanted.has(kind)).sort(inKindOrder),
    tools: [...tools.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    measures,
    gaps,
  };
}

/** In the order of the kinds. */
function totalsOf(parts: readonly Totals[], wanted: ReadonlySet<FactKind>): Totals {
  const all = Object.entries(Object.assign({}, ...parts) as Totals) as [TotalKey, number][];
  const kindOf = (key: TotalKey): number => FACT_KINDS.indexOf(key.split(':')[0] as FactKind);
  return Object.fromEntries(
    all
      .filter(([key]) => wanted.has(FACT_KINDS[kindOf(key)] as FactKind))
      .sort(([a], [b]) => kindOf(a) - kindOf(b) || compare(a, b)),
  );
}

function notesOf(name: CollectorName, outcome: CollectorOutcome): readonly Note[] {
  if (outcome.status === 'done') return outcome.unavailable;
  return COLLECTOR_KINDS[name].map((kind) => ({ kind, reason: outcome.reason }));
}

/** What is not in this clone, as the history collector and the scope found it. */
function gapsOf(found: Found, { files }: Scope, { history }: Pin): CloneGap[] {
  const outcome = found.get('history');
  const facts = outcome?.status === 'done' ? outcome.facts : [];
  const past = facts.find((fact) => fact.kind === 'history');
  const commits = Number(past?.value ?? 0);
  const missing = files.filter(({ omitted }) => omitted === 'not-in-clone').length;
  const gaps: readonly (readonly [CloneGap['kind'], isThere: boolean, many: number])[] = [
    ['no-history', history === 'none', 0],
    ['shallow-history', history === 'shallow' && past !== undefined, commits],
    ['missing-history', past?.data.cut === 'missing', commits],
    ['missing-files', missing > 0, missing],
  ];
  return gaps.flatMap(([kind, isThere, many]) => (isThere ? [{ kind, many }] : []));
}

function inKindOrder(a: Note, b: Note): number {
  return FACT_KINDS.indexOf(a.kind) - FACT_KINDS.indexOf(b.kind);
}

/** In the order of the kinds; within a kind, as its collector ranked them. */
function numbered(drafts: readonly FactDraft[]): Fact[] {
  const kinds = Map.groupBy(drafts, ({ kind }) => kind);
  return FACT_KINDS.flatMap((kind) => kinds.get(kind) ?? []).map(
    (fact, index): Fact => ({ id: `K${index + 1}`, ...fact }),
  );
}

/** Counts for `when`, absent where they would be 0. In a run that compares, migrations are those that changed. */
function factsFor({ facts }: EvidencePack, scope: Scope): Facts {
  const counts = new Map<string, number>();
  for (const { kind } of facts) counts.set(`K:${kind}`, (counts.get(`K:${kind}`) ?? 0) + 1);
  if (scope.base !== null) {
    const changed = new Set(scope.changed.map(({ path }) => path));
    const migrations = facts.filter(({ kind, path }) => kind === 'migrations' && changed.has(path ?? ''));
    counts.set('K:migrations', migrations.length);
    counts.set('K:exports-changed', counts.get('K:exports-diff') ?? 0);
  }
  return Object.fromEntries([...counts].filter(([, n]) => n > 0));
}

function summaryOf(pack: EvidencePack, found: Found): string {
  const failed = [...found].filter(([, outcome]) => outcome.status === 'unavailable').map(([name]) => name);
  const missing = failed.length === 0 ? '' : `; not available: ${failed.join(', ')}`;
  return `${count(pack.facts.length, 'fact')} from ${count(found.size - failed.length, 'collector')}${missing}`;
}
