/** Resolves a ref as typed, or refuses it with near names; also reports what else it could mean. */
import { BatonError, nearest } from '../../runner/core/errors.ts';
import { brokenRepository, damaged, gitsWords } from './damage.ts';
import type { Git } from './git.ts';
import { refsDenied } from './ref-damage.ts';
import { FULL_NAME, fullNames, isRef, lookUp, MOST_LENGTH, printable, SHORT_NAME } from './refs.ts';

/** Throws `refused` (`unknown_ref`) that names the option and the nearest refs. */
export async function resolveCommit(git: Git, ref: string, option: '--base' | '--head'): Promise<string> {
  const found = await lookUp(git, ref);
  if (found.type === 'commit') return found.sha;
  if (found.type === 'unreadable') {
    throw brokenRepository(`${option} ${printable(ref)} cannot be read`, found.damage, { path: option });
  }
  const denied = await refsDenied(git);
  if (denied !== null) throw brokenRepository('The refs cannot be read', denied, { path: option });
  const several = await commitsNamed(git, ref);
  if (several.length > 1) {
    const message = `"${ref}" is the beginning of several commits: ${several.join(', ')}. Type more of it.`;
    throw new BatonError('refused', 'unknown_ref', message, { path: option });
  }
  const names = await refNames(git);
  const near = nearest(ref.slice(0, MOST_LENGTH), names);
  const hint = near.length > 0 ? `Nearest: ${near.join(', ')}.` : someOf(names);
  const file = (await isFile(git, ref))
    ? ` A file or folder has that name: --path ${printable(ref)} narrows the run to it.`
    : '';
  const message = `There is no branch, tag or commit "${printable(ref)}". ${hint}${file}`;
  throw new BatonError('refused', 'unknown_ref', message, { path: option });
}

/** Returns every branch and tag; remote branches of `origin` with and without that prefix. */
export async function refNames(git: Git): Promise<string[]> {
  const folders = ['refs/heads', 'refs/tags', 'refs/remotes'];
  const args = ['for-each-ref', '--count=5000', '--format=%(refname:lstrip=2)', ...folders];
  const outcome = await git.run(args);
  if (outcome.code !== 0) throw brokenRepository('The refs cannot be read', damaged(gitsWords(git, outcome)));
  const listed = outcome.stdout
    .toString()
    .split('\n')
    .filter((name) => name !== '');
  return [...new Set(listed.flatMap((name) => [name, name.replace(/^origin\//, '')]))];
}

/** Returns the commits whose names begin with the prefix, abbreviated. */
async function commitsNamed(git: Git, prefix: string): Promise<string[]> {
  if (!SHORT_NAME.test(prefix)) return [];
  const { stdout } = await git.run(['rev-parse', `--disambiguate=${prefix}`]);
  const objects = stdout
    .toString()
    .split('\n')
    .filter((sha) => FULL_NAME.test(sha));
  const input = Buffer.from(objects.map((sha) => `${sha}\n`).join(''));
  const checked = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  const lines = checked.stdout.toString().split('\n');
  return lines.flatMap((line) => (line.endsWith(' commit') ? [line.slice(0, 12)] : []));
}

async function isFile(git: Git, name: string): Promise<boolean> {
  if (!isRef(name)) return false;
  const { code, stdout } = await git.run(['ls-tree', '--name-only', 'HEAD', '--', name.replace(/\/+$/, '')]);
  return code === 0 && stdout.length > 0;
}

/** Returns a note on what else a typed name could mean, so that the person can be more precise; null if it is unambiguous. */
export async function ambiguityNote(git: Git, ref: string, sha: string): Promise<string | null> {
  const name = ref.split(/[~^]|@\{/)[0] ?? '';
  if (!isRef(ref) || name === '' || name === 'HEAD' || name === '@' || name.startsWith('refs/')) return null;
  const candidates = await fullNames(git, name);
  const args = ['for-each-ref', '--format=%(refname)', ...candidates];
  const listed = (await git.output(args)).toString().split('\n');
  const there = candidates.filter((candidate) => listed.includes(candidate));
  const call = `"${printable(name)}"`;
  const [first, second] = there;
  if (first === undefined) return null;
  if (FULL_NAME.test(name)) {
    return `${call} is the name of a commit and of ${kindOf(first)}; the commit was taken (name the other as ${first})`;
  }
  if (second !== undefined) {
    return `${call} is both ${kindOf(first)} and ${kindOf(second)}; ${first} was taken (name the other as ${second})`;
  }
  const commits = await commitsNamed(git, name);
  if (commits.some((commit) => !sha.startsWith(commit))) {
    return `${call} is ${kindOf(first)} and the beginning of commit ${commits.join(', ')}; ${first} was taken`;
  }
  if (!(await isFile(git, name))) return null;
  return `${call} is ${kindOf(first)} and a file or folder; ${first} was taken (--path narrows a run to files)`;
}

function kindOf(ref: string): string {
  if (ref.startsWith('refs/tags/')) return 'a tag';
  if (ref.startsWith('refs/heads/')) return 'a branch';
  return ref.startsWith('refs/remotes/') ? 'a remote branch' : 'a ref';
}

function someOf(names: readonly string[]): string {
  if (names.length === 0) return 'The repository has no branches or tags.';
  return `There are: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.`;
}
