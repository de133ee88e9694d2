/** The `data` of facts about a project as a whole: its past, its dependencies, and how it is built and run. */
import type { FileRole } from './scope.ts';

/** What a workflow does that others can misuse, or that hides a failure. */
export type WorkflowConcern =
  /** runs code of a pull request with the rights of the base repository */
  | 'untrusted-checkout'
  /** text that outsiders write becomes part of a script */
  | 'script-injection'
  /** a check that cannot fail */
  | 'ignored-failure'
  /** of a change: a permission of the workflow that differs between base and head */
  | 'changed-permission';

/** The flags of a locked package, the most severe last. */
export const LOCK_FLAGS = ['install script', 'no integrity', 'deprecated', 'not from a registry'] as const;
export type LockFlag = (typeof LOCK_FLAGS)[number];

/** The subject of packages without a recorded licence. */
export const NO_LICENCE = 'none';

export const COMMAND_KINDS = ['install', 'build', 'run', 'test'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** `startup`: it does not start. */
export type LogLevel = 'fatal' | 'error' | 'startup' | 'warning';

export type MentionKind = 'symbol' | 'file' | 'test' | 'TODO' | 'code' | 'document' | 'commit';

/** Comments describe a fact's `value`, `path`, `line` and `end`. */
export interface ProjectFactData {
  /** one fact; value: commits that were read, merges included */
  history: {
    /** ISO dates; `last` is that of the pinned commit */
    first: string;
    last: string;
    /** people who made commits in the last 12 months, and how many commits, merges included; bots are left out */
    authors: number;
    commits: number;
    /** of the changes of source files in the last 12 months: how many there were, and per cent in the ten most changed */
    changes: number;
    concentration: number;
    /** why there may be older commits: the clone ends there, an object is missing, or there are too many; null if none are */
    cut: 'shallow' | 'missing' | 'limit' | null;
  };
  /** path, line: the workflow; subject: the job, if it is one; value: what is concerned, verbatim */
  workflow: {
    what: WorkflowConcern;
    /** what it runs on: `pull_request_target`, `push`… */
    triggers: string[];
    /** whether the job can write to the repository or read its secrets */
    privileged: boolean;
    /** a condition or an approval that outsiders don't meet by themselves; null without one */
    guard: string | null;
    /** of a check that can't fail: the whole job may fail, not a step of it */
    whole_job?: true;
    /** of a permission that changed: its level at the base */
    before?: string;
  };
  /** path, line: where a version of a runtime is chosen; subject: the runtime (`Node.js`); value: the version */
  runtime: {
    /** a `dev image` is of those who work on the project, and is not shipped */
    where: 'image' | 'dev image' | 'ci' | 'version file' | 'manifest';
    /** when its maintenance ended, ISO date; null while it is maintained, or where that is not known */
    ended: string | null;
  };
  /** path, line: the manifest at the head; subject: the package or runtime; value: `1.2.3 → 2.0.0`, `added`, `removed` */
  'dependency-diff': {
    ecosystem: string;
    from: string | null;
    to: string | null;
    /** for development or tests only */
    dev: boolean;
    /** its first number is higher, or for 0.x of npm and Cargo its second */
    major: boolean;
    /** a version of a language or platform rather than of a package */
    runtime: boolean;
  };
  /** path: the manifest of an application; value: the lock file that is missing */
  'lock-missing': { ecosystem: string; dependencies: number };
  /** path: the manifest; subject: the package's name; value: number of direct dependencies. A script's line is in the manifest. */
  manifests: {
    ecosystem: string;
    /** what the manifest says the package is, in one line */
    description?: string;
    dependencies: string[];
    devDependencies: string[];
    scripts: { name: string; command: string; line: number }[];
  };
  /** path: the lock file; value: packages in all, or (subject set) one package with flags; `versions`: how many, if several */
  lockfile: {
    flags: LockFlag[];
    version?: string;
    versions?: number;
    /** of several versions, in how many majors they are */
    majors?: number;
    /** of the whole file: packages for development only, and packages of which it records a license */
    dev?: number;
    licensed?: number;
  };
  /**
   * path: the lock file; value: packages under the licence named by `subject`, which is `NO_LICENCE` where the file records
   * none of a package though it does of most; production: how many of them are not for development only; packages: those
   * of production, the direct ones first
   */
  licences: { production: number; packages: string[] };
  /** path, line: a manifest; subject: a package for production that nothing names; value: the version that is asked for */
  'unused-dependency': { ecosystem: string };
  /** path, line: the first import; subject: the package; value: how many source files import it; manifest: where it belongs */
  'undeclared-import': { ecosystem: string; manifest: string; locked: boolean };
  /** value: test files; subject: a framework when one is seen */
  tests: { files: string[] };
  /** path, line; subject: the job or step; value: its command */
  ci: { tool: string };
  /**
   * path, line: of a container file, a manifest of Kubernetes, a Procfile or a systemd unit; subject: as `instruction`; value: its
   * argument; service: whose it is, in files of several
   */
  docker: { instruction: string; service?: string };
  /** path, line: where it is logged first; subject: as `level`; value: the literal text */
  'log-message': { level: LogLevel; times: number };
  /** path; value: its place in the order */
  migrations: { reversible: boolean | null };
  /** path, line; subject: the table or the kind of statement */
  sql: { statement: string };
  /** path; value: lines; subject: its first heading */
  docs: { headings: string[] };
  /**
   * path; subject: title; value: status, in small letters. `supersedes`, `superseded_by`: as the record names them; headings:
   * of its second level, which show the template that it follows
   */
  adrs: {
    number: string | null;
    date?: string;
    supersedes?: string;
    superseded_by?: string;
    headings?: string[];
  };
  /**
   * path, line: where it is entered, or where a manifest says so; subject: how (`bin`, `main`, `library`…); value: its
   * name; target: the file that is entered, which is there
   */
  entry: { how: string; target: string };
  /** path, line: what says so; subject: what is said; value: the description, the version or the license; name: the project's own */
  about: { name: string | null };
  /** path, line: what says so; subject: a folder of source files; value: what it is for, in one sentence */
  purpose: { from: 'manifest' | 'README' | 'comment' };
  /** path, line: what shows that the command exists; subject: what it does; value: the command, from the repository's root */
  command: Record<string, never>;
  /** path, line: where the repository speaks of the run's focus (without a path: a commit); subject: as `what`; value: its weight */
  mention: { what: MentionKind; words: string[]; sha: string | null };
  /** path, line: a file that uses what is to be replaced, at an import if there is one; subject: its role; value: lines with its name */
  usage: { role: FileRole; imports: boolean };
}

/** What of the repository is not in this clone; `many`: how many commits are there, or how many files are not. */
export interface CloneGap {
  readonly kind: 'no-history' | 'shallow-history' | 'missing-history' | 'missing-files';
  readonly many: number;
}
