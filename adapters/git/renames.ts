/** What became of the files of an earlier commit, and which commits are in the history of the pinned one. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Renames } from '../../runner/core/ports/repository.ts';
import { FATAL, type Git, gitFailed } from './git.ts';
import { displayLatin1 } from './quoted-path.ts';

const TIME_LIMIT_MS = 120_000;
/** Time limit for comparing contents; what is not compared in time is as if it were not in the clone. */
const COMPARISON_LIMIT_MS = 60_000;
/** Beyond this number of files on both sides git compares no contents. */
const MOST_COMPARED = 1_000;
const DIFF = ['diff-tree', '-r', '-z', '--raw', '--no-ext-diff', '--no-textconv'];
/** Renamed files that git finds by content, and those that it finds by name of content, without reading any. */
const BY_CONTENT = ['-M', `-l${MOST_COMPARED}`];
const UNCHANGED = ['-M100%'];

/** Nothing is known. */
export const NO_RENAMES: Renames = { renamed: new Map(), deleted: new Set(), complete: false };

/** Where contents are not in the clone, or take too long, only files are followed that were renamed unchanged. */
export async function readRenames(git: Git, from: string, to: string): Promise<Renames> {
  if ((await present(git, [from])).length === 0) return NO_RENAMES;
  const compared = await git
    .run([...DIFF, ...BY_CONTENT, from, to], { time: COMPARISON_LIMIT_MS })
    .catch(unlessTooSlow);
  if (compared?.code === 0) return parse(compared.stdout, true);
  if (compared !== null && compared.code !== FATAL) throw gitFailed(compared);
  const listed = await git.run([...DIFF, ...UNCHANGED, from, to], { time: TIME_LIMIT_MS });
  // Not even the trees are there.
  if (listed.code === FATAL) return NO_RENAMES;
  if (listed.code !== 0) throw gitFailed(listed);
  return parse(listed.stdout, false);
}

function unlessTooSlow(error: unknown): null {
  if (error instanceof BatonError && error.code === 'git_timeout') return null;
  throw error;
}

/** Every `:mode mode oid oid status\0path\0`; a renamed file has two paths. */
function parse(output: Buffer, contents: boolean): Renames {
  const fields = output.toString('latin1').split('\0');
  const renamed = new Map<string, string>();
  const deleted = new Set<string>();
  let added = 0;
  for (let at = 0; fields[at]?.startsWith(':'); at += 1) {
    const status = fields[at]?.split(' ')[4]?.slice(0, 1);
    const path = displayLatin1(fields[++at] ?? '');
    if (status === 'R') renamed.set(path, displayLatin1(fields[++at] ?? ''));
    else if (status === 'D') deleted.add(path);
    else if (status === 'A') added += 1;
  }
  return { renamed, deleted, complete: contents && added * deleted.size <= MOST_COMPARED ** 2 };
}

/** Returns those that are in the history of `of`, itself included; none of a history that cannot be walked. */
export async function ancestorsOf(
  git: Git,
  commits: readonly string[],
  of: string,
): Promise<ReadonlySet<string>> {
  const there = await present(git, [...new Set(commits)]);
  if (there.length === 0) return new Set();
  // What is reached from them and not from the commit: one of its ancestors is not in that list.
  const input = Buffer.from(`${there.join('\n')}\n^${of}\n`);
  const walked = await git.run(['rev-list', '--stdin'], { input, time: TIME_LIMIT_MS, bytes: 1e9 });
  if (walked.code === FATAL) return new Set();
  if (walked.code !== 0) throw gitFailed(walked);
  const beside = new Set(walked.stdout.toString('latin1').split('\n'));
  return new Set(there.filter((sha) => !beside.has(sha)));
}

/** The commits whose objects are in the clone. Other text than a full object name is none. */
async function present(git: Git, commits: readonly string[]): Promise<string[]> {
  const named = commits.filter((sha) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha));
  if (named.length === 0) return [];
  const input = Buffer.from(named.map((sha) => `${sha}\n`).join(''));
  const output = await git.output(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  const lines = output.toString('latin1').split('\n');
  return named.filter((sha, at) => lines[at] === `${sha} commit`);
}
