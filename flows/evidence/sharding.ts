/** Shares files out among shards so that the parts are about equal and what belongs together stays together. Pure. */
import { byWorth, compare } from './collector.ts';

export interface Member {
  readonly path: string;
  /** how much there is to read, above 0 */
  readonly weight: number;
  readonly imports: readonly string[];
}

/** Files of one folder. */
interface Group {
  readonly members: readonly Member[];
  readonly weight: number;
}

/** How much heavier than its fair share a shard may become for the sake of keeping groups together. */
const SLACK = 1.25;

/** Shard by path, from 0. Every member is in exactly one. */
export function shardsOf(members: readonly Member[], shards: number): ReadonlyMap<string, number> {
  const fair = members.reduce((sum, { weight }) => sum + weight, 0) / shards;
  const loads = Array.from({ length: shards }, () => 0);
  const shardOf = new Map<string, number>();
  const linked = neighbours(members);
  for (const group of inOrder(groupsOf(members, fair / 2), linked)) {
    const pull = loads.map(() => 0);
    for (const { path } of group.members) {
      for (const other of linked.get(path) ?? []) {
        const shard = shardOf.get(other);
        if (shard !== undefined) pull[shard] = (pull[shard] ?? 0) + 1;
      }
    }
    const chosen = choose(pull, loads, fair * SLACK - group.weight);
    loads[chosen] = (loads[chosen] ?? 0) + group.weight;
    for (const { path } of group.members) shardOf.set(path, chosen);
  }
  return shardOf;
}

/** The shard with the most imports to the group among those with room for it, else the lightest. */
function choose(pull: readonly number[], loads: readonly number[], room: number): number {
  const all = loads.map((load, shard) => ({ shard, load, pull: pull[shard] ?? 0 }));
  const linked = all.filter((one) => one.pull > 0 && one.load <= room);
  const [first] =
    linked.length > 0
      ? linked.sort((a, b) => b.pull - a.pull || a.load - b.load || a.shard - b.shard)
      : all.sort((a, b) => a.load - b.load || a.shard - b.shard);
  return first?.shard ?? 0;
}

/** Folders, the heaviest first; a heavy one is cut into runs of its files, or no shards could be equal. */
function groupsOf(members: readonly Member[], most: number): Group[] {
  const folders = Map.groupBy(members, ({ path }) => path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
  return [...folders.values()]
    .flatMap((within) => pieces(within, most))
    .sort(
      byWorth(
        ({ weight }) => weight,
        ({ members: [first] }) => first?.path ?? '',
      ),
    );
}

function pieces(within: readonly Member[], most: number): Group[] {
  const cut: { members: Member[]; weight: number }[] = [];
  for (const member of [...within].sort((a, b) => compare(a.path, b.path))) {
    const last = cut.at(-1);
    if (last === undefined || last.weight + member.weight > most) {
      cut.push({ members: [member], weight: member.weight });
    } else {
      last.members.push(member);
      last.weight += member.weight;
    }
  }
  return cut;
}

/** Each group followed by those that it is linked to: they come while there is still room beside it. */
function inOrder(groups: readonly Group[], linked: ReadonlyMap<string, readonly string[]>): Group[] {
  const groupOf = new Map(groups.flatMap((group) => group.members.map(({ path }) => [path, group])));
  const placed = new Set<Group>();
  for (const start of groups) {
    const waiting = [start];
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      if (placed.has(group)) continue;
      placed.add(group);
      for (const { path } of group.members) {
        for (const other of linked.get(path) ?? []) {
          const next = groupOf.get(other);
          if (next !== undefined && !placed.has(next)) waiting.push(next);
        }
      }
    }
  }
  return [...placed];
}

/** Imports in both directions, among the members. */
function neighbours(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const linked = new Map<string, string[]>(members.map(({ path }) => [path, []]));
  for (const { path, imports } of members) {
    for (const other of imports) {
      if (!linked.has(other)) continue;
      linked.get(path)?.push(other);
      linked.get(other)?.push(path);
    }
  }
  return linked;
}
