/** Source that no test reaches through imports. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, importedBy, list, shortPath, UNNAMED } from '../wording.ts';
import { cite } from './cite.ts';
import { isHot } from './hotspots.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import { inSource, numberOf, type Rule, type RuleView } from './rule.ts';

/** Smaller files are listed in no finding of their own. */
const LEAST_LINES = 20;
const ASSUMPTION = 'tests reach code by importing it, not only by running it as a process or over a network';

/** Impact: of a hotspot, its changes × complexity; of other files, lines × importers, at most P3. */
export const unreached: Rule = {
  id: 'unreached',
  kinds: ['test-reach', 'hotspot', 'churn', 'complexity'],
  lenses: ['test-engineer', 'maintainability-reviewer'],
  on: 'tree',
  apply: (view) => {
    const ranked = inSource(view, 'test-reach')
      .filter((fact) => numberOf(fact) >= LEAST_LINES)
      .map((fact) => ({ fact, risk: riskOf(view, fact) }))
      .sort((a, b) => b.risk - a.risk);
    return ranked.map(({ fact }, rank) => {
      const hot = hotOf(view, fact);
      const changes = view.about('churn', fact.path);
      const next = rank === 0 ? ranked.slice(1, 3).map(({ fact: other }) => other) : [];
      const sentences = [
        `No test file reaches ${fact.path} through its imports.`,
        `It has ${count(numberOf(fact), 'line')}, ${importedBy(fact.data.fan_in)}${changes === null ? '' : `, and ${count(numberOf(changes), 'recent commit')} changed it`}.`,
        next.length === 0 ? '' : `Next by risk: ${list(next.map(({ path }) => path ?? ''))}.`,
      ];
      return {
        title: `No test reaches ${shortPath(fact.path ?? '')} (${count(numberOf(fact), 'line')})`,
        kind: 'test-gap',
        impact:
          hot === null
            ? onScale(numberOf(fact) * (1 + fact.data.fan_in), [LEAST_LINES, 100_000], [5, BELOW_MEDIUM])
            : onScale(numberOf(hot), [30, 100_000], [40, BELOW_HIGH - 5]),
        confidence: 75,
        claim: sentences.filter((sentence) => sentence !== '').join(' '),
        // Without the lines of a function: they are the hotspot's to cite, and two findings at one place become one.
        evidence: cite(fact, changes, ...next),
        recommendation: firstTest(view, fact),
        effort: 'M',
        assumptions: [ASSUMPTION],
      };
    });
  },
};

function firstTest(view: RuleView, fact: FactOf<'test-reach'>): string {
  const most = view.about('complexity', fact.path)?.data.most ?? null;
  return most === null
    ? 'Begin with one test of what its importers use.'
    : `Begin with ${most.name ?? UNNAMED} at line ${most.line}: it has the most branches (${most.value}).`;
}

function hotOf(view: RuleView, { path }: FactOf<'test-reach'>): FactOf<'hotspot'> | null {
  const fact = view.about('hotspot', path);
  return fact !== null && isHot(fact) ? fact : null;
}

/** Hotspots first, then files with many importers, then large ones. */
function riskOf(view: RuleView, fact: FactOf<'test-reach'>): number {
  const hot = hotOf(view, fact);
  return (hot === null ? 0 : numberOf(hot)) * 1_000 + fact.data.fan_in * 20 + numberOf(fact);
}

/** Impact: changed lines. */
export const untestedChange: Rule = {
  id: 'untested-change',
  kinds: ['diff', 'test-reach'],
  lenses: ['test-engineer', 'correctness-reviewer'],
  on: 'change',
  apply: (view) =>
    inSource(view, 'diff')
      .filter((fact) => fact.subject !== 'deleted')
      .flatMap((fact) => {
        const reach = view.about('test-reach', fact.path);
        return reach === null ? [] : [{ fact, reach }];
      })
      .sort((a, b) => numberOf(b.fact) - numberOf(a.fact))
      .map(({ fact, reach }) => ({
        title: `${shortPath(fact.path ?? '')} changes by ${count(numberOf(fact), 'line')}, and no test reaches it`,
        kind: 'test-gap',
        impact: onScale(Math.max(1, numberOf(fact)), [1, 5_000], [40, 60]),
        confidence: 75,
        claim: `The change adds ${count(fact.data.added, 'line')} to ${fact.path} and removes ${fact.data.deleted}; no test file reaches that file through its imports, and ${importedBy(reach.data.fan_in)}.`,
        evidence: cite(fact, reach),
        recommendation: 'Add a test that fails without this change, by way of what its importers call.',
        effort: 'S',
        assumptions: [ASSUMPTION],
      })),
};
