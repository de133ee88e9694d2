/** What the checks of documents look up, and what several of them look for. Pure. */
import type { JudgedClaim } from '../../contracts/checked.ts';
import type { DraftProblem } from '../../contracts/draft.ts';
import type { EvidencePack } from '../../contracts/evidence-pack.ts';
import type { Requirement } from '../../contracts/plans.ts';
import { vagueWords } from './vague-words.ts';

export interface DraftView {
  /** whether a path is a file or folder of the commit */
  readonly has: (path: string) => boolean;
  /** what the run's requirements analyst found, where there was one */
  readonly requirements: readonly Requirement[];
  /** the document's own statements that hold, by what they are */
  readonly claims: readonly JudgedClaim[];
  readonly pack: EvidencePack | null;
}

export const problem = (at: string, text: string): DraftProblem => ({ at, text });

/** Ids that several items have. */
export function repeatedIds(items: readonly { readonly id: string }[]): DraftProblem[] {
  const groups = Map.groupBy(items, ({ id }) => id);
  return [...groups].flatMap(([id, some]) =>
    some.length > 1 ? [problem(id, `${some.length} items are called ${id}.`)] : [],
  );
}

/** References to ids that are not there. */
export function unknownIds(
  at: string,
  what: string,
  ids: readonly string[],
  known: ReadonlySet<string>,
): DraftProblem[] {
  return ids
    .filter((id) => !known.has(id))
    .map((id) => problem(at, `It refers to the ${what} ${id}, which does not exist.`));
}

export function vagueIn(at: string, texts: readonly string[]): DraftProblem[] {
  const words = texts.flatMap(vagueWords).map(({ word }) => word.toLowerCase());
  if (words.length === 0) return [];
  const quoted = [...new Set(words)].map((word) => `“${word}”`).join(', ');
  return [problem(at, `${quoted} can’t be tested: name a number or an observable result.`)];
}

/** Statements that an item rests on and that do not hold: `claims` are those that do. */
export function unsound(
  at: string,
  ids: readonly string[],
  basis: readonly { readonly id: string }[],
  claims: readonly JudgedClaim[],
): DraftProblem[] {
  const known = new Set(basis.map(({ id }) => id));
  const holding = new Map(
    claims.filter(({ kind }) => kind === 'basis').map((claim) => [claim.item.id, claim]),
  );
  return ids.flatMap((id) => {
    if (!known.has(id)) return [problem(at, `It rests on ${id}, which does not exist.`)];
    const claim = holding.get(id);
    if (claim === undefined) return [problem(at, `It rests on ${id}, whose citations do not hold.`)];
    return claim.outcome === 'refuted' ? [problem(at, `It rests on ${id}, which was refuted.`)] : [];
  });
}

/** `[B1]` in the texts of a document. */
export function basisRefs(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\[(B\d+)\]/g)].map(([, id = '']) => id)))];
}

export const isBlank = (text: string): boolean => text.trim() === '';

/** What a document names as a file, wherever it does: files that are to be made as well. */
export function pathsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return PATH_KEYS.has(key) ? [fileOf(value)] : [];
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, name));
}

/** `./src/a.ts:12` and `src/a.ts#open` name a file. */
export const fileOf = (text: string): string => text.trim().replace(/^\.\/|(?::\d.*|#.*)$/gu, '');

const PATH_KEYS = new Set(['path', 'target', 'supersedes']);

/** The ids of a document's items, e.g. `T2`. */
export function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'id' in value && typeof value.id === 'string' ? [value.id] : [];
  return [...own, ...Object.values(value).flatMap(idsIn)];
}
