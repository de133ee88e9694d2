/** What one run shows and another does not: the findings of two runs of a flow on a project, by fingerprint. Pure. */
import type { EarlierFinding } from './ledger.ts';
import type { ComparedRun, Comparison } from './ports/ledger.ts';
import { OutcomeFinding } from './run-outcome.ts';

/** A run, with what its report says of findings. */
export interface ReportedFindings extends ComparedRun {
  /** those of its outcome */
  readonly shown: readonly OutcomeFinding[];
  /** fingerprints of what was found, but not shown: dismissed, over a limit or below the gate */
  readonly unshown: readonly string[];
}

/** `fixed`: fingerprints of what was fixed after the earlier run and no later than the later one. */
export function compareFindings(
  from: ReportedFindings,
  to: ReportedFindings,
  fixed: ReadonlySet<string>,
): Comparison {
  const [before, after] = [from, to].map(({ shown }) =>
    shown.map((finding) => OutcomeFinding.parse(finding)),
  );
  const known = fingerprintsOf(before ?? []);
  const found = new Set([...fingerprintsOf(after ?? []), ...to.unshown]);
  const gone = onePerFingerprint(before ?? []).filter(({ fingerprint }) => !found.has(fingerprint));
  return {
    from: runOf(from),
    to: runOf(to),
    new: (after ?? []).filter(({ fingerprint }) => !known.has(fingerprint)),
    persisting: (after ?? []).filter(({ fingerprint }) => known.has(fingerprint)),
    fixed: gone.filter(({ fingerprint }) => fixed.has(fingerprint)).map(earlier),
    not_reviewed: gone.filter(({ fingerprint }) => !fixed.has(fingerprint)).map(earlier),
  };
}

function fingerprintsOf(findings: readonly OutcomeFinding[]): ReadonlySet<string> {
  return new Set(findings.map(({ fingerprint }) => fingerprint));
}

/** Two findings of a run may share a line, and so a fingerprint. */
function onePerFingerprint(findings: readonly OutcomeFinding[]): OutcomeFinding[] {
  return [
    ...new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding])).values(),
  ].reverse();
}

function earlier({ fingerprint, title, severity, kind, path, line }: OutcomeFinding): EarlierFinding {
  return { fingerprint, title, severity, kind, path, line };
}

function runOf({ run_id, project_id, flow_name, commit_sha, created_at }: ReportedFindings): ComparedRun {
  return { run_id, project_id, flow_name, commit_sha, created_at };
}
