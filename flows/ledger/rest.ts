/**
 * What becomes of known findings that this run does not show. Pure. `fixed` is only what code can vouch for; nothing is
 * said of findings of another branch.
 */
import type { EarlierFinding, KnownFinding } from '../../runner/core/ledger.ts';
import type { DismissedFinding, RuleRun, VerdictLedger } from '../contracts/ledger.ts';
import { compare } from '../ordering.ts';
import type { LocatedFinding } from './location.ts';

export interface RunCoverage {
  readonly commit_sha: string;
  /** fingerprints that rules found again, in whatever finding */
  readonly seen: ReadonlySet<string>;
  /** of findings whose cited line is nowhere in their file any more */
  readonly lineGone: ReadonlySet<string>;
  readonly rules: ReadonlyMap<string, RuleRun>;
  /** whether rules read a file; null for what is about no file */
  readonly isRead: (path: string | null) => boolean;
}

/** `located`: the known findings that no finding of this run stands for. */
export function judgeRest(
  located: readonly LocatedFinding[],
  coverage: RunCoverage,
): Omit<VerdictLedger, 'since'> {
  const judged = located.map((one) => ({ known: one.known, as: fateOf(one, coverage) }));
  const listed = (as: Fate): EarlierFinding[] =>
    judged.flatMap((one) => (one.as === as ? [earlier(one.known)] : [])).sort(byGravity);
  return {
    fixed: listed('fixed'),
    not_reviewed: listed('not_reviewed'),
    beyond: listed('beyond'),
    dismissed: judged
      .flatMap(({ known, as }): DismissedFinding[] =>
        as === 'dismissed' && known.dismissed !== null
          ? [{ ...earlier(known), dismissal: known.dismissed }]
          : [],
      )
      .sort(byGravity),
  };
}

type Fate = 'fixed' | 'not_reviewed' | 'beyond' | 'dismissed' | 'unsaid';

function fateOf(located: LocatedFinding, coverage: RunCoverage): Fate {
  const { known, related } = located;
  const isSeen = coverage.seen.has(known.fingerprint);
  if (known.dismissed !== null) return isSeen ? 'dismissed' : 'unsaid';
  if (isSeen) return 'beyond';
  // Another run at this commit said so already.
  if (known.fixed_at === coverage.commit_sha) return 'fixed';
  if (known.fixed_at !== null || !related) return 'unsaid';
  return isGone(located, coverage) ? 'fixed' : 'not_reviewed';
}

function isGone({ known, file, path, comparable }: LocatedFinding, coverage: RunCoverage): boolean {
  if (file === 'gone' || coverage.lineGone.has(known.fingerprint)) return true;
  if (!comparable || known.source !== 'rule' || known.rule === null || file === 'unknown') return false;
  return coverage.rules.get(known.rule)?.vouches === true && coverage.isRead(path);
}

function earlier({ fingerprint, title, severity, kind, rule, path, line }: KnownFinding): EarlierFinding {
  return { fingerprint, title, severity, kind, rule, path, line };
}

/** The order of the lists of earlier findings: severity, place, title. */
export function byGravity(a: EarlierFinding, b: EarlierFinding): number {
  return (
    compare(a.severity, b.severity) ||
    compare(a.path ?? '', b.path ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.title, b.title) ||
    compare(a.fingerprint, b.fingerprint)
  );
}
