/**
 * Remembers the branches and tags of projects for a minute, so that suggestions come while a person types. Older names are
 * given at once and looked up again meanwhile.
 */
import type { RefNames } from '../../runner/core/ports/ref-names.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import { withTimeLimit } from '../../runner/deadline.ts';

export type ListRefs = (project: Project) => Promise<readonly string[]>;

interface Entry {
  /** empty until the first look-up has succeeded */
  names: readonly string[];
  lookedUpAt: number;
  pending: Promise<readonly string[]> | null;
}

const FRESH_MS = 60_000;
/** A remote that does not answer must not hold a process for longer. */
const LOOK_UP_MS = 20_000;
/** Projects by path are as many as there are folders. */
const MOST_PROJECTS = 100;

/** `now`: milliseconds. The returned function never rejects: a project that can't be read has no names. */
export function createRefCache(refs: RefNames, now: () => number): ListRefs {
  const entries = new Map<string, Entry>();

  function lookUp(project: Project, entry: Entry): Promise<readonly string[]> {
    const late = () => new Error('no answer in time');
    const found = withTimeLimit({ ms: LOOK_UP_MS, late }, (signal) => refs.list(project, signal));
    return found
      .then((names) => {
        entry.names = names;
        return names;
      })
      .catch(() => entry.names)
      .finally(() => {
        entry.lookedUpAt = now();
        entry.pending = null;
      });
  }

  return async (project) => {
    const key = project.path ?? project.url ?? '';
    const entry = entries.get(key) ?? { names: [], lookedUpAt: Number.NEGATIVE_INFINITY, pending: null };
    // The project that was asked for last is the last to be forgotten.
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) if (entries.size > MOST_PROJECTS) entries.delete(oldest);
    if (now() - entry.lookedUpAt >= FRESH_MS) entry.pending ??= lookUp(project, entry);
    return entry.names.length > 0 || entry.pending === null ? entry.names : await entry.pending;
  };
}
