/**
 * The outputs of `evidence` and `triage`: numbered facts about the files that a run reads.
 * A fact has an id (`K12`), a sentence, a place, a value that a citation can repeat, and typed `data` by kind.
 */
import type { FileMeasure, FunctionMeasure, HotspotMeasure } from './measures.ts';
import type { CloneGap, ProjectFactData } from './project-facts.ts';
import type { ScopeFile } from './scope.ts';
import type { SinkData } from './sinks.ts';
import type { SurfaceData } from './surface-facts.ts';
import type { SymptomFactData } from './symptom-facts.ts';
import type { UpkeepData } from './upkeep.ts';

export type { FileRole, Scope, ScopeFile } from './scope.ts';

/** How far back changes are counted, from the pinned commit. */
export const HISTORY_MONTHS = 24;

/** A fact of the `scope` step: agents have nothing to do in a run that compares two commits without a difference. */
export const NOTHING_TO_COMPARE = 'nothing_to_compare';

/** The `data` of each kind of fact; comments describe its `value`, `path`, `line` and `end`. */
export interface FactData extends ProjectFactData, UpkeepData, SymptomFactData, SurfaceData, SinkData {
  /**
   * value: files; one fact for the repository and one per folder (`subject`), the largest source first. Top-level
   * folders, and below large ones and those that only contain modules (`packages`) the next level too.
   */
  tree: { files: number; lines: number; source: number; source_lines: number };
  /** subject: language; value: percent of the lines of source that people write */
  langs: { files: number; lines: number };
  /** path; value: commits in the window that changed it */
  churn: { added: number; deleted: number; authors: number; last: string };
  /**
   * path and data.other change together; value: commits that changed both; linked: whether an import leads from one
   * to the other, null where imports are not read whole
   */
  cochange: { other: string; share: number; linked: boolean | null };
  /** path; value: per cent of its commits by its most frequent author */
  ownership: { authors: number; commits: number };
  /** path; value: days since its last change, counted from the pinned commit */
  age: { last: string };
  /** path; value: files that import it */
  imports: { fan_in: number; fan_out: number; importers: string[] };
  /**
   * path, line: its first file, at the import of the next; value: files in the cycle; knot: files that all depend on
   * each other; changes: of the cycle's files; closing: the last file's import of the first, null where it was not found
   */
  cycles: {
    files: string[];
    type_only: boolean;
    knot: number;
    changes: number;
    closing?: { path: string; line: number; quote: string } | null;
  };
  /** subject: folder; value: instability in per cent, Ce / (Ca + Ce) */
  instability: { ca: number; ce: number };
  /** path, line..end: the function of the file that is the hardest to follow; value: its cyclomatic complexity; functions: of the file */
  complexity: FunctionMeasure & { functions: number };
  /** path, line..end: a function; value: its lines of code. The first is the largest of the repository, however small. */
  longfn: FunctionMeasure;
  /** path, line; subject: the rule. The quote is masked. */
  secrets: { rule: string; role: 'src' | 'test' | 'docs' };
  /** path, line: the first read; subject: the variable; value: its default or "none"; required: the program fails without it */
  env: { required: boolean; uses: number };
  /** path; value: exported symbols */
  exports: { symbols: string[] };
  /**
   * path: a source file that no test file reaches through the imports; value: its lines. Without a path, once: value:
   * how many there are, of: of how many source files, folders: those of which no file is reached, the largest first
   */
  'test-reach': { fan_in: number; of?: number; folders?: string[] };
  /** path, line: a source file that no other file imports or names, at its first declaration; value: its lines */
  'unused-file': Record<string, never>;
  /** path, line; subject: an exported name that is written nowhere else; value: its lines */
  'unused-export': Record<string, never>;
  /** path; value: changed lines; subject: added, deleted, modified, renamed */
  diff: { added: number; deleted: number; role: ScopeFile['role']; risk: number };
  /** path; subject: why it counts as generated or vendored */
  generated: { why: string };
  /** value: megabytes of all binary files from 1 MB on, with one decimal; path: the largest */
  binaries: { files: number; largest: { path: string; megabytes: number }[] };
  /**
   * path, line..end: a function above complexity 10 in a file that changed in the last 12 months, at most three of a
   * file; value: cognitive complexity × changes × what depends on it (see `evidence/measures.ts`), higher is worse
   */
  hotspot: HotspotMeasure;
}
export type FactKind = keyof FactData;

/** Every kind once, in the order in which a pack numbers its facts. */
export const FACT_KINDS = [
  'tree',
  'langs',
  'manifests',
  'lockfile',
  'lock-missing',
  'dependency-diff',
  'licences',
  'unused-dependency',
  'undeclared-import',
  'history',
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
  'dup-share',
  'secrets',
  'todo',
  'loose',
  'loose-end',
  'env',
  'routes',
  'exports',
  'exports-diff',
  'routes-diff',
  'version-diff',
  'public-api',
  'undocumented-export',
  'docs-drift',
  'consumer',
  'tests',
  'test-reach',
  'unused-file',
  'unused-export',
  'ci',
  'workflow',
  'runtime',
  'docker',
  'log-message',
  'migrations',
  'sql',
  'docs',
  'adrs',
  'entry',
  'diff',
  'generated',
  'binaries',
  'hotspot',
  'about',
  'purpose',
  'command',
  'mention',
  'symptom',
  'frame',
  'message-source',
  'suspect',
  'related',
  'usage',
  'sink',
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

/** True counts, from before facts are cut: of kinds, and of groups that a collector counts (`lockfile:deprecated`). */
export type Totals = Readonly<Partial<Record<TotalKey, number>>>;
export type TotalKey = FactKind | `${FactKind}:${string}`;

/** Output of the `evidence` step. No times in it: identical inputs give identical bytes. */
export interface EvidencePack {
  readonly facts: readonly Fact[];
  /** absent in packs of older versions */
  readonly totals?: Totals;
  readonly gaps?: readonly CloneGap[];
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
