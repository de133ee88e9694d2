/** Duplicated code: a fix in one place is easily forgotten in the other. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, list, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, type FindingDraft, numberOf, type Rule, type RuleView } from './rule.ts';

/** From this many lines on, merging the copies is more than a small task. */
const LARGE = 60;

type Clone = FactOf<'dup'>;

export const clone: Rule = {
  id: 'clone',
  kinds: ['dup'],
  lenses: ['maintainability-reviewer', 'architect'],
  on: 'tree',
  apply(view) {
    const pairs = Map.groupBy(sourceClones(view), (fact) =>
      [fact.path, fact.data.other.path].sort().join('\0'),
    );
    return [...pairs.values()]
      .sort((a, b) => lines(b) - lines(a))
      .flatMap((group) => {
        const [first] = group.sort(byValue);
        return first === undefined ? [] : [pairDraft(first, group)];
      });
  },
};

export const newClone: Rule = {
  id: 'new-clone',
  kinds: ['dup'],
  lenses: ['maintainability-reviewer', 'correctness-reviewer'],
  on: 'change',
  most: 2,
  apply: (view) =>
    sourceClones(view)
      .filter((fact) => touched(view, fact.path, fact.line, fact.end) || isNewOther(view, fact))
      .sort(byValue)
      .map((fact) => ({
        ...pairDraft(fact, [fact]),
        title: `The change has ${count(numberOf(fact), 'line')} that stand twice (${shortPath(fact.path ?? '', 36)})`,
        impact: onScale(numberOf(fact), [5, 300], [15, BELOW_MEDIUM]),
      })),
};

function sourceClones(view: RuleView): Clone[] {
  return view
    .all('dup')
    .filter((fact) => view.area(fact.path) === 'src' && view.area(fact.data.other.path) === 'src');
}

function isNewOther(view: RuleView, { data: { other } }: Clone): boolean {
  return touched(view, other.path, other.line, other.end);
}

function touched(view: RuleView, path: string | null, line: number | null, end: number | null): boolean {
  return path !== null && line !== null && view.touches(path, line, end ?? line);
}

const lines = (group: readonly Clone[]): number => group.reduce((sum, fact) => sum + numberOf(fact), 0);

/** Impact: duplicated lines; about 30 are P2. */
function pairDraft(first: Clone, group: readonly Clone[]): FindingDraft {
  const { path } = first;
  const { other } = first.data;
  const total = lines(group);
  const same = path === other.path;
  const where = same
    ? `stand twice in ${shortPath(path ?? '')}`
    : `of ${shortPath(path ?? '', 32)} stand again in ${shortPath(other.path, 32)}`;
  const further =
    group.length === 1
      ? ''
      : ` So ${group.length === 2 ? 'does' : 'do'} ${count(group.length - 1, 'further stretch', 'further stretches')} of the two (${list(group.slice(1).map(place), 2)}), ${count(total, 'line')} in all.`;
  return {
    title: `${count(total, 'line')} ${where}`,
    kind: 'debt',
    impact: onScale(total, [5, 300], [15, 75]),
    confidence: 75,
    claim: `The ${count(numberOf(first), 'line')} at ${place(first)} stand again in ${other.path}, from line ${other.line} to ${other.end}.${further} A fix in one place is easily forgotten in the other.`,
    evidence: cite(...group.slice(0, 3)),
    figures: [total, group.length - 1],
    recommendation: same
      ? 'Make one function of the two stretches, with what differs as its arguments.'
      : 'Move the common part to one place that both import, with what differs as its arguments.',
    effort: total >= LARGE ? 'M' : 'S',
  };
}
