/** Fixes what a run reads: the head commit, the commit it is compared with, and what the person should know about both. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Pin, Refs } from '../../runner/core/ports/repository.ts';
import { type Git, gitFailed } from './git.ts';
import { hasRootTree, missingTree } from './missing-objects.ts';
import { currentBranch, findCommit, firstRef, printable, resolveCommit, short } from './refs.ts';
import type { Source } from './source.ts';

/** The commit that is compared with: its name in the label, its sha, and how it was found. */
interface Base {
  readonly name: string;
  readonly sha: string;
  readonly note: string | null;
}

/** Throws `refused`: `unknown_ref`, `no_commits`. */
export async function pinCommits(source: Source, refs: Refs): Promise<Pin> {
  const { git } = source;
  const head = await headCommit(source, refs);
  const notes = [...source.notes];
  if (!(await hasRootTree(git, head))) throw missingTree(head);
  const found = await readableBase(git, refs, await baseCommit(source, refs, head));
  if (found.note !== null) notes.push(found.note);
  const changes = await changesNote(source, head);
  if (changes !== null) notes.push(changes);
  return {
    commit_sha: head,
    base_sha: found.sha,
    label:
      found.sha === null
        ? short(head)
        : `${found.name}..${await headName(git, source, refs, head)} (${short(head)})`,
    history: source.history,
    notes,
  };
}

async function headCommit(source: Source, refs: Refs): Promise<string> {
  const { git } = source;
  if (refs.head !== null && refs.head !== 'HEAD') return resolveCommit(git, refs.head, '--head');
  const sha = await findCommit(git, source.head);
  if (sha !== null) return sha;
  const any = (await git.output(['for-each-ref', '--count=1', '--format=%(refname:short)', 'refs']))
    .toString()
    .trim();
  if (any === '') {
    throw new BatonError(
      'refused',
      'no_commits',
      'The repository has no commits yet. Commit something, then run again.',
    );
  }
  if (source.head !== 'HEAD') return resolveCommit(git, source.head, '--head');
  const message = `HEAD is a branch without commits. Name what to read with --head, e.g. --head ${any}.`;
  throw new BatonError('refused', 'no_commits', message, { path: '--head' });
}

async function baseCommit(
  source: Source,
  refs: Refs,
  head: string,
): Promise<Base | { sha: null; note: string | null }> {
  if (refs.base !== null) return explicitBase(source.git, refs.base, head);
  if (!refs.compares || source.history === 'none') return { sha: null, note: null };
  const trunk = await firstRef(source.git, source.defaults);
  const shared = trunk === null ? null : await mergeBase(source.git, trunk.sha, head);
  if (trunk !== null && shared !== null && shared !== head) {
    return {
      name: trunk.name,
      sha: shared,
      note: `compared with the merge base of ${trunk.name} (${short(shared)})`,
    };
  }
  const parent = await findCommit(source.git, `${head}~1`);
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

/** A base whose files are not listed in the clone is as good as none, unless it was asked for by name. */
async function readableBase<Found extends { sha: string | null }>(
  git: Git,
  refs: Refs,
  found: Found,
): Promise<Found | { sha: null; note: string }> {
  if (found.sha === null || (await hasRootTree(git, found.sha))) return found;
  if (refs.base !== null) throw missingTree(found.sha, '--base');
  const note = `nothing to compare with (the list of files of ${short(found.sha)} is not in the clone), so the whole tree is read`;
  return { sha: null, note };
}

async function explicitBase(git: Git, typed: string, head: string): Promise<Base> {
  const base = await resolveCommit(git, typed, '--base');
  const name = display(typed);
  const shared = await mergeBase(git, base, head);
  if (shared === null)
    return { name, sha: base, note: `${name} shares no history with it; compared with ${name} itself` };
  if (shared === head)
    return { name, sha: shared, note: `${name} has this commit already: there are no changes to compare` };
  if (shared === base) return { name, sha: base, note: null };
  return {
    name,
    sha: shared,
    note: `compared with the merge base of ${name} (${short(shared)}), as ${name} has moved on`,
  };
}

async function mergeBase(git: Git, one: string, other: string): Promise<string | null> {
  const outcome = await git.run(['merge-base', one, other], { time: 60_000 });
  if (outcome.code === 1) return null;
  if (outcome.code !== 0) throw gitFailed(outcome);
  return outcome.stdout.toString().trim();
}

async function headName(git: Git, source: Source, refs: Refs, head: string): Promise<string> {
  const typed = refs.head ?? source.head;
  if (typed !== 'HEAD') return display(typed);
  return (await currentBranch(git)) ?? short(head);
}

/** As typed, a full object name cut short. */
function display(ref: string): string {
  return /^[0-9a-f]{8,64}$/.test(ref) ? short(ref) : printable(ref);
}

/** What of the work tree is not read, when the pinned commit is the one checked out. */
async function changesNote(source: Source, head: string): Promise<string | null> {
  if (source.workTree === null || (await findCommit(source.git, 'HEAD')) !== head) return null;
  const state = await source.workTree();
  if (state === 'unknown')
    return `it could not be told whether the work tree has changes; read at HEAD (${short(head)})`;
  const { changed, untracked } = state;
  if (changed + untracked === 0) return null;
  const parts = [changed > 0 ? `${changed} changed` : '', untracked > 0 ? `${untracked} new` : ''];
  const counts = parts.filter((part) => part !== '').join(', ');
  return `the work tree has uncommitted changes (${counts}); read at HEAD (${short(head)})`;
}
