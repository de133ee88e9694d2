/** What people wrote beside the code: marks for later (TODO…) with their age, documents, decision records. */
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { FactDraft, Note } from '../../contracts/collecting.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft, quoteOf, readable, texts } from '../collector.ts';
import { isCode, languageOf } from '../languages.ts';
import { COLLECTOR_KINDS } from './names.ts';

const DAY_MS = 86_400_000;
/** Blame is the slowest question there is to git: no more marks than this are dated. */
const MOST_DATED = 60;

interface Mark {
  readonly path: string;
  readonly line: number;
  readonly source: string;
  readonly tag: string;
  readonly text: string;
}

export const notes: Collector = {
  name: 'notes',
  kinds: COLLECTOR_KINDS.notes,
  async collect({ repository, scope }, signal) {
    const marks: Mark[] = [];
    const documents: FactDraft[] = [];
    const decisions: Decision[] = [];
    const sources = readable(scope, 'src', 'test', 'config', 'docs', 'benchmark', 'migration');
    for await (const { file, text } of texts(repository, sources, signal)) {
      if (file.area !== 'docs' && (isCode(file.language) || file.language === 'YAML')) {
        marks.push(...marksIn(file.path, text));
      }
      if (!/\.(md|mdx|markdown|rst|adoc)$/i.test(file.path)) continue;
      documents.push(documentFact(file.path, file.lines, text));
      const decision = decisionFact(file.path, text);
      if (decision !== null) decisions.push(decision);
    }
    const dated = await datedMarks(repository, marks, signal);
    return {
      facts: [
        ...markFacts(repository, dated.marks),
        ...documents.sort(byWorth(documentWorth, ({ path }) => path ?? '')),
        ...decisions
          .sort(
            byWorth(
              () => 0,
              ({ path }) => path ?? '',
            ),
          )
          .reverse(),
      ],
      unavailable: undatedNotes(repository, dated.undated),
    };
  },
};

const MARK = /\b(FIXME|XXX|HACK|BUG|TODO)\b[:(\s-]?(.*)$/;
const IN_COMMENT = /(\/\/|\/\*|^\s*\*|#|--|;;|%|<!--).*$/;
const WEIGHT: Readonly<Record<string, number>> = { FIXME: 3, BUG: 3, XXX: 2, HACK: 2, TODO: 1 };

function marksIn(path: string, text: string): Mark[] {
  if (!/\b(?:FIXME|XXX|HACK|BUG|TODO)\b/.test(text)) return [];
  const comment = languageOf(path)?.comment ?? '//';
  return text.split('\n').flatMap((source, index) => {
    const remark = IN_COMMENT.exec(source)?.[0];
    if (remark === undefined || !(source.includes(comment) || /\/\*|^\s*\*/.test(source))) return [];
    const [, tag, rest = ''] = MARK.exec(remark) ?? [];
    if (tag === undefined) return [];
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

interface DatedMark {
  readonly mark: Mark;
  readonly date: string | null;
}

/** All marks, of which only the heaviest are dated; and how many of those have no known date. */
async function datedMarks(
  repository: Repository,
  marks: readonly Mark[],
  signal: AbortSignal,
): Promise<{ marks: DatedMark[]; undated: number }> {
  const ranked = [...marks].sort(byWorth(({ tag }) => WEIGHT[tag] ?? 0, placeOf));
  const heaviest = ranked.slice(0, MOST_DATED);
  const dates = await datesOf(repository, heaviest, signal);
  return {
    marks: ranked.map((mark) => ({ mark, date: dates.get(mark) ?? null })),
    undated: heaviest.length - dates.size,
  };
}

/** A shallow or missing history is noted elsewhere. */
function undatedNotes({ pin }: Repository, undated: number): Note[] {
  if (undated === 0 || pin.history !== 'full') return [];
  const reason = `${count(undated, 'comment is', 'comments are')} not dated: older file contents are not in the clone`;
  return [{ kind: 'todo', reason, clone: true }];
}

function markFacts(repository: Repository, marks: readonly DatedMark[]): FactDraft[] {
  const now = Date.parse(repository.date);
  return marks
    .map(({ mark, date }) => {
      return {
        mark,
        date,
        days: date === null ? null : Math.max(0, Math.floor((now - Date.parse(date)) / DAY_MS)),
      };
    })
    .sort(
      byWorth(
        ({ mark, days }) => (WEIGHT[mark.tag] ?? 0) * 1e6 + (days ?? -1),
        ({ mark }) => placeOf(mark),
      ),
    )
    .map(({ mark, date, days }) =>
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

const MOST_HEADINGS = 12;

function documentFact(path: string, lines: number, text: string): FactDraft {
  const headings = [...text.matchAll(/^#{1,3}\s+(.+?)\s*#*$/gm)].map((match) =>
    quoteOf(match[1] ?? '').slice(0, 100),
  );
  const title = headings[0] ?? null;
  return draft('docs', {
    path,
    subject: title,
    value: lines,
    text: `${title === null ? 'a document without a heading' : `“${title}”`}, ${count(lines, 'line')}`,
    data: { headings: headings.slice(0, MOST_HEADINGS) },
  });
}

/** README first, nearer to the root before deeper, longer before shorter. */
function documentWorth(fact: FactDraft): number {
  const path = fact.path ?? '';
  const depth = path.split('/').length;
  return (/(^|\/)readme\./i.test(path) ? 1e7 : 0) - depth * 1e5 + Math.min(Number(fact.value), 9e4);
}

type Decision = Extract<FactDraft, { kind: 'adrs' }>;

function decisionFact(path: string, text: string): Decision | null {
  if (!/(^|\/)(adrs?|decisions?|decision-records?)\//i.test(path) && !/(^|\/)adr-?\d+/i.test(path))
    return null;
  if (/(^|\/)(readme|index|template)[^/]*$/i.test(path)) return null;
  const title = /^#\s+(.+?)\s*$/m.exec(text)?.[1] ?? path.slice(path.lastIndexOf('/') + 1);
  const status =
    /^(?:status|\*\s*status|-\s*status)\s*:\s*["']?([A-Za-z]+)/im.exec(text)?.[1] ??
    /^##\s+Status\s+(?:[*-]\s*)?([A-Za-z]+)/im.exec(text)?.[1] ??
    'unknown';
  const number = /(\d{2,5})/.exec(path.slice(path.lastIndexOf('/') + 1))?.[1] ?? null;
  return draft('adrs', {
    path,
    subject: quoteOf(title).slice(0, 150),
    value: status.toLowerCase(),
    text: `decision ${number ?? ''} “${quoteOf(title).slice(0, 120)}”, ${status.toLowerCase()}`,
    data: { number },
  });
}
