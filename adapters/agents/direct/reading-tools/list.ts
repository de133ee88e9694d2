/** The tool `list`: lists files, by folder or by a part of the name. */
import { z } from 'zod';
import type { FileEntry } from '../../../../runner/core/ports/repository.ts';
import { counted, fitting } from './caps.ts';
import { type CommitReader, pathWithin, refusal } from './commit-reader.ts';
import { Path, readingTool, SideInput } from './reading-tool.ts';

const MOST_ENTRIES = 400;

export const list = readingTool({
  kind: 'search',
  description:
    'Lists a folder of the repository: its files with their sizes in bytes, and its folders with how many files are below each. With `match`, lists every file below the folder whose path contains that text.',
  input: z.object({
    path: Path.optional().describe('a folder, such as "src"; absent means the root'),
    match: z.string().min(1).max(200).optional().describe('part of a path, in any case, such as ".test.ts"'),
    side: SideInput,
  }),
  title: ({ path = '', match }) =>
    `list ${path === '' ? '.' : path}${match === undefined ? '' : ` for ${match}`}`,
  async run({ path = '', match, side = 'head' }, { repository }: CommitReader) {
    const folder = pathWithin(path);
    const prefix = folder === '' ? '' : `${folder}/`;
    const below = (await repository.list(side)).filter((entry) => entry.path.startsWith(prefix));
    const name = folder === '' ? 'The root' : folder;
    if (below.length === 0)
      throw refusal('no_such_folder', `There is no folder ${name} at the ${side} commit.`);
    const wanted = match?.toLowerCase();
    const found =
      wanted === undefined ? null : below.filter((entry) => entry.path.toLowerCase().includes(wanted));
    const lines = found === null ? childrenOf(prefix, below) : found.map(fileLine);
    const shown = fitting(lines, MOST_ENTRIES);
    const count = counted((found ?? below).length, 'file');
    const rest = lines.length > shown.length ? [`… ${lines.length - shown.length} more; ask for less`] : [];
    return [`${name}: ${count}${match === undefined ? '' : ` matching ${match}`}`, ...shown, ...rest].join(
      '\n',
    );
  },
});

/** Folders first, each with its count; then the files. */
function childrenOf(prefix: string, below: readonly FileEntry[]): string[] {
  const folders = new Map<string, number>();
  const files: FileEntry[] = [];
  for (const entry of below) {
    const slash = entry.path.indexOf('/', prefix.length);
    if (slash < 0) files.push(entry);
    else {
      const folder = entry.path.slice(0, slash + 1);
      if (folder === entry.path) {
        files.push(entry);
        continue;
      }
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
  }
  return [
    ...[...folders].map(([folder, count]) => `${folder} (${counted(count, 'file')})`),
    ...files.map(fileLine),
  ];
}

function fileLine({ path, size, kind, missing }: FileEntry): string {
  if (missing) return `${path} (not in the clone)`;
  return kind === 'symlink' || kind === 'submodule' ? `${path} (${kind})` : `${path} ${size}`;
}
