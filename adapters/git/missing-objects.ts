/** Errors about objects that a clone lacks: a partial clone never fetched them, or the clone is damaged. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Git } from './git.ts';

/** Whether the listing of a commit's root folder is there; without it nothing of the commit can be read. */
export async function hasRootTree(git: Git, commit: string): Promise<boolean> {
  return (await git.run(['cat-file', '-e', `${commit}^{tree}`])).code === 0;
}

/** The listing of a commit's root folder is not in the clone. */
export function missingTree(commit: string, path: string | null = null): BatonError {
  const message = `The list of files of commit ${commit.slice(0, 7)} is not in the clone, which is partial or damaged. Fetch it with: git fetch --refetch --no-filter`;
  return new BatonError('environment', 'missing_tree', message, path === null ? {} : { path });
}

/** A pinned commit is not in the repository any more. */
export function missingCommit(commit: string): BatonError {
  const message = `The commit ${commit} that this run reads is no longer in the repository. Start a new run.`;
  return new BatonError('environment', 'missing_commit', message);
}
