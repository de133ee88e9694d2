/** Hotspots: functions that are hard to follow in files that change often; and long functions. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { capitalized, count, functionName, importedBy, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, type FindingDraft, inSource, numberOf, type Rule, type RuleView } from './rule.ts';

/** Below this a file is no hotspot, however complex: nothing is gained where nobody works. */
const LEAST_CHANGES = 3;
/** From this many new lines in its function on, a change to a hotspot is reported. */
const LARGE_CHANGE = 50;
const LONGEST_TITLE = 100;

type Hotspot = FactOf<'hotspot'>;

export const isHot = ({ data }: Hotspot): boolean => data.changes >= LEAST_CHANGES && data.recent > 0;

/** The hot functions of each file, the worst first; the file with the worst one first. */
function hotFiles(view: RuleView): Hotspot[][] {
  const hot = inSource(view, 'hotspot').filter(isHot).toSorted(byValue);
  return [...Map.groupBy(hot, ({ path }) => path).values()];
}

export const hotspot: Rule = {
  id: 'hotspot',
  kinds: ['hotspot', 'test-reach'],
  lenses: ['maintainability-reviewer', 'architect', 'historian'],
  on: 'tree',
  apply: (view) =>
    hotFiles(view).flatMap(([worst, next]) => (worst === undefined ? [] : [hotspotDraft(view, worst, next)])),
};

/**
 * Impact: the fact's value (cognitive complexity × changes × share of the file × what depends on it) on a logarithmic scale
 * from 10 to 100,000, up to 79. It is P2 from about 130 on.
 */
function hotspotDraft(view: RuleView, worst: Hotspot, next: Hotspot | undefined): FindingDraft {
  const { name, complexity, nesting, lines, changes, recent, fan_in } = worst.data;
  const nested = nesting > 1 ? `, with branches nested up to ${nesting} deep` : '';
  const sentences = [
    `${capitalized(functionName(name))} (${place(worst)}) has complexity ${complexity} in ${count(lines, 'line')} of code${nested}.`,
    `${count(changes, 'commit')} changed its file in the last 24 months, ${recent === changes ? 'all' : recent} of them in the last 12.`,
    fan_in === 0 ? '' : `${importedBy(fan_in)}.`,
    next === undefined
      ? ''
      : `Next in the file: ${functionName(next.data.name)} at line ${next.line} (complexity ${next.data.complexity}).`,
  ];
  return {
    title: titled('Hotspot', worst, `complexity ${complexity}, ${count(changes, 'change')}`, ' in 24 months'),
    kind: 'debt',
    impact: onScale(numberOf(worst), [10, 100_000], [25, BELOW_HIGH]),
    confidence: 75,
    claim: sentences.filter((sentence) => sentence !== '').join(' '),
    evidence: cite(worst, next ?? null),
    recommendation: advice(view, worst),
    effort: lines >= 100 ? 'L' : 'M',
    figures: [24, 12],
  };
}

const DEEP = 4;

/** What a reviewer would ask for before the next change: tests first where none reach it, then the deepest block. */
function advice(view: RuleView, { path, line, data }: Hotspot): string {
  const { name, nesting, deepest } = data;
  const untested = view.about('test-reach', path) !== null;
  const first = untested
    ? `No test file reaches it through its imports: add characterization tests for ${functionName(name)} at line ${line} first.`
    : `Check that tests cover the branches of ${functionName(name)}, and add characterization tests where they don't.`;
  const then =
    nesting >= DEEP && deepest !== null
      ? `Then extract functions, beginning with the block around line ${deepest}, which is nested ${nesting} deep.`
      : 'Then extract functions, one for each step, so that a change touches one of them.';
  return `${first} ${then}`;
}

/**
 * `` Hotspot: `App.open()` in src/app.ts (…) ``, with as much of the path as fits. Where little does, the class is left
 * out, then the end of the detail.
 */
function titled(
  what: string,
  { path, data }: FactOf<'hotspot' | 'longfn'>,
  detail: string,
  more = '',
): string {
  const whole = path ?? '';
  const base = whole.slice(whole.lastIndexOf('/') + 1);
  const short = data.name.includes(' ') ? data.name : data.name.replace(/^.*(?:\.|::|#)/, '');
  const shapes = [
    [data.name, `${detail}${more}`],
    [short, `${detail}${more}`],
    [short, detail],
  ] as const;
  for (const [name, figures] of shapes) {
    const room = LONGEST_TITLE - `${what}: ${functionName(name)} in  (${figures})`.length;
    if (room < Math.min(whole.length, base.length + 2)) continue;
    return `${what}: ${functionName(name)} in ${shortPath(whole, room)} (${figures})`;
  }
  return `${what}: ${functionName(short)} in ${base} (${detail})`;
}

/** From this many lines of code on, a function is reported whatever is in it; from the first on, if it has branches. */
const LONG_LINES = 60;
const VERY_LONG_LINES = 150;
const BRANCHED = 10;

/** Impact: lines of code × cognitive complexity, on a logarithmic scale from 600 to 100,000, at most 65. */
export const longFunction: Rule = {
  id: 'long-function',
  kinds: ['longfn', 'hotspot'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'tree',
  most: 2,
  apply: (view) =>
    inSource(view, 'longfn')
      .filter((fact) => isLong(fact) && !isHotFunction(view, fact))
      .map((fact) => {
        const { name, complexity, cognitive, nesting } = fact.data;
        const lines = numberOf(fact);
        const nested = nesting > 1 ? `, nested up to ${nesting} deep` : '';
        return {
          title: titled('Long function', fact, count(lines, 'line')),
          kind: 'debt' as const,
          impact: onScale(lines * Math.max(1, cognitive), [600, 100_000], [10, 65]),
          confidence: 75 as const,
          claim: `${capitalized(functionName(name))} (${place(fact)}) has ${count(lines, 'line')} of code without comments and blank lines, and complexity ${complexity}${nested}.`,
          evidence: cite(fact),
          recommendation: /\.[jt]sx$/.test(fact.path ?? '')
            ? 'Extract components for its parts, and hooks for its state.'
            : 'Extract functions, one for each step.',
          effort: lines >= VERY_LONG_LINES ? ('M' as const) : ('S' as const),
        };
      })
      .sort((a, b) => b.impact - a.impact),
};

function isLong(fact: FactOf<'longfn'>): boolean {
  const lines = numberOf(fact);
  return lines >= VERY_LONG_LINES || (lines >= LONG_LINES && fact.data.cognitive > BRANCHED);
}

/** A hot function is told as a hotspot, once. */
function isHotFunction(view: RuleView, { path, line }: FactOf<'longfn'>): boolean {
  return view.all('hotspot').some((hot) => hot.path === path && hot.line === line && isHot(hot));
}

/** Impact: new lines in the function × its cognitive complexity, on a logarithmic scale from 300 to 10,000, always P3. */
export const riskyChange: Rule = {
  id: 'risky-change',
  kinds: ['diff', 'hotspot'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'change',
  most: 1,
  apply: (view) =>
    inSource(view, 'diff').flatMap((fact) =>
      view
        .all('hotspot')
        .filter((hot) => hot.path === fact.path && isHot(hot))
        .map((hot) => ({
          hot,
          lines: view.newLines(hot.path ?? '', hot.line ?? 0, hot.end ?? hot.line ?? 0),
        }))
        .filter(({ hot, lines }) => lines >= LARGE_CHANGE && lines < hot.data.lines)
        .map(({ hot, lines }) => riskyDraft(fact, hot, lines)),
    ),
};

function riskyDraft(diff: FactOf<'diff'>, hot: Hotspot, lines: number): FindingDraft {
  const { name, complexity, changes } = hot.data;
  return {
    title: titled('Large change to a hotspot', hot, `${count(lines, 'new line')}, complexity ${complexity}`),
    kind: 'risk',
    impact: onScale(lines * hot.data.cognitive, [300, 10_000], [20, BELOW_MEDIUM]),
    confidence: 75,
    claim: `The change adds or replaces ${count(lines, 'line')} of ${functionName(name)} (${place(hot)}), which has complexity ${complexity}. ${count(changes, 'commit')} changed its file in the last 24 months.`,
    evidence: cite(hot, diff),
    recommendation: 'Review this function first, and check that a test covers each changed branch.',
    effort: 'S',
    figures: [24, lines],
  };
}
