/** The port that lists what can be named as base or head of a run, for suggestions. Implemented by `adapters/git`. */
import type { Project } from './repository.ts';

export interface RefNames {
  /**
   * Returns the names of branches and tags, the newest first where that is known; those of `origin` without that prefix.
   * Of a URL they are those of the last fetch, or else those that the remote tells. Throws like `Repositories`.
   */
  list(project: Project, signal?: AbortSignal): Promise<readonly string[]>;
}
