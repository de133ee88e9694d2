/** Determines what a run reads: the head commit, the commit it is compared with, and notes for the user about both. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Pin, Refs } from '../../runner/core/ports/repository.ts';
import { shortName } from '../../runner/core/pull-request.ts';
import {
  brokenRepository,
  type Damage,
  damaged,
  gitsWords,
  hasRootTree,
  missingTree,
  objectDamage,
} from './damage.ts';
import type { Git } from './git.ts';
import { type Base, mergeBase } from './merge-base.ts';
import { refsDamage } from './ref-damage.ts';
import { ambiguityNote, refNames, resolveCommit } from './ref-names.ts';
import { findCommit, firstRef, headBranch, lookUp, printable, short } from './refs.ts';
import { requestBase, requestHead } from './request-base.ts';
import type { Source } from './source.ts';

/** Throws `refused`: `unknown_ref`, `no_commits`; and `environment`: `broken_repository`. */
export async function pinCommits(source: Source, refs: Refs): Promise<Pin> {
  const { git } = source;
  const head = await headCommit(source, refs);
  await assertTree(source, head);
  const notes = [...source.notes];
  if (source.stale !== null) notes.push(`${source.stale}; read as it was last fetched, at ${short(head)}`);
  const found = await readableBase(source, refs, head, await baseCommit(source, refs, head));
  if (found.note !== null) notes.push(found.note);
  notes.push(...(await ambiguityNotes(source, refs, head)));
  const changes = await changesNote(source, head);
  if (changes !== null) notes.push(changes);
  const name = found.sha === null ? short(head) : await headName(git, source, refs, head);
  return {
    commit_sha: head,
    base_sha: found.sha,
    label: found.sha === null ? name : `${found.name}..${name} (${short(head)})`,
    history: source.history,
    notes,
    ...(refs.pull_request === undefined ? {} : { pull_request: refs.pull_request }),
    ...(found.sha === null || found.because === undefined
      ? {}
      : { no_changes: { because: found.because, base: found.name, head: name } }),
  };
}

async function headCommit(source: Source, refs: Refs): Promise<string> {
  const { git } = source;
  if (refs.commits !== undefined) return commitAgain(source, refs.commits.head);
  if (refs.pull_request !== undefined) return requestHead(git, refs.pull_request);
  if (refs.head !== null && refs.head !== 'HEAD') return resolveCommit(git, refs.head, '--head');
  if (source.head !== 'HEAD') return resolveCommit(git, source.head, '--head');
  const branch = await headBranch(git);
  const found = await lookUp(git, 'HEAD');
  if (found.type === 'commit') return found.sha;
  if (found.type === 'unreadable') throw unreadableHead(branch, found.damage);
  const lost = branch === null ? null : await source.lostHead(branch);
  if (lost !== null) throw unreadableHead(branch, lost);
  const [any] = await refNames(git);
  const damage = any === undefined ? await refsDamage(git) : null;
  if (damage !== null) throw brokenRepository('The refs cannot be read', damage);
  if (any === undefined) {
    const message = 'The repository has no commits yet. Commit something, then run again.';
    throw new BatonError('refused', 'no_commits', message);
  }
  const which =
    branch === null ? 'HEAD is a branch without commits' : `HEAD is at ${branch}, which has no commits`;
  const message = `${which}. Name what to read with --head, e.g. --head ${any}.`;
  throw new BatonError('refused', 'no_commits', message, { path: '--head' });
}

function unreadableHead(branch: string | null, damage: Damage): BatonError {
  return brokenRepository(`HEAD is at ${branch ?? 'a commit'}, which cannot be read`, damage);
}

/** Throws `broken_repository` for a commit whose files can't be listed. */
async function assertTree({ git, partial }: Source, sha: string): Promise<void> {
  if (partial) {
    // In a partial clone, single folders and files may be missing; without the root folder nothing can be read.
    if (await hasRootTree(git, sha)) return;
    throw missingTree(sha);
  }
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', sha];
  const outcome = await git.run(args, { time: 60_000, bytes: 1e9, onOutput: () => true });
  if (outcome.code === 0) return;
  throw brokenRepository(
    `The files of ${short(sha)} cannot be listed`,
    (await objectDamage(git, null)) ?? damaged(gitsWords(git, outcome)),
  );
}

async function baseCommit(
  source: Source,
  refs: Refs,
  head: string,
): Promise<Base | { sha: null; note: string | null }> {
  const again = refs.compares ? (refs.commits?.base ?? null) : null;
  if (again !== null) return baseAgain(source, refs, head, again);
  if (refs.base !== null) return explicitBase(source, refs, head);
  if (!refs.compares || source.history === 'none') return { sha: null, note: null };
  const own = refs.pull_request === undefined ? null : await requestBase(source, refs, head);
  if (own !== null) return own;
  const trunk = await firstRef(source.git, source.defaults);
  const shared = trunk === null ? null : await mergeBase(source.git, trunk.sha, head);
  if (trunk !== null && shared !== null && shared !== head) {
    return {
      name: trunk.name,
      sha: shared,
      note: `compared with the merge base of ${trunk.name} (${short(shared)})`,
    };
  }
  const parent = await findCommit(source.git, `${head}~1`, `The commit before ${short(head)} cannot be read`);
  if (parent === null) {
    const why =
      source.history === 'shallow' ? 'the commit before is not in the clone' : 'there is one commit only';
    return { sha: null, note: `nothing to compare with (${why}), so the whole tree is read` };
  }
  const why = trunk === null ? 'no default branch was found' : `${trunk.name} has this commit already`;
  const merged = trunk !== null && shared === null ? `${trunk.name} shares no history with it` : why;
  return {
    name: 'HEAD~1',
    sha: parent,
    note: `compared with the commit before, HEAD~1 (${short(parent)}): ${merged}`,
  };
}

/** Throws `unknown_ref` for a commit of an earlier run that is gone, as after a forced push. */
async function commitAgain({ git }: Source, sha: string): Promise<string> {
  const found = await findCommit(git, sha);
  if (found !== null) return found;
  const message = `The commit ${short(sha)}, which the earlier run read, is no longer in the repository. Run at the newest commits.`;
  throw new BatonError('refused', 'unknown_ref', message, { path: 'commits' });
}

async function baseAgain(source: Source, refs: Refs, head: string, sha: string): Promise<Base> {
  const base = await commitAgain(source, sha);
  const named = refs.base === null ? refs.pull_request_base?.branch : refs.base;
  const name = named === undefined ? short(base) : display(named);
  if (base !== head) return { name, sha: base, note: null };
  const because = refs.pull_request === undefined ? 'same' : 'merged';
  return { name, sha: base, note: `nothing to compare: ${name} has this commit already`, because };
}

/** Drops a base whose files can't be listed, unless the user named it. */
async function readableBase<Found extends { sha: string | null }>(
  source: Source,
  refs: Refs,
  head: string,
  found: Found,
): Promise<Found | { sha: null; note: string; because?: undefined }> {
  const { sha } = found;
  if (sha === null || sha === head) return found;
  if (await hasRootTree(source.git, sha)) {
    await assertTree(source, sha);
    return found;
  }
  if (refs.base !== null) throw missingTree(sha, '--base');
  const note = `nothing to compare with (the list of files of ${short(sha)} is not in the clone), so the whole tree is read`;
  return { sha: null, note };
}

async function explicitBase(source: Source, refs: Refs, head: string): Promise<Base> {
  const { git } = source;
  const typed = refs.base ?? '';
  const base = await resolveCommit(git, typed, '--base');
  const name = display(typed);
  const shared = await mergeBase(git, base, head);
  if (shared === null)
    return { name, sha: base, note: `${name} shares no history with it; compared with ${name} itself` };
  if (base === head) {
    const note = `nothing to compare: ${name} is the commit that is read (${short(head)})`;
    return { name, sha: base, note, because: 'same' };
  }
  if (shared === head) {
    const all = `${name} (${short(base)}) has every commit of ${await headName(git, source, refs, head)} (${short(head)}) already`;
    if (refs.pull_request !== undefined)
      return { name, sha: shared, note: `nothing to compare: ${all}`, because: 'merged' };
    const note = `nothing to compare: ${all}; swap --base and --head?`;
    return { name, sha: shared, note, because: 'reversed' };
  }
  if (shared === base) return { name, sha: base, note: null };
  return {
    name,
    sha: shared,
    note: `compared with the merge base of ${name} (${short(shared)}), as ${name} has moved on`,
  };
}

async function ambiguityNotes({ git, head: own }: Source, refs: Refs, head: string): Promise<string[]> {
  if (refs.commits !== undefined) return [];
  const typed = [refs.head ?? own, ...(refs.base === null ? [] : [refs.base])];
  const notes = [];
  for (const ref of new Set(typed)) {
    const sha = ref === refs.base ? await findCommit(git, ref) : head;
    const note = sha === null ? null : await ambiguityNote(git, ref, sha);
    if (note !== null) notes.push(note);
  }
  return notes;
}

async function headName(git: Git, source: Source, refs: Refs, head: string): Promise<string> {
  if (refs.pull_request !== undefined) return shortName(refs.pull_request);
  // The branch that is checked out may be another one by now.
  if (refs.commits !== undefined && refs.head === null) return short(head);
  const typed = refs.head ?? source.head;
  if (typed !== 'HEAD') return display(typed);
  return (await headBranch(git))?.replace(/^refs\/heads\//, '') ?? short(head);
}

/** Returns the ref as typed; a full object name is shortened. */
function display(ref: string): string {
  return /^[0-9a-f]{8,64}$/.test(ref) ? short(ref) : printable(ref);
}

/** Returns a note on changes of the work tree, which are not read, if the pinned commit is checked out there. */
async function changesNote(source: Source, head: string): Promise<string | null> {
  if (source.workTree === null) return null;
  const found = await lookUp(source.git, 'HEAD');
  if (found.type !== 'commit' || found.sha !== head) return null;
  const state = await source.workTree();
  if (state === 'unknown')
    return `it could not be told whether the work tree has changes; read at HEAD (${short(head)})`;
  const { changed, untracked } = state;
  if (changed + untracked === 0) return null;
  const parts = [changed > 0 ? `${changed} changed` : '', untracked > 0 ? `${untracked} new` : ''];
  const counts = parts.filter((part) => part !== '').join(', ');
  return `the work tree has uncommitted changes (${counts}); read at HEAD (${short(head)})`;
}
