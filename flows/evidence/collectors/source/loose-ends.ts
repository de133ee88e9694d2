/** What is counted in one line instead of being found one by one, with its worst example. Pure. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { FactOf } from '../../../contracts/evidence-pack.ts';
import type { LooseEndKind } from '../../../contracts/upkeep.ts';
import { byWorth, compare } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import type { LineTest } from '../../changed-lines.ts';
import { draft } from '../../collector.ts';
import type { LineHit } from './line-patterns.ts';
import type { SourceReading } from './source-reading.ts';

export interface LooseHit extends LineHit {
  readonly path: string;
}

/**
 * One fact for all hits, or none without a hit. The worst is `worst`, or else the first hit of the file that has
 * most of them. `old`: how many of them are older than a year, where that is known of each.
 */
export function looseEnd(
  what: LooseEndKind,
  hits: readonly LooseHit[],
  more: { readonly worst?: LooseHit | undefined; readonly old?: number | null } = {},
): FactDraft[] {
  const files = [...Map.groupBy(hits, ({ path }) => path)].sort(
    byWorth(
      ([, within]) => within.length,
      ([path]) => path,
    ),
  );
  const worst =
    more.worst ?? files[0]?.[1].toSorted((a, b) => a.line - b.line || compare(a.source, b.source))[0];
  if (worst === undefined) return [];
  return [
    draft('loose-end', {
      path: worst.path,
      line: worst.line,
      quote: worst.source,
      subject: what,
      value: hits.length,
      text: `${what}: ${hits.length} in ${count(files.length, 'file')}`,
      data: { what, files: files.length, old: more.old ?? null },
    }),
  ];
}

type What = FactOf<'loose'>['data']['what'];

const LOOSE: readonly (readonly [What, string, (reading: SourceReading) => readonly LineHit[]])[] = [
  ['empty-catch', 'empty catch', (reading) => (reading.role === 'src' ? reading.emptyCatches : [])],
  ['disabled-test', 'skipped test', (reading) => reading.disabledTests],
  ['any', 'any', (reading) => (reading.role === 'src' && !isDeclaration(reading) ? reading.anys : [])],
  ['suppression', 'suppressed check', (reading) => (reading.role === 'src' ? reading.suppressions : [])],
];

/** The types of code that is written elsewhere, where `any` may be all that is known. */
function isDeclaration({ path }: SourceReading): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}

/** Whether a file has anything loose on the lines in question. */
export function hasLooseEnds(reading: SourceReading, inQuestion: LineTest): boolean {
  return LOOSE.some(([, , hitsOf]) => hitsOf(reading).some(({ line }) => inQuestion(reading.path, line)));
}

/**
 * One fact for each file and kind of loose end, and one with all of each kind; of the lines in question only. `before`: the
 * same files at the base, where two commits are compared: what was there on another line is not new.
 */
export function looseFacts(
  readings: readonly SourceReading[],
  inQuestion: LineTest,
  before: ReadonlyMap<string, SourceReading> = new Map(),
): FactDraft[] {
  return LOOSE.flatMap(([what, subject, hitsOf]) => {
    const found = readings.map((reading) => {
      const hits = hitsOf(reading).filter(({ line }) => inQuestion(reading.path, line));
      const base = before.get(reading.path);
      const more = base === undefined ? hits.length : hitsOf(reading).length - hitsOf(base).length;
      return { reading, hits: hits.slice(0, Math.max(0, more)) };
    });
    const all = found.flatMap(({ reading: { path }, hits }) => hits.map((hit) => ({ ...hit, path })));
    return [
      ...found
        .filter(({ hits }) => hits.length > 0)
        .sort(
          byWorth(
            ({ hits }) => hits.length,
            ({ reading }) => reading.path,
          ),
        )
        .map(({ reading, hits }) => looseFact(reading, what, subject, hits)),
      ...looseEnd(what, all),
    ];
  });
}

function looseFact(
  { path, lines }: SourceReading,
  what: What,
  subject: string,
  hits: readonly LineHit[],
): FactDraft {
  return draft('loose', {
    path,
    line: hits[0]?.line ?? 1,
    quote: hits[0]?.source ?? '',
    subject,
    value: hits.length,
    text: `${subject}${hits.length > 1 ? `, ${hits.length} in this file` : ''}`,
    data: { what, lines },
  });
}

/** An action of somebody else, at a tag or a branch that may move. */
const UNPINNED = /^(?!\.|docker:|actions\/|github\/)[\w.-]+\/[^@\s]+@(?![0-9a-f]{40}\b)/;

/** A reference that moves with every commit is worse than a tag. */
const MOVES = /@(?:main|master|develop|dev|trunk|HEAD|latest|nightly|next|beta|alpha|canary|edge)\b/;

/** The actions of CI that are not pinned to a commit. Those of GitHub itself are not counted. */
export function unpinnedActions(facts: readonly FactDraft[], inQuestion: LineTest): FactDraft[] {
  const hits = facts
    .filter(({ kind, subject, value }) => kind === 'ci' && subject === 'uses' && UNPINNED.test(String(value)))
    .map(({ path, line, quote }) => ({ path: path ?? '', line: line ?? 1, source: quote ?? '' }))
    .filter(({ path, line }) => inQuestion(path, line));
  return looseEnd('unpinned-action', hits, { worst: hits.find(({ source }) => MOVES.test(source)) });
}
