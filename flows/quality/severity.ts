/** Severities and anchors: their order, and what caps them. */
import type { Claim } from '../contracts/checked.ts';
import type { Severity } from '../contracts/finding.ts';

export const SEVERITIES: readonly Severity[] = ['P0', 'P1', 'P2', 'P3'];
export const ANCHORS: readonly number[] = [0, 25, 50, 75, 100];

/** The graver of two. */
export function graver(a: Severity | null, b: Severity | null): Severity | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** A severity, but no graver than a cap. */
export function capped(severity: Severity, cap: Severity): Severity {
  return severity < cap ? cap : severity;
}

/** The anchor some steps up or down, within 0 and 100. */
export function anchorBy(confidence: number, steps: number): number {
  const at = ANCHORS.findLastIndex((anchor) => anchor <= confidence) + steps;
  return ANCHORS[Math.max(0, Math.min(ANCHORS.length - 1, at))] ?? 0;
}

/** Gravest first, then surest, then by place and title: the same order from the same claims, whatever order they came in. */
export function byGravity(a: Claim, b: Claim): number {
  return (
    compare(a.severity ?? 'P9', b.severity ?? 'P9') ||
    (b.confidence ?? 0) - (a.confidence ?? 0) ||
    compare(a.evidence[0]?.path ?? '', b.evidence[0]?.path ?? '') ||
    (a.evidence[0]?.start ?? 0) - (b.evidence[0]?.start ?? 0) ||
    compare(a.title, b.title)
  );
}

/** By code units: no locale, so the same on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
