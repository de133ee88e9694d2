/** What a new run takes over from an earlier one: everything that was given; the commits are read anew unless the same are chosen. */
import { COMMIT_CHOICES, type Commits, commitsText } from '../../../../runner/core/commits.ts';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type { Choice } from '../options.ts';
import type { Values } from './launch.ts';

export function valuesOf({ project_id, band, fast, backend, model, input, refs }: RunDocument): Values {
  const { focused, paths } = input as { readonly focused?: boolean; readonly paths?: readonly string[] };
  const isOffline = backend === 'offline';
  return {
    project: project_id,
    size: band,
    fast: fast ? 'yes' : '',
    focus: focused === false ? '' : input.question,
    pr: input.pull_request?.url ?? '',
    base: refs.base ?? '',
    head: refs.head ?? '',
    path: (paths ?? []).join('\n'),
    backend: isOffline ? '' : backend,
    model: model ?? '',
    ...input.given,
  };
}

const CHOICES = ['newest', 'same'] as const;

/** The choices of the field for the commits. */
export function commitChoices(commits: Commits): Choice[] {
  return CHOICES.map((value) => ({
    value,
    label: value === 'same' ? `${COMMIT_CHOICES.same}: ${commitsText(commits)}` : COMMIT_CHOICES.newest,
  }));
}
