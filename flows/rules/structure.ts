/** Import cycles, and files that change together without an import. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { count, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { byValue, type FindingDraft, numberOf, type Rule } from './rule.ts';

const LEAST_TOGETHER = 4;

export const importCycle: Rule = {
  id: 'import-cycle',
  kinds: ['cycles'],
  lenses: ['architect', 'maintainability-reviewer'],
  on: 'tree',
  most: 2,
  apply: (view) =>
    view
      .facts('cycles')
      .filter((fact) => !fact.data.type_only && view.area(fact.path) === 'src')
      .sort(byValue)
      .map(cycleDraft),
};

export const newCycle: Rule = {
  id: 'new-cycle',
  kinds: ['cycles', 'diff'],
  lenses: ['architect', 'maintainability-reviewer', 'correctness-reviewer'],
  on: 'change',
  most: 1,
  // Only the head's imports are known, so a cycle is new for certain only if one of its files is.
  apply: (view) =>
    view
      .all('cycles')
      .filter((fact) => !fact.data.type_only && view.area(fact.path) === 'src')
      .flatMap((fact) => {
        const added = fact.data.files.find((file) => view.changeOf(file)?.status === 'added');
        if (added === undefined) return [];
        const changed = view.all('diff').find((diff) => diff.path === added) ?? null;
        return [
          {
            ...cycleDraft(fact),
            title: `The new file ${shortPath(added)} is part of an import cycle`,
            evidence: cite(changed, fact),
          },
        ];
      }),
};

/** Impact: files in the cycle. */
function cycleDraft(fact: FactOf<'cycles'>): FindingDraft {
  const { files } = fact.data;
  const circle = [...files, files[0] ?? ''];
  const way = circle.length <= 5 ? circle : [...circle.slice(0, 3), '…', circle.at(-1) ?? ''];
  return {
    title: `${count(files.length, 'file')} import each other in a circle, from ${shortPath(fact.path ?? '', 36)}`,
    kind: 'design',
    impact: onScale(files.length, [2, 12], [25, 65]),
    confidence: 75,
    claim: `${way.join(' → ')}: each imports the next when it is loaded (imports of types alone are not counted). None of the ${files.length} can be understood or tested without the others, and which is loaded first decides what the others see of it.`,
    evidence: cite(fact),
    recommendation:
      'Move what two of them share into a file that imports neither, or pass it in as an argument.',
    effort: files.length > 3 ? 'M' : 'S',
  };
}

/** Impact: commits that changed both, at most P3. */
export const hiddenCoupling: Rule = {
  id: 'hidden-coupling',
  kinds: ['cochange'],
  lenses: ['architect', 'historian', 'maintainability-reviewer'],
  on: 'tree',
  most: 2,
  apply: (view) =>
    view
      .facts('cochange')
      .filter((fact) => !fact.data.linked && numberOf(fact) >= LEAST_TOGETHER)
      .filter((fact) => view.area(fact.path) === 'src' && view.area(fact.data.other) === 'src')
      .map((fact) => {
        const share = Math.round(fact.data.share * 100);
        return {
          title: `${shortPath(fact.path ?? '', 30)} and ${shortPath(fact.data.other, 30)} change together, unlinked`,
          kind: 'design',
          impact: onScale(numberOf(fact), [LEAST_TOGETHER, 200], [10, BELOW_MEDIUM]),
          confidence: 75,
          claim: `${count(numberOf(fact), 'recent commit')} changed both ${fact.path} and ${fact.data.other}, ${share} % of all that changed either, but neither imports the other. What ties them is written nowhere, so one is easily changed without the other.`,
          evidence: cite(fact),
          recommendation:
            'Find what they both know (a format, a list, a name) and put it where both import it.',
          effort: 'M',
        };
      }),
};
