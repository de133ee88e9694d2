/**
 * Writes a tree of readable entries to the private repository, so that git can search, compare or check it out without
 * stopping at missing objects.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry } from '../../runner/core/ports/repository.ts';
import type { Git } from './git.ts';
import { rawPath } from './quoted-path.ts';

const MODES: Readonly<Record<FileEntry['kind'], string | null>> = {
  file: '100644',
  executable: '100755',
  symlink: '120000',
  submodule: '160000',
  folder: null,
};

/** Returns the tree's object name. The same entries give the same tree, so writing it again adds nothing. */
export async function writeReadableTree(git: Git, entries: readonly FileEntry[]): Promise<string> {
  const index = join(git.dir, `index.${randomUUID()}`);
  const environment = { GIT_INDEX_FILE: index };
  try {
    const input = Buffer.concat(entries.flatMap(indexLine));
    await git.output(['update-index', '-z', '--index-info'], { environment, input, time: 60_000 });
    const tree = await git.output(['write-tree', '--missing-ok'], { environment, time: 60_000 });
    return tree.toString().trim();
  } finally {
    await rm(index, { force: true });
  }
}

function indexLine({ kind, oid, path }: FileEntry): Buffer[] {
  const mode = MODES[kind];
  if (mode === null) return [];
  return [Buffer.from(`${mode} ${oid}\t`), pathBytes(path), Buffer.alloc(1)];
}

/** Returns the bytes of a listed path. */
export function pathBytes(path: string): Buffer {
  const raw = rawPath(path);
  return typeof raw === 'string' ? Buffer.from(raw) : raw;
}
