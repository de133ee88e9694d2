/** The port through which faces read files of the repository as a run read them. Implemented by `runner/engine/run-files.ts`. */
import type { Side } from './repository.ts';

/** A file at a run's commit; its text is as it is in the repository, so whoever shows it masks secrets first. */
export interface RunFile {
  readonly commit_sha: string;
  readonly path: string;
  readonly text: string;
}

export interface RunFiles {
  /**
   * Throws `not_found` (`unknown_run`, `no_such_file`), `conflict` (`no_commit` before the run has one and for a base that it
   * has not, `other_host` for a repository on another host's disk, `no_text` for a file without readable text), or what opening the repository throws.
   */
  read(run_id: string, file: { readonly path: string; readonly side: Side }): Promise<RunFile>;
}
