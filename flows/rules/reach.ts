/** Source that no test reaches through imports. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, functionName, importedBy, list, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { isHot } from './hotspots.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import { inSource, numberOf, type Rule, type RuleView } from './rule.ts';

/** Smaller files are listed in no finding of their own. */
const LEAST_LINES = 20;
/** What no hotspot is must be large, and others must depend on it. */
const LEAST_LINES_COLD = 100;
const LEAST_IMPORTERS_COLD = 2;
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
      .filter((fact) => hotOf(view, fact) !== null || (isException(view) && isWeighty(fact)))
      .map((fact) => ({ fact, risk: riskOf(view, fact) }))
      .sort((a, b) => b.risk - a.risk);
    return ranked.map(({ fact }, rank) => {
      const hot = hotOf(view, fact);
      const changes = view.about('churn', fact.path);
      const next = rank === 0 ? ranked.slice(1, 3).map(({ fact: other }) => other) : [];
      const sentences = [
        `No test file reaches ${fact.path} through its imports.`,
        `It has ${count(numberOf(fact), 'line')}${importers(fact)}${changes === null ? '' : `; ${count(numberOf(changes), 'recent commit')} changed it`}.`,
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

/** That nothing imports a file is not said: it may be loaded in another way. */
function importers({ data }: FactOf<'test-reach'>): string {
  return data.fan_in === 0 ? '' : `, and ${importedBy(data.fan_in)}`;
}

function isWeighty(fact: FactOf<'test-reach'>): boolean {
  return numberOf(fact) >= LEAST_LINES_COLD && fact.data.fan_in >= LEAST_IMPORTERS_COLD;
}

/** Where tests reach less than half of the source, one more file without a test is no news unless it is a hotspot. */
function isException(view: RuleView): boolean {
  const whole = view.all('test-reach').find(({ path }) => path === null);
  return whole?.data.of !== undefined && numberOf(whole) * 2 < whole.data.of;
}

function firstTest(view: RuleView, fact: FactOf<'test-reach'>): string {
  const hardest = view.about('complexity', fact.path);
  return hardest === null
    ? 'Begin with one test of what its importers use.'
    : `Begin with ${functionName(hardest.data.name)} at line ${hardest.line}, the hardest to follow (complexity ${hardest.value}).`;
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

/** A change of fewer new lines is no news in a file that was never tested. */
const LEAST_ADDED = 10;

/** One finding for all files. Impact: the lines that the change adds to them, always P3. */
export const untestedChange: Rule = {
  id: 'untested-change',
  kinds: ['diff', 'test-reach'],
  lenses: ['test-engineer', 'correctness-reviewer'],
  on: 'change',
  most: 1,
  apply(view) {
    if (!isException(view)) return [];
    const files = inSource(view, 'diff')
      .filter((fact) => fact.subject !== 'deleted' && fact.data.added >= LEAST_ADDED)
      .filter((fact) => view.newLines(fact.path ?? '', 1, Number.MAX_SAFE_INTEGER) >= LEAST_ADDED)
      .flatMap((fact) => {
        const reach = view.about('test-reach', fact.path);
        return reach === null ? [] : [{ fact, reach }];
      })
      .sort((a, b) => b.fact.data.added - a.fact.data.added);
    const [first, ...others] = files;
    if (first === undefined) return [];
    const added = files.reduce((sum, { fact }) => sum + fact.data.added, 0);
    const path = first.fact.path ?? '';
    const told = files.map(({ fact }) => `${fact.path} (${fact.data.added})`);
    return [
      {
        title:
          others.length === 0
            ? `No test reaches ${shortPath(path)} (${count(added, 'added line')})`
            : `No test reaches ${count(files.length, 'changed file')} (${count(added, 'added line')})`,
        kind: 'test-gap',
        impact: onScale(added, [LEAST_ADDED, 1_000], [20, BELOW_MEDIUM]),
        confidence: 75,
        claim: `No test file reaches ${list(told, 4)} through its imports; in brackets, the lines that the change adds. Tests reach most other source files here.`,
        evidence: cite(...files.slice(0, 3).flatMap(({ fact, reach }) => [fact, reach])),
        figures: [files.length, added],
        recommendation: 'Add a test that fails without this change, by way of what its importers call.',
        effort: 'S',
        assumptions: [ASSUMPTION],
      },
    ];
  },
};
