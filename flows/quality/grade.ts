/** What severity and confidence a finding may keep: the caps that its words and its citations set. */
import { type CheckedEvidence, type Claim, isGood } from '../contracts/checked.ts';
import type { ScopeFile } from '../contracts/evidence-pack.ts';
import { Severity } from '../contracts/finding.ts';
import { ANCHORS, capped } from './severity.ts';

export type Grade = Pick<Claim, 'severity' | 'confidence' | 'ceiling' | 'adjusted'>;

/** The most for a finding that names no failure, or that is about tests or documentation alone. */
const MINOR = 'P2';
/** The most for a finding whose first citation does not hold in the file that it names. */
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
