/** Source that no test reaches through imports. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, functionName, importedBy, list, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { isHard, isHot, toldHotspots } from './hotspots.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import { type FindingDraft, inSource, numberOf, type Rule, type RuleView } from './rule.ts';

/** Smaller files are left to the tests of what uses them. */
const LEAST_LINES = 20;
/** What no hotspot is must be large, and much must depend on it. */
const LEAST_LINES_COLD = 300;
const LEAST_IMPORTERS_COLD = 2;
const ASSUMPTION = 'tests reach code by importing it, not only by running it as a process or over a network';

/**
 * All of them as one finding. That no test reaches a reported hotspot is said there.
 * Impact: of hotspots, complexity × changes; of other files, lines × importers, at most P3.
 */
export const unreached: Rule = {
  id: 'unreached',
  kinds: ['test-reach', 'hotspot', 'complexity'],
  lenses: ['test-engineer', 'maintainability-reviewer'],
  on: 'tree',
  // A file whose hotspot is told is left out.
  silence: 'nothing',
  apply: (view) => {
    const told = toldHotspots(view).map(({ worst }) => worst.path);
    const [worst, ...others] = inSource(view, 'test-reach')
      .filter((fact) => numberOf(fact) >= LEAST_LINES && !told.includes(fact.path))
      .filter((fact) => hotOf(view, fact) !== null || (isException(view) && isWeighty(fact)))
      .sort((a, b) => riskOf(view, b) - riskOf(view, a));
    return worst === undefined ? [] : [unreachedDraft(view, worst, others)];
  },
};

function unreachedDraft(
  view: RuleView,
  worst: FactOf<'test-reach'>,
  others: readonly FactOf<'test-reach'>[],
): FindingDraft {
  const hot = hotOf(view, worst);
  const changes =
    hot === null ? '' : `; ${count(hot.data.changes, 'commit')} of the last 24 months changed it`;
  const next = others.slice(0, 2);
  const path = shortPath(worst.path ?? '');
  const sentences = [
    `No test file reaches ${worst.path} through its imports.`,
    `It has ${count(numberOf(worst), 'line')}${importers(worst)}${changes}.`,
    next.length === 0
      ? ''
      : `The same holds for ${list(
          [
            ...next.map((fact) => `${fact.path} (${count(numberOf(fact), 'line')})`),
            ...others.slice(2).map(({ path: other }) => other ?? ''),
          ],
          2,
        )}.`,
  ];
  return {
    title:
      others.length === 0
        ? `No test reaches ${path} (${count(numberOf(worst), 'line')})`
        : `No test reaches ${path} (${count(numberOf(worst), 'line')}) and ${count(others.length, 'more file')}`,
    kind: 'test-gap',
    ...(others.length > 0 ? { per: 'run' } : {}),
    impact:
      hot === null
        ? onScale(numberOf(worst) * (1 + worst.data.fan_in), [LEAST_LINES, 100_000], [5, BELOW_MEDIUM])
        : onScale(numberOf(hot), [30, 100_000], [35, BELOW_HIGH - 10]),
    confidence: 75,
    claim: sentences.filter((sentence) => sentence !== '').join(' '),
    // Without the lines of a function: they are the hotspot's to cite, and two findings at one place become one.
    evidence: cite(worst, ...next),
    recommendation: firstTest(view, worst),
    effort: 'M',
    figures: [24, hot?.data.changes ?? 0, others.length, Math.max(0, others.length - 2)],
    assumptions: [ASSUMPTION],
  };
}

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
  return fact !== null && isHot(fact) && isHard(fact) ? fact : null;
}

/** Hotspots first, then files with many importers, then large ones. */
function riskOf(view: RuleView, fact: FactOf<'test-reach'>): number {
  const hot = hotOf(view, fact);
  return (hot === null ? 0 : numberOf(hot)) * 1_000 + fact.data.fan_in * 20 + numberOf(fact);
}

/** A change of fewer new lines is no news in a file that was never tested, nor are fewer in all. */
const LEAST_ADDED = 10;
const LEAST_ADDED_IN_ALL = 25;

/** One finding for all files. Impact: the lines that the change adds to them, always P3. */
export const untestedChange: Rule = {
  id: 'untested-change',
  kinds: ['diff', 'test-reach'],
  lenses: ['test-engineer', 'correctness-reviewer'],
  on: 'change',
  most: 1,
  silence: 'if-whole',
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
    if (added < LEAST_ADDED_IN_ALL) return [];
    const path = first.fact.path ?? '';
    const told = files.map(({ fact }) => `${fact.path} (${fact.data.added})`);
    return [
      {
        title:
          others.length === 0
            ? `No test reaches ${shortPath(path)} (${count(added, 'added line')})`
            : `No test reaches ${count(files.length, 'changed file')} (${count(added, 'added line')})`,
        kind: 'test-gap',
        ...(others.length > 0 ? { per: 'run' as const } : {}),
        impact: onScale(added, [LEAST_ADDED_IN_ALL, 1_000], [20, BELOW_MEDIUM]),
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
