/** Severities and confidence anchors: their order, and the caps that a finding's words and citations set. */
import { countsInWords } from '../../runner/core/run-outcome.ts';
import { type CheckedEvidence, type Claim, isGood } from '../contracts/checked.ts';
import type { ScopeFile } from '../contracts/evidence-pack.ts';
import { Severity } from '../contracts/finding.ts';
import { compare } from '../ordering.ts';

export const SEVERITIES: readonly Severity[] = ['P0', 'P1', 'P2', 'P3'];
export const ANCHORS: readonly number[] = [0, 25, 50, 75, 100];

/** The more severe of two. */
export function graver(a: Severity | null, b: Severity | null): Severity | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** A severity, at most as severe as a cap. */
export function capped(severity: Severity, cap: Severity): Severity {
  return severity < cap ? cap : severity;
}

/** The anchor some steps up or down, within 0 and 100. */
export function anchorBy(confidence: number, steps: number): number {
  const at = ANCHORS.findLastIndex((anchor) => anchor <= confidence) + steps;
  return ANCHORS[Math.max(0, Math.min(ANCHORS.length - 1, at))] ?? 0;
}

/**
 * By severity; what is near the run's focus first; what an agent read before what only rules found; rules' findings by
 * impact; then by confidence, place and title. The order does not depend on the order of the input.
 */
export function byGravity(a: Claim, b: Claim): number {
  return (
    compare(a.severity ?? 'P9', b.severity ?? 'P9') ||
    Number(b.nearFocus ?? false) - Number(a.nearFocus ?? false) ||
    compare(a.source, b.source) ||
    (a.source === 'rule' ? (b.impact ?? 0) - (a.impact ?? 0) : 0) ||
    (b.confidence ?? 0) - (a.confidence ?? 0) ||
    (b.impact ?? 0) - (a.impact ?? 0) ||
    compare(a.evidence[0]?.path ?? '', b.evidence[0]?.path ?? '') ||
    (a.evidence[0]?.start ?? 0) - (b.evidence[0]?.start ?? 0) ||
    compare(a.title, b.title)
  );
}

export type Grade = Pick<Claim, 'severity' | 'confidence' | 'ceiling' | 'adjusted'>;

/** The cap for a finding that names no failure, or is about tests, examples or documentation only. */
const MINOR = 'P2';
const MINOR_ROLES: ReadonlySet<ScopeFile['role']> = new Set([
  'test',
  'docs',
  'example',
  'benchmark',
  'fixture',
  'snapshot',
]);
/** The least severity of what no longer compiles, builds or starts. */
const BROKEN = 'P1';
/** The cap for a finding whose first citation does not hold in the file that it names. */
const UNPROVED = 50;

/** `checked`: all citations of the finding, in the order given, good or not. */
export function grade(
  item: Readonly<Record<string, unknown>>,
  checked: readonly CheckedEvidence[],
  roleOf: (path: string) => ScopeFile['role'] | null,
): Grade {
  const adjusted: string[] = [];
  const given = Severity.catch('P3').parse(item.severity);
  const { severity, why } = severityOf(given, item, checked, roleOf);
  if (severity !== given) adjusted.push(`${given} → ${severity}: ${why}`);

  const stated = ANCHORS.find((anchor) => anchor === item.confidence) ?? 0;
  const first = checked[0];
  const proved = first !== undefined && isGood(first.state) && first.state !== 'refiled';
  const confidence = proved ? stated : Math.min(stated, UNPROVED);
  if (confidence !== stated)
    adjusted.push(`${stated} → ${confidence}: its first citation does not hold where it points`);
  return { severity, confidence, ceiling: severity, adjusted };
}

function severityOf(
  given: Severity,
  item: Readonly<Record<string, unknown>>,
  checked: readonly CheckedEvidence[],
  roleOf: (path: string) => ScopeFile['role'] | null,
): { severity: Severity; why: string } {
  // A suite that does not compile guards nothing, so it weighs like the code that it should test.
  if (item.breaksBuild === true && namesFailure(item)) {
    return { severity: graver(given, BROKEN) ?? given, why: 'after it the code or its tests do not build' };
  }
  const why = minorBecause(item, checked, roleOf);
  return { severity: why === null ? given : capped(given, MINOR), why: why ?? '' };
}

function namesFailure({ failure }: Readonly<Record<string, unknown>>): boolean {
  return typeof failure === 'string' && failure.trim() !== '';
}

function minorBecause(
  item: Readonly<Record<string, unknown>>,
  checked: readonly CheckedEvidence[],
  roleOf: (path: string) => ScopeFile['role'] | null,
): string | null {
  if (!namesFailure(item)) return 'names no failure';
  const roles = checked.flatMap(({ state, path }) => (isGood(state) && path !== null ? [roleOf(path)] : []));
  const minor = roles.length > 0 && roles.every((role) => role !== null && MINOR_ROLES.has(role));
  return minor ? 'about tests, examples or documentation only' : null;
}

/** `1 high, 2 medium`; empty for no findings. */
export function countInWords(claims: readonly Pick<Claim, 'severity'>[]): string {
  const counts = { P0: 0, P1: 0, P2: 0, P3: 0 };
  for (const { severity } of claims) if (severity !== null) counts[severity] += 1;
  return countsInWords(counts);
}

/** `1 P0, 2 P2`. */
export function countBySeverity(claims: readonly Pick<Claim, 'severity'>[]): string {
  return SEVERITIES.flatMap((severity) => {
    const { length } = claims.filter((claim) => claim.severity === severity);
    return length > 0 ? [`${length} ${severity}`] : [];
  }).join(', ');
}
