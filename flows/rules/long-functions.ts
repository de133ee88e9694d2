/** Functions that are long and branch, wherever they are and however seldom they change. */
import type { Fact, FactOf } from '../contracts/evidence-pack.ts';
import { capitalized, count, functionName, place } from '../wording.ts';
import { cite } from './cite.ts';
import { extraction, isMarkup, titled, toldHotspots } from './hotspots.ts';
import { onScale } from './impact.ts';
import { type FindingDraft, inSource, numberOf, type Rule } from './rule.ts';

/** From so many lines of code on a function is reported, if it has at least so much cognitive complexity. */
const TOO_LONG: readonly (readonly [lines: number, cognitive: number])[] = [
  [60, 50],
  [100, 25],
  // Not without a branch: what only builds a text or a table is read from top to bottom.
  [300, 3],
];
const EFFORTS = [
  [300, 'L'],
  [150, 'M'],
] as const;
/** What each line weighs without any branch. */
const PER_LINE = 5;

/**
 * Impact: lines of code × (5 + cognitive complexity), on a logarithmic scale from 500 to 500,000, at most 70. Of functions
 * inside each other, the outer one is reported.
 */
export const longFunction: Rule = {
  id: 'long-function',
  kinds: ['longfn', 'hotspot'],
  tells: ['longfn'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'tree',
  most: 2,
  apply: (view) => {
    const told = toldHotspots(view).flatMap(({ worst, next }) => (next === null ? [worst] : [worst, next]));
    const long = inSource(view, 'longfn').filter(isLong);
    return long
      .filter((fact) => ![...told, ...long].some((other) => other !== fact && holds(other, fact)))
      .map(longDraft)
      .sort((a, b) => b.impact - a.impact);
  },
};

function isLong(fact: FactOf<'longfn'>): boolean {
  return TOO_LONG.some(([lines, cognitive]) => numberOf(fact) >= lines && fact.data.cognitive >= cognitive);
}

/** Whether a function is the other one or inside it. */
function holds(outer: Fact, inner: Fact): boolean {
  return (
    outer.path === inner.path &&
    (outer.line ?? 0) <= (inner.line ?? 0) &&
    (outer.end ?? outer.line ?? 0) >= (inner.end ?? inner.line ?? 0)
  );
}

function longDraft(fact: FactOf<'longfn'>): FindingDraft {
  const { name, complexity, cognitive, nesting } = fact.data;
  const lines = numberOf(fact);
  const nested = nesting > 1 ? `, nested up to ${nesting} deep` : '';
  return {
    title: titled('Long function', fact, count(lines, 'line')),
    kind: 'debt',
    impact: onScale(lines * (PER_LINE + cognitive), [500, 500_000], [10, 70]),
    confidence: 75,
    claim: `${capitalized(functionName(name))} (${place(fact)}) has ${count(lines, 'line')} of code without comments and blank lines, and complexity ${complexity}${nested}.`,
    evidence: cite(fact),
    recommendation: isMarkup(fact.path)
      ? 'Extract components for its parts, and hooks for its state.'
      : capitalized(extraction(fact.data)),
    effort: EFFORTS.find(([least]) => lines >= least)?.[1] ?? 'S',
  };
}
