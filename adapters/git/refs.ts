/** Resolves a ref to a commit: found, absent, or present but unreadable. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokenRepository, type Damage, damaged, gitsWords, objectDamage } from './damage.ts';
import type { Git } from './git.ts';
import { refDamage, refsDamage } from './ref-damage.ts';

/** Matches texts that can't name a commit: options, ranges, paths, searches, globs, blanks at an end, controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_A_REF = /^-|^\s*$|^\s|\s$|[\u0000-\u001f\u007f:*?[\\]|\.\.|\^[@!/-]|\^\{\/|^\^|@\{-/;
export const MOST_LENGTH = 250;
export const FULL_NAME = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
export const SHORT_NAME = /^[0-9a-f]{4,64}$/i;
/** How far behind a commit its history is read to tell a missing ancestor from an unreadable one. */
const MOST_COMMITS = 10_000;

export type Found =
  | { readonly type: 'commit'; readonly sha: string }
  | { readonly type: 'absent' }
  | { readonly type: 'unreadable'; readonly damage: Damage };

/** Looks a ref up, also among the remote branches of `origin`. */
export async function lookUp(git: Git, ref: string): Promise<Found> {
  if (!isRef(ref)) return { type: 'absent' };
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const sha = await objectOf(git, `${name}^{commit}`);
    if (sha !== null) return { type: 'commit', sha };
    const damage = await damageOf(git, name);
    if (damage !== null) return { type: 'unreadable', damage };
  }
  return { type: 'absent' };
}

/** Returns the commit that a ref names; null if there is none. Throws `broken_repository` if it can't be read. */
export async function findCommit(
  git: Git,
  ref: string,
  what = `${printable(ref)} cannot be read`,
): Promise<string | null> {
  const found = await lookUp(git, ref);
  if (found.type === 'unreadable') throw brokenRepository(what, found.damage);
  return found.type === 'commit' ? found.sha : null;
}

export function isRef(ref: string): boolean {
  return ref.length <= MOST_LENGTH && !NOT_A_REF.test(ref);
}

async function objectOf(git: Git, name: string): Promise<string | null> {
  const { code, stdout } = await git.run(['rev-parse', '--verify', '--quiet', name], { bytes: 10_000 });
  const sha = stdout.toString().trim();
  return code === 0 && FULL_NAME.test(sha) ? sha : null;
}

/** Returns the damage that keeps a name from resolving to a commit; null if there is no such commit. */
async function damageOf(git: Git, name: string): Promise<Damage | null> {
  const base = name.split(/[~^]|@\{/)[0] || 'HEAD';
  const looked = await git.run(['rev-parse', '--verify', '--quiet', base], { bytes: 10_000 });
  const sha = looked.stdout.toString().trim();
  if (looked.code === 0 && FULL_NAME.test(sha)) return behindDamage(git, sha, base, base !== name);
  for (const candidate of await fullNames(git, base)) {
    const damage = await refDamage(git, candidate);
    if (damage !== null) return damage;
  }
  // 1 means that there is no such name; any other code, that git failed to look.
  if (looked.code !== 1) return (await refsDamage(git)) ?? damaged(gitsWords(git, looked));
  return SHORT_NAME.test(base) ? objectDamage(git, base.toLowerCase()) : null;
}

/** Returns why the object behind a name is not a readable commit. */
async function behindDamage(git: Git, sha: string, base: string, hasSuffix: boolean): Promise<Damage | null> {
  const outcome = await git.run(['cat-file', '-t', sha]);
  if (outcome.code !== 0) {
    const found = await objectDamage(git, sha);
    if (found !== null) return found;
    // git resolves a full object name to itself, even if there is no such object.
    const typed = base === sha && !/^error:/m.test(outcome.stderr);
    return typed ? null : damaged(await wordsOn(git, sha));
  }
  const type = outcome.stdout.toString().trim();
  if (type === 'tag') {
    const target = await git.run(['rev-parse', '--verify', `${sha}^{}`]);
    return target.code === 0 ? null : ((await objectDamage(git, null)) ?? damaged(gitsWords(git, target)));
  }
  if (type !== 'commit') return null;
  if ((await objectOf(git, `${sha}^{commit}`)) === null) return damaged(await wordsOn(git, sha));
  if (!hasSuffix) return null;
  const walked = await git.run(['rev-list', '--quiet', `--max-count=${MOST_COMMITS}`, sha, '--'], {
    time: 60_000,
  });
  if (walked.code === 0) return null;
  return (await objectDamage(git, null)) ?? damaged(gitsWords(git, walked));
}

async function wordsOn(git: Git, sha: string): Promise<string> {
  const outcome = await git.run(['cat-file', 'commit', sha]);
  return outcome.code === 0
    ? `${short(sha)} is not what its name says`
    : `${short(sha)}: ${gitsWords(git, outcome)}`;
}

/** Returns the full names that git tries for a name; for HEAD, the branch that it points to. */
export async function fullNames(git: Git, name: string): Promise<string[]> {
  if (name === 'HEAD' || name === '@') {
    const branch = await headBranch(git);
    return branch === null ? [] : [branch];
  }
  const below = ['refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'].map((folder) => `${folder}${name}`);
  return name.startsWith('refs/') ? [name] : [...below, `refs/remotes/${name}/HEAD`];
}

/** Returns the first of these full ref names that exists, with its short name. */
export async function firstRef(
  git: Git,
  candidates: readonly string[],
): Promise<{ name: string; sha: string } | null> {
  for (const candidate of candidates) {
    const sha = await findCommit(git, candidate, `The default branch, ${candidate}, cannot be read`);
    if (sha === null) continue;
    const symbolic = await git.run(['symbolic-ref', '--quiet', candidate]);
    const full = symbolic.code === 0 ? symbolic.stdout.toString().trim() : candidate;
    return { name: full.replace(/^refs\/(heads|tags|remotes\/origin)\//, ''), sha };
  }
  return null;
}

/** Returns the full name of the branch that HEAD points to, even one without commits or a damaged one; null if HEAD is detached. */
export async function headBranch(git: Git): Promise<string | null> {
  // git reports no branch for a HEAD whose branch is damaged.
  const text = await readFile(join(git.dir, 'HEAD'), 'utf8').catch(() => '');
  return /^ref: *(refs\/\S+)/.exec(text)?.[1] ?? null;
}

export function short(sha: string): string {
  return sha.slice(0, 7);
}

/** Formats a ref as typed for a message. */
export function printable(ref: string): string {
  const clean = ref.replace(/\p{C}/gu, '\u{fffd}');
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean;
}
