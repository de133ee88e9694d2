/** Where the thing that is to be replaced is used: imports of a package, and lines with its name, file by file. */
import type { FileRole } from '../../contracts/evidence-pack.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { COLLECTOR_KINDS } from './names.ts';

/** Files that nobody migrates by hand. */
const LEFT_OUT: ReadonlySet<FileRole> = new Set(['generated', 'vendored', 'snapshot', 'data']);

export const usage: Collector = {
  name: 'usage',
  kinds: COLLECTOR_KINDS.usage,
  async collect({ repository, scope, given = {} }, signal) {
    const pattern = usagePattern(given.from ?? '');
    if (pattern === null) return { facts: [] };
    const facts: ReturnType<typeof usageFact>[] = [];
    const totals = { lines: 0, files: 0 };
    const files = readable(scope).filter(({ role }) => !LEFT_OUT.has(role));
    for await (const { file, text } of texts(repository, files, signal)) {
      const used = usesIn(text, pattern);
      if (used === null) continue;
      totals.lines += used.lines;
      totals.files += 1;
      facts.push(usageFact(file.path, file.role, used));
    }
    facts.sort(
      byWorth(
        ({ value, data }) => (IMPORTANT.has(data.role) ? 1e6 : 0) + Number(value),
        ({ path }) => path ?? '',
      ),
    );
    return { facts, totals: { 'usage:lines': totals.lines, 'usage:files': totals.files } };
  },
};

const IMPORTANT: ReadonlySet<FileRole> = new Set(['src', 'migration', 'config']);

interface Uses {
  readonly lines: number;
  /** the line that shows it best: an import, else the first */
  readonly line: number;
  readonly quote: string;
  readonly imports: boolean;
}

const IMPORT =
  /^\s*(?:import\b|from\b.*\bimport\b|(?:const|let|var)\b.*\brequire\(|require(?:_relative)?\b|use\b|using\b|#include\b|extern crate\b|gem\b|FROM\b|image:|uses:)/;

function usesIn(text: string, pattern: RegExp): Uses | null {
  let lines = 0;
  let best: Omit<Uses, 'lines'> | null = null;
  for (const [index, source] of text.split('\n').entries()) {
    if (source.length > 400 || !pattern.test(source)) continue;
    lines += 1;
    const imports = IMPORT.test(source);
    if (best === null || (imports && !best.imports)) best = { line: index + 1, quote: source, imports };
  }
  return best === null ? null : { ...best, lines };
}

function usageFact(path: string, role: FileRole, { lines, line, quote, imports }: Uses) {
  return draft('usage', {
    path,
    line,
    quote,
    subject: role,
    value: lines,
    text: `${count(lines, 'line')} with it${imports ? ', and imports it' : ''}`,
    data: { role, imports },
  });
}

/** Words that say nothing of what is used. */
const NOISE =
  /^(?:the|a|an|our|old|new|legacy|current|existing|version|library|package|framework|from|to|v?\d+(?:[.x]\d*)*(?:\.x)?\+?)$/i;

/**
 * Matches lines with a name as it is written in code: `date-fns` also as `date_fns`, `dateFns` and `date fns`. Null where
 * a text has no name in it.
 */
export function usagePattern(from: string): RegExp | null {
  const words = from
    .replace(/[`"']/g, '')
    .split(/\s+/)
    .map((word) => word.replace(/@v?\d[\w.]*$/, '').replace(/^v(?=\d)/, ''))
    .filter((word) => word !== '' && !NOISE.test(word));
  const parts = words.flatMap((word) => word.split(/[-_\s]+/)).filter((part) => part !== '');
  const name = parts.join('');
  if (name.length < 2 || !/\p{L}/u.test(name)) return null;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped.join('[-_ ]?')}(?![\\p{L}\\p{N}])`, 'iu');
}
