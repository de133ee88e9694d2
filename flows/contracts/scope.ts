/** The output of the `scope` step: which files a run reads, and what each of them is. */

/** The role of a file; `src` is source that people write, in a language that is known. */
export type FileRole =
  | 'src'
  /** code that a test runner runs, and what supports it */
  | 'test'
  | 'example'
  /** measures speed, or a model's quality */
  | 'benchmark'
  /** what tests read: their samples and expected results */
  | 'fixture'
  /** what a test tool recorded */
  | 'snapshot'
  | 'migration'
  | 'docs'
  | 'config'
  /** no code: images, tables, translations, and everything of an unknown kind */
  | 'data'
  | 'generated'
  | 'vendored';

export interface ScopeFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  readonly role: FileRole;
  readonly language: string | null;
  /** why it counts as generated or vendored */
  readonly because?: string;
  /** true if `.gitattributes` keeps it out of the shares of languages (`-linguist-detectable`) */
  readonly uncounted?: true;
  /** why its text is not read; null when it is */
  readonly omitted:
    | 'binary'
    | 'too-large'
    | 'symlink'
    | 'submodule'
    | 'over-limit'
    | 'lfs-pointer'
    | 'not-in-clone'
    | null;
}

export interface ScopeHunk {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A changed file, or a folder of which only that it changed is known. */
interface ScopeChange {
  readonly path: string;
  readonly status: string;
  readonly added: number;
  readonly deleted: number;
  /** true when a side of it is not in the clone, so that it is not compared */
  readonly missing?: true;
}

/** Output of the `scope` step. */
export interface Scope {
  readonly sha: string;
  readonly base: string | null;
  /** all files of the commit that the run's paths select, in path order */
  readonly files: readonly ScopeFile[];
  /** paths of the run that match no file, where others do */
  readonly unmatched?: readonly string[];
  /** in a run that compares: the changed ranges on the head side, and the changed files of both sides */
  readonly hunks: readonly ScopeHunk[];
  readonly changed: readonly ScopeChange[];
  readonly loc: number;
  /** number of files of the selection that are not read because there are more than the limit; false when none */
  readonly truncated: number | false;
}

/** The paths of source that people write. */
export function sourcePaths(files: readonly Pick<ScopeFile, 'path' | 'role'>[]): ReadonlySet<string> {
  return new Set(files.filter(({ role }) => role === 'src').map(({ path }) => path));
}
