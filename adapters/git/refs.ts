/** From what a person typed to a commit. */
import { BatonError, nearest } from '../../runner/core/errors.ts';
import type { Git } from './git.ts';

/** What no branch, tag, commit or `HEAD~2` has: options, ranges, paths, searches, globs, blanks at an end, controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_A_REF = /^-|^\s*$|^\s|\s$|[\u0000-\u001f\u007f:*?[\\]|\.\.|\^[@!/-]|\^\{\/|^\^|@\{-/;
const MOST_LENGTH = 250;

/** The commit behind a ref, a remote branch of `origin` included; null when there is none. */
export async function findCommit(git: Git, ref: string): Promise<string | null> {
  if (ref.length > MOST_LENGTH || NOT_A_REF.test(ref)) return null;
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const args = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`];
    const { code, stdout } = await git.run(args, { bytes: 10_000 });
    const sha = stdout.toString().trim();
    if (code === 0 && /^[0-9a-f]{40,64}$/.test(sha)) return sha;
  }
  return null;
}

/** Throws `refused` (`unknown_ref`) that names the option and the nearest refs. */
export async function resolveCommit(git: Git, ref: string, option: '--base' | '--head'): Promise<string> {
  const sha = await findCommit(git, ref);
  if (sha !== null) return sha;
  const args = [
    'for-each-ref',
    '--count=5000',
    '--format=%(refname:lstrip=2)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  ];
  const listed = (await git.output(args))
    .toString()
    .split('\n')
    .filter((name) => name !== '');
  const names = [...new Set(listed.flatMap((name) => [name, name.replace(/^origin\//, '')]))];
  const near = nearest(ref.slice(0, MOST_LENGTH), names);
  const hint = near.length > 0 ? `Nearest: ${near.join(', ')}.` : someOf(names);
  const message = `There is no branch, tag or commit "${printable(ref)}". ${hint}`;
  throw new BatonError('refused', 'unknown_ref', message, { path: option });
}

/** The first of these full ref names that exists, with the short name people call it by. */
export async function firstRef(
  git: Git,
  candidates: readonly string[],
): Promise<{ name: string; sha: string } | null> {
  for (const candidate of candidates) {
    const sha = await findCommit(git, candidate);
    if (sha === null) continue;
    const symbolic = await git.run(['symbolic-ref', '--quiet', candidate]);
    const full = symbolic.code === 0 ? symbolic.stdout.toString().trim() : candidate;
    return { name: full.replace(/^refs\/(heads|tags|remotes\/origin)\//, ''), sha };
  }
  return null;
}

/** The name of the branch that HEAD is; null when it is detached. */
export async function currentBranch(git: Git): Promise<string | null> {
  const { code, stdout } = await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return code === 0 ? stdout.toString().trim() : null;
}

export function short(sha: string): string {
  return sha.slice(0, 7);
}

/** A ref as typed, fit for a message. */
export function printable(ref: string): string {
  const clean = ref.replace(/\p{C}/gu, '\u{fffd}');
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean;
}

function someOf(names: readonly string[]): string {
  if (names.length === 0) return 'The repository has no branches or tags.';
  return `There are: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.`;
}
