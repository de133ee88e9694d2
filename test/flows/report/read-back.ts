/** Reads the citations of a rendered report back, as a reader with the repository at hand would. */
export interface ReadCitation {
  readonly path: string;
  readonly start: number;
  /** the last line that the place names; the same as `start` for one line */
  readonly end: number;
  readonly side: 'head' | 'base';
  /** what the cited lines look like, trimmed, from the first on: `***` is any secret, `…` any rest */
  readonly lines: readonly RegExp[];
}

/** A place in code, perhaps the text of a link. */
const PLACE = /\[?(`+) ?([^`\n]+?):(\d+)(?:-(\d+))? ?\1(?:\]\([^)\s]+\))?( \(base\))?/.source;
const QUOTED = new RegExp(`${PLACE} — (\`+)( ?)(.+?)\\7\\6(?!\`)`, 'g');
const FENCED = new RegExp(`^${PLACE}\\n(\`{3,})[a-z0-9]*\\n([\\s\\S]*?)\\n\\6$`, 'gm');

export function citationsIn(report: string): ReadCitation[] {
  const fenced = [...report.matchAll(FENCED)].map((match) => readCitation(match, match[7] ?? ''));
  // What stands in a fence is the repository's text, not the report's.
  const rest = report.replace(FENCED, '');
  return [...fenced, ...[...rest.matchAll(QUOTED)].map((match) => readCitation(match, match[8] ?? ''))];
}

function readCitation([, , path = '', start = '', end, base]: RegExpExecArray, text: string): ReadCitation {
  return {
    path,
    start: Number(start),
    end: Number(end ?? start),
    side: base === undefined ? 'head' : 'base',
    lines: text
      .replaceAll('\u200b', '')
      .split('\n')
      .map((line) => patternOf(line.trim())),
  };
}

function patternOf(quote: string): RegExp {
  const cut = quote.endsWith('…');
  const source = (cut ? quote.slice(0, -1) : quote)
    .split('***')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.+');
  return new RegExp(`^${source}${cut ? '' : '$'}`);
}
