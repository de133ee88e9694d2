/**
 * Manages the refs of a mirror. A fetch writes to `refs/baton/incoming`; once its commits have arrived and been checked,
 * renaming one file replaces all refs of the mirror.
 */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { setHead } from './private-repository.ts';

export const INCOMING = 'refs/baton/incoming/';
/** HEAD of a mirror names this if the remote's HEAD names a branch that does not exist. */
export const NO_BRANCH = 'refs/baton/no-default-branch';

/** Returns full name (as latin1) → object name of every ref; null if git can't read them. */
export async function mirrorRefs(git: Git): Promise<Map<string, string> | null> {
  const { code, stdout, stderr } = await git.run(['for-each-ref', '--format=%(objectname) %(refname)']);
  if (code !== 0 || stderr.trim() !== '') return null;
  const lines = stdout.toString('latin1').split('\n').slice(0, -1);
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}

/** Removes what a killed fetch left behind. */
export async function clearIncoming(git: Git): Promise<void> {
  await rm(join(git.dir, INCOMING), { recursive: true, force: true });
}

/** Replaces all branches and tags of the mirror with these. Other refs are kept. */
export async function replaceRefs(
  git: Git,
  refs: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
  head: string,
): Promise<void> {
  const others = [...before].filter(
    ([name]) => !/^refs\/(heads|tags)\//.test(name) && !name.startsWith(INCOMING),
  );
  const lines = [...others, ...refs].map(([name, sha]) => Buffer.from(`${sha} ${name}\n`, 'latin1'));
  const draft = join(git.dir, `packed-refs.${randomUUID()}`);
  await writeFile(draft, Buffer.concat(lines));
  await rename(draft, join(git.dir, 'packed-refs'));
  // A ref in its own file would take precedence over the packed one.
  for (const name of ['heads', 'tags'])
    await rm(join(git.dir, 'refs', name), { recursive: true, force: true });
  await setHead(git.dir, head);
  await clearIncoming(git);
}

/** Writes the refs of a clone whose objects are borrowed, so that a fetch asks only for what the clone lacks. */
export async function writeBorrowedRefs(git: Git, refs: ReadonlyMap<string, string>): Promise<void> {
  const shas = [...new Set(refs.values())].sort();
  const lines = shas.map((sha) => `${sha} refs/baton/borrowed/${sha}\n`);
  await writeFile(join(git.dir, 'packed-refs'), lines.join(''));
}
