/** The tool `read`: lines of a file, numbered as citations need them. */
import { z } from 'zod';
import { clippedLine, counted, fitting } from './caps.ts';
import { type CommitReader, pathWithin, refusal } from './commit-reader.ts';
import { Line, Path, readingTool, SideInput } from './reading-tool.ts';

const MOST_LINES = 600;

const MOST_RANGES = 10;

interface Range {
  readonly start: number;
  readonly end: number | undefined;
}

export const read = readingTool({
  kind: 'read',
  description: `Reads a text file of the repository, or several ranges of it, at most ${MOST_LINES} lines at once. Each line comes after its number and a tab, which are not part of the file. Secrets are shown as ***.`,
  input: z.object({
    path: Path.describe('relative to the root, such as "src/main.ts"'),
    start: Line.optional().describe('first line, 1-based; absent means 1'),
    end: Line.optional().describe('last line; absent means as far as fits'),
    ranges: z
      .array(z.object({ start: Line, end: Line }))
      .max(MOST_RANGES)
      .optional()
      .describe('several ranges of the file at once, instead of start and end'),
    side: SideInput,
  }),
  title: ({ path, start, end, ranges = [] }) => {
    const [first] = ranges;
    if (first !== undefined)
      return `read ${path}:${ranges.map((one) => `${one.start}-${one.end}`).join(',')}`;
    return `read ${path}${start === undefined ? '' : `:${start}-${end ?? ''}`}`;
  },
  async run({ path, start = 1, end, ranges = [], side = 'head' }, reader: CommitReader) {
    const file = pathWithin(path);
    const lines = await reader.lines(file, side);
    if (lines.length === 0) return `${file}: empty`;
    const wanted: readonly Range[] = ranges.length === 0 ? [{ start, end }] : ranges;
    for (const range of wanted) checkRange(range, file, lines.length);
    const numbered = wanted.flatMap((range, at) => [
      ...(at === 0 ? [] : ['…']),
      ...lines
        .slice(range.start - 1, range.end)
        .map((line, index) => `${range.start + index}\t${clippedLine(line)}`),
    ]);
    const shown = fitting(numbered, MOST_LINES);
    const next = numbered[shown.length]?.split('\t')[0] ?? '';
    const rest =
      shown.length < numbered.length
        ? [`… ask again with start ${next === '…' ? 'of the next range' : next}`]
        : [];
    const where = side === 'base' ? ' at the base commit' : '';
    return [`${file}${where}, lines ${spansOf(wanted, shown)} of ${lines.length}`, ...shown, ...rest].join(
      '\n',
    );
  },
});

function checkRange({ start, end }: Range, file: string, length: number): void {
  if (start <= length && (end === undefined || end >= start)) return;
  throw refusal(
    'no_such_lines',
    `${file} has ${counted(length, 'line')}: there are no lines ${start} to ${end ?? 'the end'}.`,
  );
}

/** The ranges that are shown, as they are. */
function spansOf(wanted: readonly Range[], shown: readonly string[]): string {
  const parts = shown.join('\n').split('\n…\n');
  return parts
    .map((part, at) => {
      const first = wanted[at]?.start ?? 1;
      return `${first}-${first + part.split('\n').length - 1}`;
    })
    .join(', ');
}
