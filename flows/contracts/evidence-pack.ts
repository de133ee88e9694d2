/**
 * The outputs of `scope`, `evidence` and `triage`: which files a run reads, and numbered facts about them.
 * A fact has an id (`K12`), a sentence, a place, a value that a citation can repeat, and typed `data` by kind.
 */

export interface ScopeFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  /** `src` is everything that is not one of the others */
  readonly area: 'src' | 'test' | 'docs' | 'config' | 'generated' | 'vendored';
  readonly language: string | null;
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
export interface ScopeChange {
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

/** How far back changes are counted, from the pinned commit. */
export const HISTORY_MONTHS = 24;

/** A fact of the `scope` step: agents have nothing to do in a run that compares two commits without a difference. */
export const NOTHING_TO_COMPARE = 'nothing_to_compare';

/** The flags of a locked package, the most severe last. */
export const LOCK_FLAGS = ['deprecated', 'install script', 'no integrity', 'not from a registry'] as const;
export type LockFlag = (typeof LOCK_FLAGS)[number];

/** The `data` of each kind of fact; comments describe its `value`, `path`, `line` and `end`. */
export interface FactData {
  /** value: files; one fact for the repository and one per top-level folder (`subject`) */
  tree: { files: number; lines: number };
  /** subject: language; value: per cent of the lines */
  langs: { files: number; lines: number };
  /** path: the manifest; subject: the package's name; value: number of direct dependencies. A script's line is in the manifest. */
  manifests: {
    ecosystem: string;
    dependencies: string[];
    devDependencies: string[];
    scripts: { name: string; command: string; line: number }[];
  };
  /** path: the lock file; value: packages in all, or (subject set) one package with flags; `versions`: how many, if several */
  lockfile: { flags: LockFlag[]; version?: string; versions?: number };
  /** value: packages under the licence named by `subject` */
  licences: Record<string, never>;
  /** path; value: commits in the window that changed it */
  churn: { added: number; deleted: number; authors: number; last: string };
  /** path and data.other change together; value: commits that changed both */
  cochange: { other: string; share: number; linked: boolean };
  /** path; value: per cent of its commits by its most frequent author */
  ownership: { authors: number; commits: number };
  /** path; value: days since its last change, counted from the pinned commit */
  age: { last: string };
  /** path; value: files that import it */
  imports: { fan_in: number; fan_out: number; importers: string[] };
  /** path: its first file; value: files in the cycle */
  cycles: { files: string[]; type_only: boolean };
  /** subject: folder; value: instability in per cent, Ce / (Ca + Ce) */
  instability: { ca: number; ce: number };
  /** path; value: sum over its functions of cyclomatic complexity; line: its most complex function */
  complexity: {
    functions: number;
    /** its name is null for an unnamed function */
    most: { name: string | null; line: number; end: number; value: number } | null;
  };
  /** path, line..end; value: lines */
  longfn: { name: string | null; complexity: number };
  /** path, line..end; value: lines duplicated at data.other */
  dup: { other: { path: string; line: number; end: number }; tokens: number };
  /** path, line; subject: the rule. The quote is masked. */
  secrets: { rule: string; area: 'src' | 'test' | 'docs' };
  /** path, line; subject: the tag (TODO, FIXME…); value: days since it was written, or "unknown" */
  todo: { text: string; date: string | null };
  /** path, line; subject: `empty catch`, `any`, `disabled test`, `suppressed lint`…; value: how many of them in the file */
  loose: { what: 'empty-catch' | 'any' | 'disabled-test' | 'suppression' };
  /** path, line: the first read; subject: the variable; value: its default or "none" */
  env: { required: boolean; uses: number };
  /** path, line; subject: `GET /x` */
  routes: { method: string; route: string };
  /** path; value: exported symbols */
  exports: { symbols: string[] };
  /** path, line; subject: the symbol; value: added, removed or changed */
  'exports-diff': { change: 'added' | 'removed' | 'changed'; before: string | null; after: string | null };
  /** value: test files; subject: a framework when one is seen */
  tests: { files: string[] };
  /** path: a source file that no test file reaches through the imports; value: its lines */
  'test-reach': { fan_in: number };
  /** path, line; subject: the job or step; value: its command */
  ci: { tool: string };
  /** path, line; subject: base image, exposed port, entry point… */
  docker: { instruction: string };
  /** path; value: its place in the order */
  migrations: { reversible: boolean | null };
  /** path, line; subject: the table or the kind of statement */
  sql: { statement: string };
  /** path; value: lines; subject: its first heading */
  docs: { headings: string[] };
  /** path; subject: title; value: status */
  adrs: { number: string | null };
  /** path, line; subject: how it is entered (`bin`, `main`, `http`…); value: its name */
  entry: { how: string };
  /** path; value: changed lines; subject: added, deleted, modified, renamed */
  diff: { added: number; deleted: number; area: ScopeFile['area']; risk: number };
  /** path; subject: why it counts as generated or vendored */
  generated: { why: string };
  /** path; value: risk, changes × complexity, higher is worse */
  hotspot: { changes: number; complexity: number; fan_in: number };
}
export type FactKind = keyof FactData;

/** Every kind once, in the order in which a pack numbers its facts. */
export const FACT_KINDS = [
  'tree',
  'langs',
  'manifests',
  'lockfile',
  'licences',
  'churn',
  'cochange',
  'ownership',
  'age',
  'imports',
  'cycles',
  'instability',
  'complexity',
  'longfn',
  'dup',
  'secrets',
  'todo',
  'loose',
  'env',
  'routes',
  'exports',
  'exports-diff',
  'tests',
  'test-reach',
  'ci',
  'docker',
  'migrations',
  'sql',
  'docs',
  'adrs',
  'entry',
  'diff',
  'generated',
  'hotspot',
] as const satisfies readonly FactKind[];

export interface FactOf<K extends FactKind> {
  /** `K1`, `K2`… in the order of the pack */
  readonly id: string;
  readonly kind: K;
  /** what it is about, when that is not a path */
  readonly subject: string | null;
  /** one sentence, without its place */
  readonly text: string;
  readonly value: string | number;
  readonly path: string | null;
  readonly line: number | null;
  readonly end: number | null;
  /** the first line of what it points at, verbatim but for masked secrets; present when `line` is */
  readonly quote: string | null;
  readonly data: FactData[K];
}
export type Fact = { [K in FactKind]: FactOf<K> }[FactKind];

/** What triage weighs of one file; a file with nothing to weigh is left out. */
export interface FileMeasure {
  readonly path: string;
  /** commits in the window that changed it */
  readonly changes: number;
  readonly complexity: number;
  readonly fan_in: number;
  /** files of the scope that it imports */
  readonly imports: readonly string[];
  /** whether a test file imports it directly; null if imports are not read */
  readonly tested: boolean | null;
}

/** True counts, from before facts are cut: of kinds, and of groups that a collector counts (`lockfile:deprecated`). */
export type Totals = Readonly<Partial<Record<TotalKey, number>>>;
export type TotalKey = FactKind | `${FactKind}:${string}`;

/** Output of the `evidence` step. No times in it: identical inputs give identical bytes. */
export interface EvidencePack {
  readonly facts: readonly Fact[];
  /** absent in packs of older versions */
  readonly totals?: Totals;
  /** what could not be looked at, and why: a missing tool is a fact too */
  readonly unavailable: readonly {
    readonly kind: string;
    readonly reason: string;
    /** true when a complete clone would have it */
    readonly clone?: true;
    /** true when facts of the kind were found, and only the first of them are kept */
    readonly cut?: true;
  }[];
  readonly tools: readonly { name: string; version: string }[];
  /** of every file, not of the highest only as the facts are */
  readonly measures?: readonly FileMeasure[];
}

/** Output of the `triage` step: every file in scope, riskiest first. */
export interface Triage {
  readonly ranked: readonly { path: string; risk: number }[];
}

export function factsOf<K extends FactKind>(pack: EvidencePack, kind: K): FactOf<K>[] {
  return pack.facts.filter((fact): fact is FactOf<K> & Fact => fact.kind === kind);
}
