/** What a new run takes over from an earlier one: everything that was given, but not the commit, which is read anew. */
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type { Values } from './launch.ts';

export function valuesOf({ project_id, band, fast, backend, model, input }: RunDocument): Values {
  const { focused, paths } = input as { readonly focused?: boolean; readonly paths?: readonly string[] };
  const isOffline = backend === 'offline';
  return {
    project: project_id,
    size: band,
    fast: fast ? 'yes' : '',
    focus: focused === false ? '' : input.question,
    pr: input.pull_request?.url ?? '',
    path: (paths ?? []).join('\n'),
    backend: isOffline ? '' : backend,
    model: model ?? '',
    ...input.given,
  };
}
