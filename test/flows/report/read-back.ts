/** Reads the citations of a rendered report back, as a reader with the repository at hand would. */
export interface ReadCitation {
  readonly path: string;
  readonly start: number;
  readonly side: 'head' | 'base';
  /** what the cited line looks like: `***` is any secret, `…` any rest */
  readonly quote: RegExp;
}

const CITATION = /(`+) ?([^`\n]+?):(\d+)(?:-\d+)? ?\1( \(base\))? — (`+)( ?)(.+?)\6\5(?!`)/g;

export function citationsIn(report: string): ReadCitation[] {
  return [...report.matchAll(CITATION)].map(([, , path = '', start = '', base, , , quote = '']) => ({
    path,
    start: Number(start),
    side: base === undefined ? 'head' : 'base',
    quote: patternOf(quote.replaceAll('\u200b', '')),
  }));
}

function patternOf(quote: string): RegExp {
  const cut = quote.endsWith('…');
  const source = (cut ? quote.slice(0, -1) : quote)
    .replace(/[\\^$.+?()[\]{}|]/g, '\\$&')
    .replaceAll('***', '.+');
  return new RegExp(`^${source}${cut ? '' : '$'}`);
}
