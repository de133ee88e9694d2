/**
 * What a rule is: a small pure function from numbered facts to findings. It states nothing that the
 * facts don't, so its evidence holds by construction. It can't know what the code is for, so its impact is modest.
 */
import type { Given } from '../../runner/core/flow-input.ts';
import {
  type EvidencePack,
  type Fact,
  type FactKind,
  type FactOf,
  factsOf,
  type Scope,
  type ScopeFile,
  type TotalKey,
} from '../contracts/evidence-pack.ts';
import type { Evidence, Finding } from '../contracts/finding.ts';
import { count } from '../wording.ts';

/** A finding as a rule writes it down; what all of them share is added by `selection.ts`. */
export interface FindingDraft {
  readonly title: string;
  readonly kind: Finding['kind'];
  /**
   * What it costs to leave it as it is, from 1 to 100, by a formula that the rule states. It decides the severity (see
   * `impact.ts`), the order, and what the limits keep. Decimals only separate findings of one rule.
   */
  readonly impact: number;
  /** 100 only for what the cited lines alone show */
  readonly confidence: 50 | 75 | 100;
  readonly claim: string;
  readonly failure?: string;
  readonly evidence: readonly Evidence[];
  readonly recommendation: string;
  readonly effort: Finding['effort'];
  readonly assumptions?: readonly string[];
  /** numbers in title and claim that none of the cited facts holds, such as sums */
  readonly figures?: readonly number[];
  /** set if it sums up several places, of a file or of all that the run reads; so the cited line is an example */
  readonly per?: 'file' | 'run';
  /**
   * what it is known by from run to run, beside its file, where the line that it cites first is an example: the other file
   * of a copy, or a cycle as such. Absent: it is known by that line
   */
  readonly subject?: string;
  /** what else it tells of, without citing it */
  readonly covers?: readonly Evidence[];
}

export interface Rule {
  readonly id: string;
  /** the kinds of facts that it reads */
  readonly kinds: readonly FactKind[];
  /** the personas whose concern it is: the first of them that is in the run has its findings */
  readonly lenses: readonly string[];
  /** whether it reads a whole tree, a change between two commits, or either */
  readonly on: 'tree' | 'change' | 'both';
  /** how many of its findings a run may have; default 3 */
  readonly most?: number;
  /**
   * what it proves that the rule finds nothing in a file. Absent: that there is nothing. `if-whole`: the same, but only in
   * a run that reads all files, since it depends on others. `nothing`: the rule leaves out what another finding tells
   */
  readonly silence?: 'if-whole' | 'nothing';
  /** the kinds whose facts it tells, if not all that it reads: where some of them were cut, its silence proves nothing */
  readonly tells?: readonly FactKind[];
  /** in any order: they are ranked by impact */
  apply(view: RuleView): FindingDraft[];
}

/** How rules access the facts. */
export interface RuleView {
  /** what the run is about: in a run that compares, only facts on changed lines (or, without a line, changed files) */
  facts<K extends FactKind>(kind: K): FactOf<K>[];
  /** every fact of the kind */
  all<K extends FactKind>(kind: K): FactOf<K>[];
  /** the first fact of the kind about a path */
  about<K extends FactKind>(kind: K, path: string | null): FactOf<K> | null;
  /** `totalOf` and `tally`, of this pack */
  total(key: TotalKey): number | null;
  tally(key: TotalKey, n: number, one: string, many?: string): string;
  /** all files of the head that the run reads */
  readonly files: readonly ScopeFile[];
  role(path: string | null): ScopeFile['role'] | null;
  /** whether the run compares two commits */
  readonly compares: boolean;
  /** whether any of the lines was changed; false in a run that does not compare */
  touches(path: string, start: number, end: number): boolean;
  /** how many of the lines the change adds or replaces */
  newLines(path: string, start: number, end: number): number;
  /** how the change has a path: added, deleted…; null when it was not changed */
  changeOf(path: string): Scope['changed'][number] | null;
  /** what the person gave beside the focus */
  readonly given: Given;
}

export function viewOf(pack: EvidencePack, scope: Scope, given: Given = {}): RuleView {
  const roles = new Map(scope.files.map((file) => [file.path, file.role]));
  const changes = new Map(scope.changed.map((change) => [change.path, change]));
  const hunks = Map.groupBy(scope.hunks, (hunk) => hunk.path);
  // The first fact of a kind and path wins: the pack has the best first.
  const first = new Map(pack.facts.toReversed().map((fact) => [`${fact.kind} ${fact.path}`, fact]));

  const touches = (path: string, start: number, end: number): boolean =>
    (hunks.get(path) ?? []).some((hunk) => hunk.start <= end && hunk.end >= start);
  const concerns = (fact: FactOf<FactKind>): boolean => {
    if (fact.path === null) return false;
    return fact.line === null ? changes.has(fact.path) : touches(fact.path, fact.line, fact.end ?? fact.line);
  };

  return {
    facts: (kind) => factsOf(pack, kind).filter((fact) => scope.base === null || concerns(fact)),
    all: (kind) => factsOf(pack, kind),
    about: <K extends FactKind>(kind: K, path: string | null) =>
      path === null ? null : ((first.get(`${kind} ${path}`) ?? null) as FactOf<K> | null),
    total: (key) => totalOf(pack, key),
    tally: (key, n, one, many) => tally(pack, key, n, one, many),
    files: scope.files,
    role: (path) => (path === null ? null : (roles.get(path) ?? null)),
    compares: scope.base !== null,
    touches,
    newLines: (path, start, end) =>
      (hunks.get(path) ?? []).reduce(
        (sum, hunk) => sum + Math.max(0, Math.min(hunk.end, end) - Math.max(hunk.start, start) + 1),
        0,
      ),
    changeOf: (path) => changes.get(path) ?? null,
    given,
  };
}

/** How many there are of a kind or group; null where only the first facts are kept and nothing counted them all. */
export function totalOf(pack: EvidencePack, key: TotalKey): number | null {
  const counted = pack.totals?.[key];
  if (counted !== undefined) return counted;
  const isCut = pack.unavailable.some((note) => note.kind === key && note.cut === true);
  return isCut || key.includes(':') ? null : pack.facts.filter(({ kind }) => kind === key).length;
}

/**
 * `12 packages`, for `n` facts of a kind: the true number where all of the kind or group are meant, the number of kept ones
 * where none was cut. Else `several packages`, since a number would depend on where the list was cut.
 */
export function tally(pack: EvidencePack, key: TotalKey, n: number, one: string, many?: string): string {
  const kind = key.split(':')[0];
  const kept = pack.facts.filter((fact) => fact.kind === kind).length;
  const total = totalOf(pack, key);
  if (total !== null && (key !== kind || n === kept)) return count(total, one, many);
  const isWhole = totalOf(pack, kind as FactKind) === kept;
  return isWhole ? count(n, one, many) : `several ${many ?? `${one}s`}`;
}

/** The facts of a kind that are about source: no tests, no documents, nothing generated. */
export function inSource<K extends FactKind>(view: RuleView, kind: K): FactOf<K>[] {
  return view.facts(kind).filter((fact) => view.role(fact.path) === 'src');
}

/** A fact's value where it is a number; 0 where it is not known. */
export function numberOf(fact: Fact): number {
  return typeof fact.value === 'number' ? fact.value : 0;
}

/** The highest value first; equal ones stay in the order of the pack. */
export function byValue(a: Fact, b: Fact): number {
  return numberOf(b) - numberOf(a);
}
