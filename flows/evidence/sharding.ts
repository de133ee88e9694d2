/** Shares files out among shards so that the parts are about equal and what belongs together stays together. Pure. */
import { byWorth, compare } from './collector.ts';

export interface Member {
  readonly path: string;
  /** how much there is to read, above 0 */
  readonly weight: number;
  readonly imports: readonly string[];
}

interface Group {
  readonly name: string;
  readonly members: readonly Member[];
  readonly weight: number;
}

/** How much heavier than its fair share a shard may become for the sake of keeping things together. */
const SLACK = 1.25;

/** Shard by path, from 0. Every member is in exactly one. */
export function shardsOf(members: readonly Member[], shards: number): ReadonlyMap<string, number> {
  const all = members.reduce((sum, { weight }) => sum + weight, 0);
  const room = (all / shards) * SLACK;
  const loads = Array.from({ length: shards }, () => 0);
  const shardOf = new Map<string, number>();
  const linked = neighbours(members);
  for (const group of groupsOf(members, room)) {
    const pull = Array.from({ length: shards }, () => 0);
    for (const { path } of group.members) {
      for (const other of linked.get(path) ?? []) {
        const shard = shardOf.get(other);
        if (shard !== undefined) pull[shard] = (pull[shard] ?? 0) + 1;
      }
    }
    const chosen = choose(pull, loads, room - group.weight);
    loads[chosen] = (loads[chosen] ?? 0) + group.weight;
    for (const { path } of group.members) shardOf.set(path, chosen);
  }
  return shardOf;
}

/** The shard with the most imports to the group among those with room for it, else the lightest. */
function choose(pull: readonly number[], loads: readonly number[], room: number): number {
  const order = loads.map((load, shard) => ({ shard, load, pull: pull[shard] ?? 0 }));
  const open = order.filter(({ load, pull: links }) => links > 0 && load <= room);
  const [first] = (open.length > 0 ? open : order).sort(
    (a, b) => (open.length > 0 ? b.pull - a.pull : 0) || a.load - b.load || a.shard - b.shard,
  );
  return first?.shard ?? 0;
}

/** Folders, the heaviest first; one that is too heavy for a shard is cut into runs of its files. */
function groupsOf(members: readonly Member[], room: number): Group[] {
  const folders = Map.groupBy(members, ({ path }) => path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
  return [...folders]
    .flatMap(([folder, within]) => pieces(folder, within, room))
    .sort(
      byWorth(
        ({ weight }) => weight,
        ({ name }) => name,
      ),
    );
}

function pieces(folder: string, within: readonly Member[], room: number): Group[] {
  const cut: Group[] = [];
  let members: Member[] = [];
  let weight = 0;
  const close = (): void => {
    if (members.length > 0) cut.push({ name: `${folder}/${members[0]?.path ?? ''}`, members, weight });
    members = [];
    weight = 0;
  };
  for (const member of [...within].sort((a, b) => compare(a.path, b.path))) {
    if (weight + member.weight > room) close();
    members.push(member);
    weight += member.weight;
  }
  close();
  return cut;
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
