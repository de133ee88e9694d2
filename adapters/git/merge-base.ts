/** The commit that a run is compared with, and the merge base of two commits. */
import type { NoChanges } from '../../runner/core/ports/repository.ts';
import { brokenRepository, damaged, gitsWords, objectDamage } from './damage.ts';
import type { Git } from './git.ts';
import { short } from './refs.ts';

/** The base commit: its name in the label, its sha, and how it was found. */
export interface Base {
  readonly name: string;
  readonly sha: string;
  readonly note: string | null;
  /** set if the base already has every change of the head */
  readonly because?: NoChanges['because'];
}

/** Returns the best common ancestor; null if the histories share none. Throws `broken_repository`. */
export async function mergeBase(git: Git, one: string, other: string): Promise<string | null> {
  const outcome = await git.run(['merge-base', one, other], { time: 60_000 });
  if (outcome.code === 1) return null;
  if (outcome.code === 0) return outcome.stdout.toString().trim();
  const damage = (await objectDamage(git, null)) ?? damaged(gitsWords(git, outcome));
  throw brokenRepository(`The history of ${short(one)} and ${short(other)} cannot be read`, damage);
}
