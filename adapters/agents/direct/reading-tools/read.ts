/** The tool `read`: lines of a file, numbered as citations need them. */
import { z } from 'zod';
import { clippedLine, counted, fitting } from './caps.ts';
import { type CommitReader, pathWithin, refusal } from './commit-reader.ts';
import { Line, Path, readingTool, SideInput } from './reading-tool.ts';

const MOST_LINES = 600;

export const read = readingTool({
  kind: 'read',
  description: `Reads a text file of the repository, at most ${MOST_LINES} lines at once. Each line comes after its number and a tab, which are not part of the file. Secrets are shown as ***.`,
  input: z.object({
    path: Path.describe('relative to the root, such as "src/main.ts"'),
    start: Line.optional().describe('first line, 1-based; absent means 1'),
    end: Line.optional().describe('last line; absent means as far as fits'),
    side: SideInput,
  }),
  title: ({ path, start, end }) => `read ${path}${start === undefined ? '' : `:${start}-${end ?? ''}`}`,
  async run({ path, start = 1, end, side = 'head' }, reader: CommitReader) {
    const file = pathWithin(path);
    const lines = await reader.lines(file, side);
    if (lines.length === 0) return `${file}: empty`;
    if (start > lines.length || (end !== undefined && end < start)) {
      const count = counted(lines.length, 'line');
      throw refusal(
        'no_such_lines',
        `${file} has ${count}: there are no lines ${start} to ${end ?? 'the end'}.`,
      );
    }
    const wanted = lines.slice(start - 1, end).map((line, at) => `${start + at}\t${clippedLine(line)}`);
    const shown = fitting(wanted, MOST_LINES);
    const last = start - 1 + shown.length;
    const rest = shown.length < wanted.length ? [`… ask again with start ${last + 1}`] : [];
    const where = side === 'base' ? ' at the base commit' : '';
    return [`${file}${where}, lines ${start}-${last} of ${lines.length}`, ...shown, ...rest].join('\n');
  },
});
