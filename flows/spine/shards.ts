/** Distributes claims among skeptics: which part each one has. */
import type { StepSpec } from '../../runner/core/step-spec.ts';

/**
 * Renumbers the shards of each persona to those that are in this run: when `fast` drops three of four skeptics, the
 * one that stays has all the claims, not a quarter.
 */
export function settleShards(steps: readonly StepSpec[]): readonly StepSpec[] {
  return steps.map((step) => {
    if (step.shard === undefined) return step;
    const siblings = steps.filter((other) => other.shard !== undefined && other.persona === step.persona);
    return { ...step, shard: { index: siblings.indexOf(step), of: siblings.length } };
  });
}

/**
 * The part of `items` that one shard has. Items of one file stay together, so that related claims share their context;
 * files go to the lightest shard, heaviest first, so that the parts are about equal. Every item is in exactly one part.
 */
export function shardOf<T>(
  items: readonly T[],
  shard: { readonly index: number; readonly of: number },
  fileOf: (item: T) => string,
): T[] {
  const files = [...Map.groupBy(items, fileOf)].sort(
    (a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1),
  );
  const loads = Array.from({ length: shard.of }, () => 0);
  const mine = new Set<string>();
  for (const [file, members] of files) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + members.length;
    if (lightest === shard.index) mine.add(file);
  }
  return items.filter((item) => mine.has(fileOf(item)));
}
