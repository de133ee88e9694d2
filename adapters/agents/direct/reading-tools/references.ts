/** The tool `references`: where a symbol is declared, and where it is used. */
import { z } from 'zod';
import type { GrepHit } from '../../../../runner/core/ports/repository.ts';
import { counted, fitting } from './caps.ts';
import type { CommitReader } from './commit-reader.ts';
import { maskedHits } from './grep.ts';
import { readingTool, SideInput } from './reading-tool.ts';
import { ALL_FILES, isSetAside } from './set-aside.ts';

const MOST_SHOWN = 120;
const MOST_FOUND = 2_000;

export const references = readingTool({
  kind: 'search',
  description: `Finds a symbol as a whole word, in any language: its declarations first, then its uses in source, then those in tests, at most ${MOST_SHOWN}. It matches by spelling: another thing of that name is found too.`,
  input: z.object({
    symbol: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[\p{L}\p{N}_$]+$/u)
      .describe('one identifier, such as "parseCart"'),
    all: z.boolean().optional().describe(ALL_FILES),
    side: SideInput,
  }),
  title: ({ symbol }) => `references of ${symbol}`,
  async run({ symbol, all = false, side = 'head' }, reader: CommitReader) {
    const query = { pattern: symbol, fixed: true, word: true, side, most: MOST_FOUND };
    const found = await reader.repository.grep(query);
    const hits = all ? found : found.filter(({ path, text }) => !isSetAside(path, text));
    if (hits.length === 0) return `${symbol} stands nowhere.`;
    const ordered = hits.toSorted((a, b) => rank(a, symbol) - rank(b, symbol));
    const shown = fitting(await maskedHits(ordered.slice(0, MOST_SHOWN), side, reader), MOST_SHOWN);
    const files = new Set(hits.map(({ path }) => path)).size;
    const declared = hits.filter((hit) => declares(hit.text, symbol)).length;
    const rest = hits.length > shown.length ? `; the first ${shown.length} are shown` : '';
    const cut = found.length === MOST_FOUND ? ' or more' : '';
    return [
      `${symbol}: ${counted(hits.length, 'place')}${cut} in ${counted(files, 'file')}, ${counted(declared, 'declaration')} first${rest}`,
      ...shown,
    ].join('\n');
  },
});

const DECLARING = String.raw`(?:function\*?|class|interface|type|enum|struct|trait|module|namespace|def|fn|fun|func|const|let|var|val|static|macro_rules!|#define)`;

/** Whether a line looks like the declaration of a symbol. */
function declares(line: string, symbol: string): boolean {
  const name = symbol.replaceAll('$', '\\$');
  return new RegExp(`(^|[^\\w.])${DECLARING}\\s+(?:\\([^)]*\\)\\s*)?${name}(?![\\w$])`).test(line);
}

const TEST = /(^|\/)(tests?|__tests__|spec)\/|\.(test|spec)\.|_test\.|(^|\/)test_/;

function rank({ path, text }: GrepHit, symbol: string): number {
  if (declares(text, symbol)) return 0;
  return TEST.test(path) ? 2 : 1;
}
