/** Determines what a run about a pull request reads: the request's head, and the commit that its changes start from. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Refs } from '../../runner/core/ports/repository.ts';
import { headRef, nameOf, type PullRequest, repositoryOf } from '../../runner/core/pull-request.ts';
import { brokenRepository } from './damage.ts';
import type { Git } from './git.ts';
import { type Base, mergeBase } from './merge-base.ts';
import { FULL_NAME, findCommit, firstRef, lookUp, printable, short } from './refs.ts';
import type { Source } from './source.ts';

/** Throws `refused` (`unknown_request`) if the remote shows no ref of it. */
export async function requestHead(git: Git, request: PullRequest): Promise<string> {
  const ref = headRef(request);
  const found = await lookUp(git, ref);
  if (found.type === 'commit') return found.sha;
  if (found.type === 'unreadable') throw brokenRepository(`${ref} cannot be read`, found.damage);
  const { host, path } = repositoryOf(request);
  const message = `There is no ${nameOf(request)} of ${host}/${path}, or its host does not show it to git: there is no ${ref}. Check the number; without such refs, name the branches with --base and --head.`;
  throw new BatonError('refused', 'unknown_request', message, { path: 'pull_request' });
}

/**
 * Returns the merge base of the head and the request's own base, or else the default branch; null if neither shares
 * history with it. Of a merged request it is the merge base of before the merge.
 */
export async function requestBase(source: Source, refs: Refs, head: string): Promise<Base | null> {
  return (await ownBase(source, refs, head)) ?? (await trunkBase(source, refs, head));
}

/** Tries where the base branch is now, then where it was when the request last changed: a merged branch has the head. */
async function ownBase({ git }: Source, refs: Refs, head: string): Promise<Base | null> {
  const own = refs.pull_request_base;
  if (own === undefined) return null;
  const tip = await firstRef(git, [`refs/heads/${own.branch}`]);
  const then = FULL_NAME.test(own.sha) ? await findCommit(git, own.sha) : null;
  const name = printable(own.branch);
  let nothing: Base | null = null;
  for (const sha of [tip?.sha ?? null, then]) {
    const shared = sha === null ? null : await mergeBase(git, sha, head);
    if (shared === null) continue;
    if (shared !== head) {
      const note = `compared with the merge base of ${name} (${short(shared)}), the base of the request`;
      return { name, sha: shared, note };
    }
    nothing ??= nothingNew(name, head);
  }
  return nothing;
}

async function trunkBase({ git, defaults }: Source, refs: Refs, head: string): Promise<Base | null> {
  const trunk = await firstRef(git, defaults);
  const shared = trunk === null ? null : await mergeBase(git, trunk.sha, head);
  if (trunk === null || shared === null) return null;
  const { name } = trunk;
  if (shared !== head) {
    const note = `compared with the merge base of the default branch, ${name} (${short(shared)})`;
    return { name, sha: shared, note };
  }
  const before = await beforeMerge(git, trunk.sha, head);
  const merged = before === null ? null : await mergeBase(git, before, head);
  if (merged === null || merged === head) return nothingNew(name, head);
  const what = refs.pull_request === undefined ? 'it' : nameOf(refs.pull_request);
  const note = `${what} is merged: compared with what ${name} was before (${short(merged)})`;
  return { name, sha: merged, note };
}

function nothingNew(name: string, head: string): Base {
  const note = `nothing to compare: ${name} has every commit of the request (${short(head)}) already`;
  return { name, sha: head, note, because: 'merged' };
}

/** Returns what the branch was before the merge that brought the head; null if no merge did. */
async function beforeMerge(git: Git, tip: string, head: string): Promise<string | null> {
  const list = async (...args: string[]) =>
    (await git.output(['rev-list', ...args, tip, `^${head}`], { time: 60_000 }))
      .toString()
      .split('\n')
      .filter((sha) => FULL_NAME.test(sha));
  const descendants = new Set(await list('--merges', '--ancestry-path'));
  const oldest = (await list('--first-parent', '--merges')).findLast((sha) => descendants.has(sha));
  return oldest === undefined ? null : findCommit(git, `${oldest}^1`);
}
