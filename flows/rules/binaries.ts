/** Large binary files in git. */
import { count, list } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_MEDIUM, onScale } from './impact.ts';
import { numberOf, type Rule } from './rule.ts';

/** Fewer megabytes in all are no burden. */
const LEAST_MEGABYTES = 10;

/** Impact: from 10 for 10 MB in all to 39 for 1 GB, since clones and builds only get slower. */
export const largeBinaries: Rule = {
  id: 'large-binaries',
  kinds: ['binaries'],
  lenses: ['ops-engineer', 'maintainability-reviewer'],
  on: 'tree',
  most: 1,
  apply: (view) =>
    view
      .facts('binaries')
      .filter((fact) => numberOf(fact) >= LEAST_MEGABYTES)
      .map((fact) => {
        const { files, largest } = fact.data;
        const named = list(
          largest.map(({ path, megabytes }) => `${path} (${megabytes} MB)`),
          3,
        );
        return {
          title: `Large binary files in git: ${count(files, 'file')}, ${fact.value} MB`,
          kind: 'ops',
          ...(files > 1 ? { per: 'run' } : {}),
          impact: onScale(numberOf(fact), [LEAST_MEGABYTES, 1_000], [10, BELOW_MEDIUM]),
          confidence: 75,
          claim: `${count(files, 'binary file')} of 1 MB or more ${files === 1 ? 'has' : 'have'} ${fact.value} MB in all, the largest first: ${named}. Each clone and each CI run downloads every version of them.`,
          evidence: cite(fact),
          figures: largest.map(({ megabytes }) => megabytes),
          recommendation:
            'Keep them in Git LFS, in a release or in object storage, and fetch them where they are used.',
          effort: 'M',
        };
      }),
};
