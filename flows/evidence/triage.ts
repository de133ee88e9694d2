/**
 * The `triage` step: every file that a run is about, the riskiest first, each given to one shard. Code, so that no
 * file is forgotten: what agents don't get round to is the tail of this list, not what they happened not to find.
 */
import type { CodeHandler, StepInput } from '../../runner/core/ports/catalogue.ts';
import type { EvidencePack, Scope, Triage } from '../contracts/evidence-pack.ts';
import { needed } from '../quality/run-outputs.ts';
import { byWorth, count } from './collector.ts';
import { riskOf } from './risk.ts';
import { type Member, shardsOf } from './sharding.ts';

export const triageHandler: CodeHandler = async (input) => {
  const [scope, pack] = await Promise.all([
    needed<Scope>(input, 'scope'),
    needed<EvidencePack>(input, 'evidence'),
  ]);
  const shards = mostShards(input);
  const triage = triageOf(scope, pack, shards);
  const facts = { ranked: triage.ranked.length, shards };
  return { output: JSON.stringify(triage), facts, summary: summaryOf(triage, shards) };
};

/** The flow's own number of parts; a step with fewer takes several. */
function mostShards({ steps }: StepInput): number {
  return Math.max(1, ...steps.map(({ spec }) => spec.shard?.of ?? 1));
}

/** Pure. In a run that compares, the changed files (deleted ones too); otherwise every file that is read. */
export function triageOf(scope: Scope, pack: EvidencePack, shards: number): Triage {
  const measures = new Map((pack.measures ?? []).map((measure) => [measure.path, measure]));
  const compared = scope.changed.filter((change) => !change.missing);
  const changed = new Map(compared.map((change) => [change.path, change.added + change.deleted]));
  const files = new Map(scope.files.map((file) => [file.path, file]));
  const isRead = (path: string): boolean => {
    const file = files.get(path);
    if (file === undefined) return scope.base !== null;
    return file.omitted === null && file.area !== 'generated' && file.area !== 'vendored';
  };
  const paths = (scope.base === null ? [...files.keys()] : [...changed.keys()]).filter(isRead);
  const members = paths.map(
    (path): Member => ({
      path,
      weight: 1 + (changed.get(path) ?? files.get(path)?.lines ?? 0),
      imports: measures.get(path)?.imports ?? [],
    }),
  );
  const shardOf = shardsOf(members, shards);
  const ranked = paths
    .map((path) => ({
      path,
      risk: riskOf(measures.get(path), changed.has(path)),
      shard: shardOf.get(path) ?? 0,
    }))
    .sort(
      byWorth(
        ({ risk }) => risk,
        ({ path }) => path,
      ),
    );
  return { ranked };
}

function summaryOf({ ranked }: Triage, shards: number): string {
  const [first] = ranked;
  const riskiest = first === undefined ? '' : `, ${first.path} first`;
  return `${count(ranked.length, 'file')} ranked${riskiest}${shards === 1 ? '' : `, in ${shards} parts`}`;
}
