/**
 * The repository port. A run pins a commit and reads blobs of that commit (and of its base), never the work tree.
 * Nothing of the target is ever executed or loaded as configuration. Implemented by `adapters/git`; one contract
 * test (`test/contracts/repository-contract.ts`) holds for every implementation.
 *
 * Paths are `/`-separated and relative to the repository's root. A name that is not valid UTF-8 or has control
 * characters is given in git's quoted form (`"a\303b"`), the form in which it can be printed, and is accepted back.
 */
import type { Commits, RequestBase } from '../commits.ts';
import type { PullRequest } from '../pull-request.ts';

/** A repository that Baton may read, as stored on a run. Exactly one of `path` and `url` is set. */
export interface Project {
  /** the configured id, or else the real path or the URL */
  readonly id: string;
  /** real path on `host`; null for a URL project */
  readonly path: string | null;
  readonly url: string | null;
  /** the branch, tag or commit at which a URL project is read; null means its default branch */
  readonly ref: string | null;
  /** the host that has `path` on disk; null for a URL project, which any host can fetch */
  readonly host: string | null;
}

/** The refs that the user asked to read. */
export interface Refs {
  readonly base: string | null;
  readonly head: string | null;
  /** whether the flow compares two commits, so that a missing base is determined */
  readonly compares: boolean;
  /** the change to read; `head` is null then. It is fetched from the project's remote, for a local path from its `origin` */
  readonly pull_request?: PullRequest;
  /** the request's own base, where its code host told it */
  readonly pull_request_base?: RequestBase;
  /** read these, wherever the refs point now; what is named above stays their name */
  readonly commits?: Commits;
}

/** What a run reads: determined once, stored on the run. */
export interface Pin {
  /** full object names */
  readonly commit_sha: string;
  readonly base_sha: string | null;
  /** its name in the report's first line: `a1b2c3d` or `main..feat/export (a1b2c3d)` */
  readonly label: string;
  /** how much history is available behind the commit */
  readonly history: 'full' | 'shallow' | 'none';
  /** notes for the user, e.g. "compared with the merge base of main", "the work tree has changes; read at HEAD" */
  readonly notes: readonly string[];
  /** set if the two named commits leave nothing to compare */
  readonly no_changes?: NoChanges;
  /** the pull request whose head this is */
  readonly pull_request?: PullRequest;
  /** what its author wrote, where its code host told it: masked and cut, and untrusted */
  readonly description?: ChangeDescription;
}

/** What the author of a pull request says about it. */
export interface ChangeDescription {
  readonly title: string;
  /** Markdown; may be empty */
  readonly text: string;
}

/**
 * `same`: base and head are the same commit; `reversed`: the base already contains every commit of the head; `merged`:
 * the same for a pull request.
 */
export interface NoChanges {
  readonly because: 'same' | 'reversed' | 'merged';
  /** as the user named it */
  readonly base: string;
  readonly head: string;
}

/** Which of the two commits; `base` only in a run that compares. */
export type Side = 'head' | 'base';

export interface FileEntry {
  /** a `folder` ends with `/` */
  readonly path: string;
  /** the blob's size in bytes; 0 if it is missing */
  readonly size: number;
  /** `folder` stands for everything below a folder whose own listing is not in the clone */
  readonly kind: 'file' | 'executable' | 'symlink' | 'submodule' | 'folder';
  readonly oid: string;
  /** listed, but its content is not in the clone: a partial clone never fetched it, or the clone is damaged */
  readonly missing: boolean;
}

export interface FileText {
  readonly path: string;
  /** decoded as UTF-8, invalid bytes as U+FFFD; empty if `omitted` is set */
  readonly text: string;
  readonly bytes: number;
  /** why there is no text; null if there is. `lfs-pointer`: the content is stored in Git LFS, outside of git */
  readonly omitted: 'binary' | 'too-large' | 'lfs-pointer' | 'not-in-clone' | null;
}

export interface GrepQuery {
  readonly pattern: string;
  /** a literal string rather than a POSIX extended expression */
  readonly fixed: boolean;
  /** whole words only */
  readonly word?: boolean;
  /** a glob such as `src/**` or `src/*.{ts,tsx}`; a name without a folder matches in every folder; absent means every file */
  readonly glob?: string;
  readonly side?: Side;
  /** stops after this many hits (default 1,000) */
  readonly most?: number;
}

export interface GrepHit {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface CommitFile {
  readonly path: string;
  /** null for a binary file, and everywhere in a log that is not `counted` */
  readonly added: number | null;
  readonly deleted: number | null;
  /** the former path of a renamed file */
  readonly from: string | null;
}

/** Commits, newest first, and what the clone lacks to return more. */
export interface Log {
  readonly commits: readonly Commit[];
  /** false if contents of old commits are not in the clone: lines are not counted, renames are not followed */
  readonly counted: boolean;
  /** whether older commits are omitted because they, or their trees, are not in the clone */
  readonly cut: boolean;
}

export interface Commit {
  readonly sha: string;
  readonly author: string;
  /** author date, ISO 8601 in UTC */
  readonly date: string;
  readonly subject: string;
  readonly files: readonly CommitFile[];
}

export interface LogQuery {
  /** only commits younger than so many days before the pinned commit */
  readonly days?: number;
  readonly path?: string;
  /** of one file: also under the names that it had before */
  readonly follow?: boolean;
  readonly most?: number;
  /** every commit, merges included, without its files: also of a clone that lacks old trees */
  readonly bare?: true;
  /** a sha: returns only whether and how that commit touches `path` */
  readonly only?: string;
  /**
   * first and last line at the pinned commit: only the commits that changed those lines of `path`, without files. Lines
   * and names are followed back. `counted` is false where the clone lacks what that takes; nothing is returned then.
   */
  readonly lines?: readonly [first: number, last: number];
}

export interface BlameLine {
  readonly line: number;
  readonly sha: string;
  readonly author: string;
  readonly date: string;
}

/** One changed range of lines; line counts are 0 on a side without lines. */
export interface Hunk {
  readonly base_start: number;
  readonly base_lines: number;
  readonly head_start: number;
  readonly head_lines: number;
}

export interface FileDiff {
  readonly path: string;
  /** the former path of a renamed file */
  readonly from: string | null;
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  /** has no lines to compare: binary, or a Git LFS pointer on either side */
  readonly binary: boolean;
  readonly added: number;
  readonly deleted: number;
  readonly hunks: readonly Hunk[];
  /** set if one of its sides is not in the clone, so that nothing is compared; a path that ends in `/` is a folder */
  readonly missing?: true;
}

/** What became of the files of another commit that the pinned one does not list. */
export interface Renames {
  /** former path → path at the pinned commit, as git finds them by content */
  readonly renamed: ReadonlyMap<string, string>;
  readonly deleted: ReadonlySet<string>;
  /** false if one of `deleted` may have been renamed: contents are missing, or there are too many to compare */
  readonly complete: boolean;
}

export interface Repository {
  readonly pin: Pin;
  /** the address of the project's remote (`origin` of a clone), without credentials; null if there is none */
  readonly remote: string | null;
  /** committer date of the pinned commit, ISO 8601 in UTC: the reference time of every age and window in a report */
  readonly date: string;
  /** every entry of the tree, in path order */
  list(side?: Side): Promise<readonly FileEntry[]>;
  /** null if there is no such file at that commit; what is listed but not in the clone is `omitted` */
  read(path: string, side?: Side): Promise<FileText | null>;
  /** searches the contents in the clone, without Git LFS pointers */
  grep(query: GrepQuery): Promise<readonly GrepHit[]>;
  /** empty without history */
  log(query: LogQuery): Promise<Log>;
  /** one entry per line of the range; empty without history */
  blame(path: string, start: number, end: number): Promise<readonly BlameLine[]>;
  /** base..head; empty without a base */
  diff(): Promise<readonly FileDiff[]>;
  /** since another commit; empty and not complete if that is not in the clone, and without history */
  renames(from_commit: string): Promise<Renames>;
  /** those of the commits that are known to be in the history of the pinned one, or the pinned one itself */
  ancestors(commits: readonly string[]): Promise<ReadonlySet<string>>;
  /** ends the processes behind it; reading afterward is an error */
  close(): Promise<void>;
}

/** A private detached work tree at the pinned commit, for agents that need files, without those not in the clone. */
export interface Checkout {
  readonly path: string;
  /** paths that differ from the pinned commit, including ignored and untracked ones; empty if nothing was written */
  changed(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/**
 * Opens repositories. Errors are `BatonError`s of kind `refused` (`unknown_ref`, `no_commits`, `empty_folder`,
 * `no_such_path`) or `environment`: `broken_repository` for what exists but can't be read, which is never treated as
 * absent; `cannot_fetch` for a remote.
 */
export interface Repositories {
  pin(project: Project, refs: Refs, signal?: AbortSignal): Promise<Pin>;
  open(project: Project, pin: Pin, signal?: AbortSignal): Promise<Repository>;
  checkout(project: Project, pin: Pin, signal?: AbortSignal): Promise<Checkout>;
}
