/** What to do about packages without a model: only what manifests and lock files state, in the order in which it is due. */
import type { StepBrief } from '../contracts/brief.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import type { DependencyReport } from '../contracts/surfaces.ts';
import { cite } from '../rules/cite.ts';
import { clip } from '../wording.ts';

type Item = DependencyReport['items'][number];
type Locked = FactOf<'lockfile'>;

const MOST_ITEMS = 15;

export function dependencyItems({ pack }: Pick<StepBrief, 'pack'>): Item[] {
  return [...endedRuntimes(pack), ...outside(pack), ...deprecated(pack)].slice(0, MOST_ITEMS);
}

/** Once each, at the first place that chooses it. */
function endedRuntimes(pack: EvidencePack): Item[] {
  const ended = factsOf(pack, 'runtime').filter(({ data }) => data.ended !== null);
  const first = new Map(ended.toReversed().map((fact) => [`${fact.subject} ${fact.value}`, fact]));
  return [...first.values()].map((fact) => ({
    ...itemOf(fact.subject ?? '', String(fact.value), fact),
    action: 'upgrade' as const,
    why: `Its maintenance ended on ${fact.data.ended}.`,
  }));
}

function outside(pack: EvidencePack): Item[] {
  return flagged(pack, 'not from a registry').map((fact) => ({
    ...itemOf(fact.subject ?? '', fact.data.version ?? '', fact),
    action: 'replace' as const,
    why: 'It comes from an address that its owner can change or delete, not from a registry.',
  }));
}

/** Those that a manifest names: the others go with what brings them. */
function deprecated(pack: EvidencePack): Item[] {
  const manifests = factsOf(pack, 'manifests');
  const production = new Set(manifests.flatMap(({ data }) => data.dependencies));
  const development = new Set(manifests.flatMap(({ data }) => data.devDependencies));
  const facts = flagged(pack, 'deprecated');
  const itemIn = (fact: Locked, use: string): Item => ({
    ...itemOf(fact.subject ?? '', fact.data.version ?? '', fact),
    action: 'replace',
    why: `Its author marked it as deprecated, and it is used ${use}.`,
  });
  return [
    ...facts
      .filter(({ subject }) => production.has(subject ?? ''))
      .map((fact) => itemIn(fact, 'in production')),
    ...facts
      .filter(({ subject }) => development.has(subject ?? '') && !production.has(subject ?? ''))
      .map((fact) => itemIn(fact, 'for development')),
  ];
}

function flagged(pack: EvidencePack, flag: Locked['data']['flags'][number]): Locked[] {
  const found = factsOf(pack, 'lockfile').filter(
    ({ subject, data }) => subject !== null && data.flags.includes(flag),
  );
  return [...new Map(found.toReversed().map((fact) => [fact.subject, fact])).values()].toReversed();
}

function itemOf(
  name: string,
  version: string,
  fact: FactOf<'runtime'> | Locked,
): Pick<Item, 'name' | 'version' | 'evidence' | 'assumption'> {
  return { name: clip(name, 120), version: clip(version, 60), evidence: cite(fact), assumption: false };
}
