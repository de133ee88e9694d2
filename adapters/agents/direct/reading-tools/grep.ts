/** The tool `grep`: where a pattern occurs. */
import { z } from 'zod';
import type { GrepHit } from '../../../../runner/core/ports/repository.ts';
import { clippedLine, counted, fitting } from './caps.ts';
import { type CommitReader, OUTSIDE, refusal } from './commit-reader.ts';
import { readingTool, SideInput } from './reading-tool.ts';

const MOST_HITS = 150;
const MOST_LINE = 240;

export const grep = readingTool({
  kind: 'search',
  description: `Searches every text file of the repository line by line, and shows at most ${MOST_HITS} hits as path:line: text. Upper and lower case differ.`,
  input: z.object({
    pattern: z.string().min(1).max(1_000).describe('a POSIX extended regular expression'),
    fixed: z.boolean().optional().describe('take the pattern as plain text'),
    word: z.boolean().optional().describe('whole words only'),
    glob: z.string().max(500).optional().describe('only files like this, such as "src/**/*.ts"'),
    side: SideInput,
  }),
  title: ({ pattern, glob }) => `grep ${pattern}${glob === undefined ? '' : ` in ${glob}`}`,
  async run({ pattern, fixed = false, word = false, glob, side = 'head' }, reader: CommitReader) {
    if (glob !== undefined && /^[/~]|(^|\/)\.\.(\/|$)|\0/.test(glob)) {
      throw refusal(
        OUTSIDE,
        `${JSON.stringify(glob)} is outside the repository. Globs are relative to its root.`,
      );
    }
    const narrowed = glob === undefined ? {} : { glob };
    const query = { pattern, fixed, word, side, most: MOST_HITS + 1, ...narrowed };
    const hits = await reader.repository.grep(query);
    if (hits.length === 0) return `No hits for ${pattern}${glob === undefined ? '' : ` in ${glob}`}.`;
    const lines = await maskedHits(hits.slice(0, MOST_HITS), side, reader);
    const shown = fitting(lines, MOST_HITS);
    const more = hits.length > shown.length;
    const count = more
      ? `the first ${shown.length} hits; there are more, so narrow it down`
      : counted(hits.length, 'hit');
    return [`${pattern}: ${count}`, ...shown].join('\n');
  },
});

/**
 * Returns each hit with the text of the masked file: a single line from the middle of a key can't be recognized as
 * secret.
 */
async function maskedHits(
  hits: readonly GrepHit[],
  side: 'head' | 'base',
  reader: CommitReader,
): Promise<string[]> {
  const lines: string[] = [];
  for (const [path, here] of Map.groupBy(hits, (hit) => hit.path)) {
    const file = await reader.files(path, side);
    for (const hit of here) {
      const line = (file?.lines[hit.line - 1] ?? hit.text).trim();
      lines.push(`${path}:${hit.line}: ${clippedLine(line, MOST_LINE)}`);
    }
  }
  return lines;
}
