/** Hotspots: functions that are hard to follow in files that change often. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { FunctionMeasure } from '../contracts/measures.ts';
import { capitalized, count, functionName, importedBy, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, type FindingDraft, inSource, numberOf, type Rule, type RuleView } from './rule.ts';

/** With fewer changes a function is no hotspot, however complex: nothing is gained where nobody works. */
const LEAST_CHANGES = 3;
/** A hotspot is hard to follow by its branches, or so long that fewer of them are enough. */
const HARD: readonly (readonly [lines: number, cognitive: number])[] = [
  [0, 30],
  [100, 20],
  [200, 10],
];
/** Markup takes lines without being hard to follow. */
const LEAST_MARKUP = 400;
/** Of moderate functions, the worst is reported from this cognitive complexity on. */
const MODERATE = 15;
/** From this many new lines in its function on, a change to a hotspot is reported. */
const LARGE_CHANGE = 50;
const LONGEST_TITLE = 100;
/** How many hotspots a run reports. */
const MOST_TOLD = 3;

type Hotspot = FactOf<'hotspot'>;

export function isHot({ data }: Hotspot): boolean {
  const { changes, recent } = data.own ?? data;
  return changes >= LEAST_CHANGES && recent > 0;
}

export function isHard({ path, data }: Hotspot): boolean {
  const { lines, cognitive } = data;
  const weighed = isMarkup(path) && lines < LEAST_MARKUP ? 0 : lines;
  return HARD.some(([least, hard]) => weighed >= least && cognitive >= hard);
}

export const isMarkup = (path: string | null): boolean => /\.[jt]sx$/.test(path ?? '');

/** Impact: the fact's value on a logarithmic scale from 10 to 100,000, up to 79; P2 from about 130 on. */
export const impactOfHotspot = (hot: Hotspot): number =>
  onScale(numberOf(hot), [10, 100_000], [25, BELOW_HIGH]);

/**
 * The worst hot function of each file, with the next one of the file; the worst file first. Of a repository whose
 * functions are all moderate, its worst one, as P3.
 */
function hotFiles(view: RuleView): { worst: Hotspot; next: Hotspot | null; impact: number }[] {
  const hot = inSource(view, 'hotspot').filter(isHot).toSorted(byValue);
  const hard = hot.filter((one) => isHard(one) && impactOfHotspot(one) > BELOW_MEDIUM);
  const first = hot.find(({ data }) => data.cognitive >= MODERATE);
  if (hard.length === 0) {
    return first === undefined
      ? []
      : [{ worst: first, next: null, impact: Math.min(impactOfHotspot(first), BELOW_MEDIUM) }];
  }
  return [...Map.groupBy(hard, ({ path }) => path).values()].flatMap(([worst, next = null]) =>
    worst === undefined ? [] : [{ worst, next, impact: impactOfHotspot(worst) }],
  );
}

/** The files whose hotspot is reported. */
export const toldHotspots = (view: RuleView): { worst: Hotspot; next: Hotspot | null }[] =>
  hotFiles(view).slice(0, MOST_TOLD);

export const hotspot: Rule = {
  id: 'hotspot',
  kinds: ['hotspot', 'test-reach'],
  tells: ['hotspot'],
  lenses: ['maintainability-reviewer'],
  on: 'tree',
  most: MOST_TOLD,
  apply: (view) => hotFiles(view).map((file) => hotspotDraft(view, file)),
};

/** The fact's value is cognitive complexity × changes × what depends on it. */
function hotspotDraft(
  view: RuleView,
  { worst, next, impact }: ReturnType<typeof hotFiles>[number],
): FindingDraft {
  const { name, complexity, nesting, lines, fan_in } = worst.data;
  const nested = nesting > 1 ? `, with branches nested up to ${nesting} deep` : '';
  const sentences = [
    `${capitalized(functionName(name))} (${place(worst)}) has complexity ${complexity} in ${count(lines, 'line')} of code${nested}.`,
    changesSaid(worst),
    fan_in === 0 ? '' : `${importedBy(fan_in)}.`,
    next === null
      ? ''
      : `Next in the file: ${functionName(next.data.name)} at line ${next.line} (complexity ${next.data.complexity}).`,
  ];
  return {
    title:
      worst.data.own === undefined
        ? titled('Hotspot', worst, `complexity ${complexity}`, `, ${changesOf(worst)}`)
        : titled('Hotspot', worst, `complexity ${complexity}, ${changesOf(worst)}`, ' in 24 months'),
    kind: 'debt',
    impact,
    confidence: 75,
    claim: sentences.filter((sentence) => sentence !== '').join(' '),
    evidence: cite(worst, next),
    recommendation: advice(view, worst),
    effort: lines >= 100 ? 'L' : 'M',
    figures: [24, 12],
  };
}

/** `6 changes`, or `21 changes of its file`. */
export function changesOf({ data }: Hotspot): string {
  return data.own === undefined
    ? `${count(data.changes, 'change')} of its file`
    : count(data.own.changes, 'change');
}

function changesSaid({ data }: Hotspot): string {
  const { changes, recent } = data.own ?? data;
  const what = data.own === undefined ? 'its file' : 'it';
  const within = `${count(changes, 'commit')} changed ${what} in the last 24 months, ${recent === changes ? 'all' : recent} of them in the last 12`;
  return changes === data.changes ? `${within}.` : `${within}; ${data.changes} changed its file.`;
}

const DEEP = 4;

/** What a reviewer would ask for before the next change: tests first where none reach it, then the deepest block. */
function advice(view: RuleView, { path, line, data }: Hotspot): string {
  const { name } = data;
  const untested = view.about('test-reach', path) !== null;
  return untested
    ? `No test file reaches it through its imports: add characterization tests for ${functionName(name)} at line ${line} first, then ${extraction(data)}`
    : `Check that tests cover its branches, then ${extraction(data)}`;
}

/** The part of a function to begin with, as a clause. */
export function extraction({ nesting, deepest }: Pick<FunctionMeasure, 'nesting' | 'deepest'>): string {
  return nesting >= DEEP && deepest !== null
    ? `extract functions, beginning with the block around line ${deepest}, which is nested ${nesting} deep.`
    : 'extract functions, one for each step, so that a change touches one of them.';
}

/**
 * `` Hotspot: `App.open()` in src/app.ts (…) ``, with as much of the path as fits. Where little does, the class is left
 * out, or of an unnamed function all but what it is in; then the end of the detail; then the file.
 */
export function titled(
  what: string,
  { path, data }: FactOf<'hotspot' | 'longfn'>,
  detail: string,
  more = '',
): string {
  const whole = path ?? '';
  const base = whole.slice(whole.lastIndexOf('/') + 1);
  const names = [data.name, shorterName(data.name)].map(functionName);
  for (const figures of [`${detail}${more}`, detail]) {
    for (const name of names) {
      const room = LONGEST_TITLE - `${what}: ${name} in  (${figures})`.length;
      if (room >= Math.min(whole.length, base.length + 2)) {
        return `${what}: ${name} in ${shortPath(whole, room)} (${figures})`;
      }
      if (room >= base.length) return `${what}: ${name} in ${base} (${figures})`;
    }
  }
  return `${what}: ${names.at(-1)} (${detail})`;
}

/** `open` of `App.open`; `callback in load` of `callback of each in function returned by load`. */
function shorterName(name: string): string {
  const [what = ''] = name.split(' ');
  const around = / (?:in|by) ([^ ]+)$/.exec(name)?.[1];
  return around === undefined ? name.replace(/^.*(?:\.|::|#)/, '') : `${what} in ${around}`;
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
  const { name, complexity } = hot.data;
  return {
    title: titled('Large change to a hotspot', hot, `${count(lines, 'new line')}, complexity ${complexity}`),
    kind: 'risk',
    impact: onScale(lines * hot.data.cognitive, [300, 10_000], [20, BELOW_MEDIUM]),
    confidence: 75,
    claim: `The change adds or replaces ${count(lines, 'line')} of ${functionName(name)} (${place(hot)}), which has complexity ${complexity}. ${changesSaid(hot)}`,
    evidence: cite(hot, diff),
    recommendation: 'Review this function first, and check that a test covers each changed branch.',
    effort: 'S',
    figures: [24, 12, lines],
  };
}
