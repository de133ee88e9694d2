/** What the clone does not have, and the command that fetches it; and what git itself does not have, for Git LFS keeps it. */
import type { Scope } from '../contracts/evidence-pack.ts';
import { compare } from '../quality/severity.ts';
import { codeSpan } from './markdown.ts';
import type { ReportModel } from './report-model.ts';

const MOST_EXAMPLES = 5;

export function cloneLines({ scope, pack, local }: ReportModel): string[] {
  const missing = pathsWithout(scope, 'not-in-clone');
  const pointers = pathsWithout(scope, 'lfs-pointer');
  const uncompared = (scope?.changed ?? []).filter((change) => change.missing).map(({ path }) => path);
  const lacks =
    missing.length + uncompared.length > 0 || (pack?.unavailable ?? []).some(({ clone }) => clone);
  return [
    ...listed(missing, '1 file is not in the clone', 'files are not in the clone'),
    ...listed(
      uncompared,
      '1 changed file cannot be compared, since a side of it is not in the clone',
      'changed files cannot be compared, since a side of each is not in the clone',
    ),
    ...(lacks && local
      ? [
          `The clone is partial or damaged. Fetch what is missing with ${codeSpan('git fetch --refetch --no-filter')}`,
        ]
      : []),
    ...listed(
      pointers,
      '1 file is a Git LFS pointer; its content is not read',
      'files are Git LFS pointers; their content is not read',
    ),
  ];
}

function pathsWithout(scope: Scope | null, why: Scope['files'][number]['omitted']): string[] {
  return (scope?.files ?? []).filter(({ omitted }) => omitted === why).map(({ path }) => path);
}

function listed(paths: readonly string[], one: string, many: string): string[] {
  if (paths.length === 0) return [];
  const what = paths.length === 1 ? one : `${paths.length.toLocaleString('en-US')} ${many}`;
  const examples = [...paths].sort(compare).slice(0, MOST_EXAMPLES).map(codeSpan).join(', ');
  const more = paths.length > MOST_EXAMPLES ? ` and ${paths.length - MOST_EXAMPLES} more` : '';
  return [`${what}: ${examples}${more}`];
}
