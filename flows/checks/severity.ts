/** Severities and confidence anchors: their order, and the caps that a finding's words and citations set. */
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
 * By severity; what an agent read before what only rules found; rules' findings by impact; then by confidence, place and
 * title. The order does not depend on the order of the input.
 */
export function byGravity(a: Claim, b: Claim): number {
  return (
    compare(a.severity ?? 'P9', b.severity ?? 'P9') ||
    compare(a.origin, b.origin) ||
    (a.origin === 'rule' ? (b.impact ?? 0) - (a.impact ?? 0) : 0) ||
    (b.confidence ?? 0) - (a.confidence ?? 0) ||
    (b.impact ?? 0) - (a.impact ?? 0) ||
    compare(a.evidence[0]?.path ?? '', b.evidence[0]?.path ?? '') ||
    (a.evidence[0]?.start ?? 0) - (b.evidence[0]?.start ?? 0) ||
    compare(a.title, b.title)
  );
}

export type Grade = Pick<Claim, 'severity' | 'confidence' | 'ceiling' | 'adjusted'>;

/** The cap for a finding that names no failure, or is about tests or documentation only. */
const MINOR = 'P2';
/** The cap for a finding whose first citation does not hold in the file that it names. */
const UNPROVED = 50;

/** `checked`: all citations of the finding, in the order given, good or not. */
export function grade(
  item: Readonly<Record<string, unknown>>,
  checked: readonly CheckedEvidence[],
  areaOf: (path: string) => ScopeFile['area'] | null,
): Grade {
  const adjusted: string[] = [];
  const given = Severity.catch('P3').parse(item.severity);
  const reason = minorBecause(item, checked, areaOf);
  const severity = reason === null ? given : capped(given, MINOR);
  if (severity !== given) adjusted.push(`${given} → ${severity}: ${reason}`);

  const stated = ANCHORS.find((anchor) => anchor === item.confidence) ?? 0;
  const first = checked[0];
  const proved = first !== undefined && isGood(first.state) && first.state !== 'refiled';
  const confidence = proved ? stated : Math.min(stated, UNPROVED);
  if (confidence !== stated)
    adjusted.push(`${stated} → ${confidence}: its first citation does not hold where it points`);
  return { severity, confidence, ceiling: severity, adjusted };
}

function minorBecause(
  item: Readonly<Record<string, unknown>>,
  checked: readonly CheckedEvidence[],
  areaOf: (path: string) => ScopeFile['area'] | null,
): string | null {
  if (typeof item.failure !== 'string' || item.failure.trim() === '') return 'names no failure';
  const areas = checked.flatMap(({ state, path }) => (isGood(state) && path !== null ? [areaOf(path)] : []));
  const minor = areas.length > 0 && areas.every((area) => area === 'test' || area === 'docs');
  return minor ? 'about tests or documentation only' : null;
}

/** `1 P0, 2 P2`. */
export function countBySeverity(claims: readonly Pick<Claim, 'severity'>[]): string {
  return SEVERITIES.flatMap((severity) => {
    const { length } = claims.filter((claim) => claim.severity === severity);
    return length > 0 ? [`${length} ${severity}`] : [];
  }).join(', ');
}
