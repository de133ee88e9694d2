/** Code that nothing uses, as one finding each for files and for exports. */
import type { Fact } from '../contracts/evidence-pack.ts';
import { clip, list, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, inSource, numberOf, type Rule } from './rule.ts';

const LENSES = ['architect', 'maintainability-reviewer'];

/** Impact: the lines of all of them. */
export const unusedFiles: Rule = {
  id: 'unused-files',
  kinds: ['unused-file'],
  lenses: LENSES,
  on: 'tree',
  silence: 'if-whole',
  apply: (view) => {
    const facts = inSource(view, 'unused-file').sort(byValue);
    const [largest] = facts;
    if (largest === undefined) return [];
    const path = shortPath(largest.path ?? '', 50);
    const lines = linesOf(facts);
    const all = view.tally('unused-file', facts.length, 'unused file');
    return [
      {
        title:
          facts.length === 1
            ? `Unused file: ${path} (${lines} lines)`
            : `${all}, the largest: ${path} (${numberOf(largest)} lines)`,
        kind: 'debt',
        ...(facts.length > 1 ? { per: 'run' as const } : {}),
        impact: onScale(lines, [10, 3_000], [8, BELOW_MEDIUM]),
        confidence: 75,
        claim: `No other file of the repository imports or names ${list(facts.map((fact) => `${fact.path} (${numberOf(fact)} lines)`))}. Entry points of manifests, files that frameworks load by their place, and imports by a computed name are taken into account.`,
        evidence: cite(...facts.slice(0, 6)),
        figures: [facts.length],
        recommendation: 'Delete what is left over, or import it where it was meant to be used.',
        effort: 'S',
        assumptions: ['nothing outside this repository loads it by its path'],
      },
    ];
  },
};

/** Impact: the lines of all of them. */
export const unusedExports: Rule = {
  id: 'unused-exports',
  kinds: ['unused-export'],
  lenses: LENSES,
  on: 'tree',
  silence: 'if-whole',
  apply: (view) => {
    const facts = inSource(view, 'unused-export').sort(byValue);
    const [largest] = facts;
    if (largest === undefined) return [];
    const path = shortPath(largest.path ?? '', 34);
    const lines = linesOf(facts);
    const all = view.tally('unused-export', facts.length, 'unused export');
    const names = list(facts.map((fact) => `${fact.subject} (${fact.path}:${fact.line})`));
    return [
      {
        title:
          facts.length === 1
            ? `Unused export: ${clip(largest.subject ?? '', 44)} in ${path}`
            : `${all}, the largest: ${clip(largest.subject ?? '', 34)} in ${path}`,
        kind: 'debt',
        ...(facts.length > 1 ? { per: 'run' as const } : {}),
        impact: onScale(lines, [5, 1_000], [5, 30]),
        confidence: 75,
        claim: `The names of these exports are written nowhere else in the repository, neither in code nor in tests or documents: ${names}.`,
        evidence: cite(...facts.slice(0, 3)),
        figures: [facts.length, ...facts.map((fact) => fact.line ?? 0)],
        recommendation: 'Delete them, with what only they use.',
        effort: 'S',
        assumptions: ['nothing outside this repository imports them'],
      },
    ];
  },
};

function linesOf(facts: readonly Fact[]): number {
  return facts.reduce((sum, fact) => sum + numberOf(fact), 0);
}
