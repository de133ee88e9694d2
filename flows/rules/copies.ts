/** What is copied: the facts of repeated functions, put together by the files or folders that share them. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { folderOf } from '../folders.ts';
import { byValue, numberOf, type RuleView } from './rule.ts';

export type Clone = FactOf<'dup'>;

/** What two files or folders share, or one file repeats; the largest part first. */
export interface Copy {
  readonly first: Clone;
  readonly parts: readonly Clone[];
  readonly lines: number;
}

/** Lines of a file; the first of them as the quote. */
export interface Place {
  readonly path: string | null;
  readonly line: number | null;
  readonly end: number | null;
  readonly quote?: string | null;
}

/** Those of which both sides are source. */
export function sourceClones(view: RuleView): Clone[] {
  return view
    .all('dup')
    .filter((fact) => view.role(fact.path) === 'src' && view.role(fact.data.other.path) === 'src');
}

/** Whether there are more copies than the pack holds, so that a sum of them would be too small. */
export function isCut(view: RuleView): boolean {
  return view.total('dup') !== view.all('dup').length;
}

/** By pairs of folders, or within a folder by pairs of files; of a cut list, the largest part of each. */
export function copiesOf(facts: readonly Clone[], cut: boolean): Copy[] {
  const pairs = Map.groupBy(facts, ({ path, data: { other } }) => {
    const folders = [folderOf(path ?? ''), folderOf(other.path)];
    return (folders[0] === folders[1] ? [path ?? '', other.path] : folders).sort().join('\0');
  });
  return [...pairs.values()].flatMap((group) => {
    const parts = group.sort(byValue).slice(0, cut ? 1 : undefined);
    const [first] = parts;
    const lines = parts.reduce((sum, fact) => sum + numberOf(fact), 0);
    return first === undefined ? [] : [{ first, parts, lines }];
  });
}

/** The sum over its parts of lines × (1 + how often both files changed). */
export function weight({ parts }: Copy): number {
  return parts.reduce((sum, fact) => sum + numberOf(fact) * (1 + changesOf(fact)), 0);
}

/** Each file once. */
export function filesOf({ parts }: Copy): string[] {
  return [...new Set(parts.flatMap((fact) => [fact.path ?? '', fact.data.other.path]))];
}

/** Whether the largest part of one copy shares lines with any part of the other. */
export function overlaps(one: Copy, other: Copy): boolean {
  const places = (fact: Clone) => [
    { path: fact.path, line: fact.line ?? 0, end: fact.end ?? 0 },
    fact.data.other,
  ];
  const theirs = places(other.first);
  return one.parts
    .flatMap(places)
    .some((a) => theirs.some((b) => a.path === b.path && a.line <= b.end && b.line <= a.end));
}

/** How often both files changed at least; 0 where that says nothing. */
export function changesOf({ path, data: { other, changes = 0 } }: Clone): number {
  return path === other.path ? 0 : changes;
}

/** The side of a further part that is not among the places of the first one: a third copy has one of them again. */
export function unnamed(part: Clone, first: Clone): Place {
  const known = [first, first.data.other];
  const isKnown = (one: Place): boolean =>
    known.some(({ path, line }) => path === one.path && line === one.line);
  return [part, part.data.other].find((one) => !isKnown(one)) ?? part;
}
