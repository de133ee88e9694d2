/** Marks for later in comments (TODO, FIXME…), with the age of their line. */
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft, Note } from '../../../contracts/collecting.ts';
import { byWorth, placeOf } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft, quoteOf } from '../../collector.ts';
import { languageOf } from '../../roles/languages.ts';
import { looseEnd } from '../source/loose-ends.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
/** Blame is the slowest question there is to git: the marks of no more files than this are dated. */
const MOST_DATED = 120;

export interface Mark {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  readonly tag: string;
  readonly text: string;
}

/** A mark for later at the beginning of its comment; elsewhere the comment may be about such marks. */
const MARK =
  /(\/\/+|\/\*+|^\s*\*+|#+|--|;+|%+|<!--)[\s!]*@?(FIXME|XXX|HACK|BUG|TODO)\b(?!-\d|\w)[:(\s-]?(.*)$/;
const WEIGHT: Readonly<Record<string, number>> = { FIXME: 3, BUG: 3, XXX: 2, HACK: 2, TODO: 1 };

function weightOf({ tag }: Mark): number {
  return WEIGHT[tag] ?? 0;
}

export function marksIn(path: string, text: string): Mark[] {
  if (!/\b(?:FIXME|XXX|HACK|BUG|TODO)\b/.test(text)) return [];
  const comment = languageOf(path)?.comment ?? '//';
  return text.split('\n').flatMap((source, index) => {
    const match = MARK.exec(source);
    const [, opening = '', tag, rest = ''] = match ?? [];
    if (match === null || tag === undefined || !isOpening(opening.trim(), comment)) return [];
    if (isInString(source.slice(0, match.index))) return [];
    return [
      {
        path,
        line: index + 1,
        source,
        tag,
        text: quoteOf(rest.replace(/\*\/|-->/g, '').replace(/^[^:]*\):/, '')),
      },
    ];
  });
}

/** Whether the characters begin a comment in a language whose line comments begin with `comment`. */
function isOpening(opening: string, comment: string): boolean {
  return (
    opening.startsWith(comment) || (comment === '//' && /^(?:\/\*|\*)/.test(opening)) || opening === '<!--'
  );
}

/** Whether a string is open at the end of the text. */
function isInString(before: string): boolean {
  const bare = before.replace(/\\./g, '').replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '');
  return /["'`]/.test(bare);
}

interface DatedMark {
  readonly mark: Mark;
  /** both null when they are not known */
  readonly date: string | null;
  readonly days: number | null;
}

/**
 * All marks, the heaviest first and among equals the oldest. Only those of some files are dated, the heaviest first;
 * `undated`: how many in these files have no known date.
 */
export async function datedMarks(
  repository: Repository,
  marks: readonly Mark[],
  signal: AbortSignal,
): Promise<{ marks: DatedMark[]; undated: number }> {
  const ranked = [...marks].sort(byWorth(weightOf, placeOf));
  const files = new Set([...new Set(ranked.map(({ path }) => path))].slice(0, MOST_DATED));
  const asked = ranked.filter(({ path }) => files.has(path));
  const dates = await datesOf(repository, asked, signal);
  const now = Date.parse(repository.date);
  const dated = ranked.map((mark): DatedMark => {
    const date = dates.get(mark) ?? null;
    const days = date === null ? null : Math.max(0, Math.floor((now - Date.parse(date)) / DAY_MS));
    return { mark, date, days };
  });
  return {
    marks: dated.sort(
      byWorth(
        ({ mark, days }) => weightOf(mark) * 1e6 + (days ?? -1),
        ({ mark }) => placeOf(mark),
      ),
    ),
    undated: asked.length - dates.size,
  };
}

/** A shallow or missing history is noted elsewhere. */
export function undatedNotes({ pin }: Repository, undated: number): Note[] {
  if (undated === 0 || pin.history !== 'full') return [];
  const reason = `${count(undated, 'comment is', 'comments are')} not dated: older file contents are not in the clone`;
  return [{ kind: 'todo', reason, clone: true }];
}

/** One fact a mark, in their order. */
export function markFacts(marks: readonly DatedMark[]): FactDraft[] {
  return marks.map(({ mark, date, days }) =>
    draft('todo', {
      path: mark.path,
      line: mark.line,
      quote: mark.source,
      subject: mark.tag,
      value: days ?? 'unknown',
      text: `${mark.tag} ${days === null ? 'of unknown age' : `${count(days, 'day')} old`}: ${mark.text.slice(0, 120)}`,
      data: { text: mark.text, date: date?.slice(0, 10) ?? null },
    }),
  );
}

/** All of them in one fact; the worst is the oldest. */
export function markCount(marks: readonly DatedMark[]): FactDraft[] {
  const [oldest] = [...marks].sort(
    byWorth(
      ({ days }) => days ?? -1,
      ({ mark }) => placeOf(mark),
    ),
  );
  const old = marks.filter(({ days }) => days !== null && days > YEAR_DAYS).length;
  const isKnown = marks.every(({ days }) => days !== null);
  return looseEnd(
    'todo',
    marks.map(({ mark }) => mark),
    { worst: oldest?.mark, old: isKnown ? old : null },
  );
}

/** Git processes that work at once. */
const BLAMES_AT_ONCE = 4;

/** When the lines of marks were written, each file's stretch by one blame. */
async function datesOf(
  repository: Repository,
  marks: readonly Mark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Mark, string>> {
  const dates = new Map<Mark, string>();
  const files = [...Map.groupBy(marks, (mark) => mark.path)];
  const dateNext = async (): Promise<void> => {
    for (let next = files.shift(); next !== undefined; next = files.shift()) {
      signal.throwIfAborted();
      const [path, within] = next;
      const lines = within.map((mark) => mark.line);
      const blamed = await repository.blame(path, Math.min(...lines), Math.max(...lines));
      const byLine = new Map(blamed.map((line) => [line.line, line.date]));
      for (const mark of within) {
        const date = byLine.get(mark.line);
        if (date !== undefined) dates.set(mark, date);
      }
    }
  };
  await Promise.all(Array.from({ length: BLAMES_AT_ONCE }, dateNext));
  return dates;
}
