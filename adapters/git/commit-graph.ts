/**
 * What walks of the history ask of every commit, written down in the private repository (git's own commit-graph with
 * changed paths): dating the lines of a file, the slowest question there is to git, then takes less than half the time.
 */
import { join } from 'node:path';
import type { Git } from './git.ts';
import { exists } from './private-repository.ts';

/** Milliseconds; 5,000 commits take 300, and a history too long for this is walked without. */
const TIME_LIMIT_MS = 3_000;
/** Commits whose changed paths are computed at once. */
const MOST_COMMITS = 20_000;

/** Writes it unless it is there. Commits that came later are walked as ever, and no failure is worth a word. */
export async function writeCommitGraph(git: Git, commit: string): Promise<void> {
  if (await exists(join(git.dir, 'objects', 'info', 'commit-graph'))) return;
  const args = ['commit-graph', 'write', '--stdin-commits', '--changed-paths'];
  const bounds = [`--max-new-filters=${MOST_COMMITS}`, '--no-progress'];
  const options = { input: Buffer.from(`${commit}\n`), time: TIME_LIMIT_MS };
  await git.run([...args, ...bounds], options).catch(() => null);
}
