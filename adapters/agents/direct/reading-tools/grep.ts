/** The tool `grep`: where a pattern occurs. */
import { z } from 'zod';
import type { GrepHit } from '../../../../runner/core/ports/repository.ts';
import { clippedLine, counted, fitting } from './caps.ts';
import { type CommitReader, OUTSIDE, refusal } from './commit-reader.ts';
import { readingTool, SideInput } from './reading-tool.ts';
import { ALL_FILES, isSetAside } from './set-aside.ts';

const MOST_HITS = 150;
const MOST_LINE = 240;

/** Hits that are looked through, so that generated files at the front do not hide all others. */
const MOST_FOUND = 1_000;

export const grep = readingTool({
  kind: 'search',
  description: `Searches every text file of the repository line by line, and shows at most ${MOST_HITS} hits as path:line: text. Upper and lower case differ. Generated, vendored, minified and lock files are left out.`,
  input: z.object({
    pattern: z.string().min(1).max(1_000).describe('a POSIX extended regular expression'),
    fixed: z.boolean().optional().describe('take the pattern as plain text'),
    word: z.boolean().optional().describe('whole words only'),
    glob: z
      .string()
      .max(500)
      .optional()
      .describe('only files like this: "src/**/*.{ts,tsx}", or "*.py" in every folder'),
    all: z.boolean().optional().describe(ALL_FILES),
    side: SideInput,
  }),
  title: ({ pattern, glob }) => `grep ${pattern}${glob === undefined ? '' : ` in ${glob}`}`,
  async run(
    { pattern, fixed = false, word = false, glob, all = false, side = 'head' },
    reader: CommitReader,
  ) {
    checkGlob(glob);
    const narrowed = glob === undefined ? {} : { glob };
    const found = await reader.repository.grep({ pattern, fixed, word, side, most: MOST_FOUND, ...narrowed });
    if (found.length === 0) return nothing(pattern, glob, side, reader);
    // A glob that names such a file asks for it.
    const wanted =
      all || isSetAside(glob ?? '') ? found : found.filter(({ path, text }) => !isSetAside(path, text));
    const aside = found.length - wanted.length;
    const note =
      aside === 0
        ? []
        : [`${counted(aside, 'hit')} in generated, vendored or minified files left out; ask with all: true`];
    if (wanted.length === 0) return [`No other hits for ${pattern}.`, ...note].join('\n');
    const lines = await maskedHits(wanted.slice(0, MOST_HITS), side, reader);
    const shown = fitting(lines, MOST_HITS);
    const more = wanted.length > shown.length || found.length === MOST_FOUND;
    const count = more
      ? `the first ${shown.length} hits; there are more, so narrow it down`
      : counted(wanted.length, 'hit');
    return [`${pattern}: ${count}`, ...note, ...shown].join('\n');
  },
});

export function checkGlob(glob: string | undefined): void {
  if (glob === undefined || !/^[/~]|(^|\/)\.\.(\/|$)|\0/.test(glob)) return;
  throw refusal(
    OUTSIDE,
    `${JSON.stringify(glob)} is outside the repository. Globs are relative to its root.`,
  );
}

/** That a glob matches nothing is a mistake in the call; that a pattern does not is an answer. */
async function nothing(
  pattern: string,
  glob: string | undefined,
  side: 'head' | 'base',
  { repository }: CommitReader,
): Promise<string> {
  if (glob === undefined) return `No hits for ${pattern}.`;
  const some = await repository.grep({ pattern: '^', fixed: false, side, glob, most: 1 });
  return some.length === 0
    ? `The glob ${glob} matched 0 text files, so nothing was searched. Use list to see what is there.`
    : `No hits for ${pattern} in ${glob}.`;
}

/**
 * Returns each hit with the text of the masked file: a single line from the middle of a key can't be recognized as
 * secret.
 */
export async function maskedHits(
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
