/**
 * Reads a folder that is not a git repository as one commit made of its files. The commit is stored in a private repository;
 * its author and date are fixed, so that the same contents always have the same commit name.
 */
import { randomUUID } from 'node:crypto';
import { copyFile, lstat, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import { type Git, gitFailed, gitIn } from './git.ts';
import { ensureRepository, folderFor } from './private-repository.ts';
import { displayPath } from './quoted-path.ts';
import type { Source } from './source.ts';
import type { FolderTarget } from './target.ts';

/** Every file is stored byte for byte. */
const ATTRIBUTES = '* -text !eol -ident -filter !working-tree-encoding !diff !merge\n';
const NOBODY = {
  GIT_AUTHOR_NAME: 'Baton',
  GIT_AUTHOR_EMAIL: 'baton@localhost',
  GIT_AUTHOR_DATE: '946684800 +0000',
  GIT_COMMITTER_NAME: 'Baton',
  GIT_COMMITTER_EMAIL: 'baton@localhost',
  GIT_COMMITTER_DATE: '946684800 +0000',
};
/** A folder is copied into the private repository; above these sizes it is more likely a disk than a project. */
const MOST_FILES = 200_000;
const MOST_BYTES = 2e9;

/** Takes a snapshot of the folder, unless the wanted commit exists already. */
export async function folderSource(
  home: string,
  target: FolderTarget,
  wanted: string | null,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Source> {
  const dir = folderFor(home, 'folder', target.path);
  await ensureRepository(dir, {
    objectFormat: 'sha1',
    bare: true,
    head: 'ref: refs/heads/snapshot',
    alternates: [],
    links: {},
    attributes: ATTRIBUTES,
  });
  const git = gitIn(dir, environment, signal);
  const there = wanted !== null && (await git.run(['cat-file', '-e', `${wanted}^{commit}`])).code === 0;
  const snapshot = there ? { sha: wanted, notes: [] } : await takeSnapshot(git, target.path, home);
  const plain = 'this folder is not a git repository: its files are read as one commit, without history';
  return {
    git,
    head: snapshot.sha,
    defaults: [],
    history: 'none',
    notes: [plain, ...target.notes, ...snapshot.notes],
    remote: null,
    stale: null,
    partial: false,
    lostHead: async () => null,
    workTree: null,
  };
}

async function takeSnapshot(git: Git, path: string, home: string): Promise<{ sha: string; notes: string[] }> {
  const kept = join(git.dir, 'index');
  const index = join(git.dir, `index.${randomUUID()}`);
  try {
    // The last snapshot's index has the file times, so that only changed files are read again.
    await copyFile(kept, index).catch(() => undefined);
    const environment = { GIT_WORK_TREE: path, GIT_INDEX_FILE: index };
    const { nested, files } = await listing(git, path, home, join(git.dir, `index.${randomUUID()}`));
    if (files === 0) throw empty(path);
    const without = nested.map((name) => Buffer.concat([Buffer.from(':(top,exclude,literal)'), name]));
    const args = [
      '-c',
      'advice.addEmbeddedRepo=false',
      'add',
      '-A',
      '--ignore-errors',
      '--',
      ':/',
      ...without,
    ];
    const added = await git.run(args, { environment, time: 300_000 });
    if (added.code > 1 && added.code !== 123) throw gitFailed(added);
    const tree = (await git.output(['write-tree'], { environment })).toString().trim();
    if ((await git.output(['ls-tree', tree])).length === 0) throw empty(path);
    const commit = ['commit-tree', tree, '-m', 'The folder as it was read'];
    const sha = (await git.output(commit, { environment: NOBODY })).toString().trim();
    await rename(index, kept);
    const notes = [];
    const names = nested.filter((name) => !insideHome(path, home, name)).map(displayPath);
    if (names.length > 0) notes.push(`repositories inside it are left out: ${names.slice(0, 5).join(', ')}`);
    if (added.code !== 0) notes.push('files that could not be read are left out');
    return { sha, notes };
  } finally {
    await rm(index, { force: true });
  }
}

/** Counts the files that are not ignored, and lists what to leave out: nested repositories and Baton's home. */
async function listing(
  git: Git,
  path: string,
  home: string,
  emptyIndex: string,
): Promise<{ files: number; nested: Buffer[] }> {
  const environment = { GIT_WORK_TREE: path, GIT_INDEX_FILE: emptyIndex };
  const output = await git.output(['ls-files', '--others', '--exclude-standard', '-z'], {
    environment,
    time: 60_000,
  });
  const nested: Buffer[] = [];
  let files = 0;
  let bytes = 0;
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    const name = output.subarray(start, end);
    start = end + 1;
    if (name.at(-1) === 47) nested.push(name.subarray(0, -1));
    else if (!insideHome(path, home, name)) {
      files += 1;
      bytes += await sizeOf(Buffer.concat([Buffer.from(path + sep), name]));
    }
    if (files > MOST_FILES || bytes > MOST_BYTES) throw tooLarge(path);
  }
  const own = relative(path, home);
  if (own !== '' && own !== '..' && !own.startsWith(`..${sep}`)) nested.push(Buffer.from(own));
  return { files, nested };
}

async function sizeOf(file: Buffer): Promise<number> {
  const info = await lstat(file).catch(() => null);
  return info?.size ?? 0;
}

function insideHome(path: string, home: string, name: Buffer): boolean {
  const own = relative(path, home);
  const text = name.toString();
  return own !== '' && (text === own || text.startsWith(`${own}${sep}`));
}

function empty(path: string): BatonError {
  const message = `${path} has no files to read (or ignores them all). Name a folder that has some.`;
  return new BatonError('refused', 'empty_folder', message, { path: '--project' });
}

function tooLarge(path: string): BatonError {
  const remedy = 'Leave out what is not source with a .gitignore, or make it a git repository.';
  const message = `${path} is no git repository and holds more than ${MOST_FILES} files or 2 GB. ${remedy}`;
  return new BatonError('refused', 'folder_too_large', message, { path: '--project' });
}
