/** Suggests values for an option of a slash command while the user types. */
import type { Answer, UserActionKind } from '../../runner/core/ports/platform.ts';
import type { Option } from '../../runner/core/ports/views.ts';
import { defaultBranch } from '../config/default-branch.ts';
import type { ActionContext } from './action-context.ts';
import { channelProject, offeredProjectIds } from './channel-projects.ts';

/** The most suggestions that any platform shows. */
const MOST_OPTIONS = 25;

/** Best matches first: prefix matches, then other matches. Asks neither the database nor the network. */
export function suggestOptions(
  context: ActionContext,
  { option, typed }: Extract<UserActionKind, { kind: 'suggest' }>,
): Answer {
  const sought = typed.trim().toLowerCase();
  const place = ({ value, label }: Option) => {
    const at = Math.min(
      ...[value, label].map((text) => text.toLowerCase().indexOf(sought)).filter((found) => found >= 0),
    );
    return at === 0 ? 0 : Number.isFinite(at) ? 1 : 2;
  };
  const options = choices(context, option)
    .map((choice) => ({ choice, rank: place(choice) }))
    .filter(({ rank }) => rank < 2)
    .sort((one, other) => one.rank - other.rank)
    .map(({ choice }) => choice);
  return { kind: 'options', options: options.slice(0, MOST_OPTIONS) };
}

function choices(context: ActionContext, option: string): readonly Option[] {
  const { catalogue, settings, action } = context;
  if (option === 'flow') {
    return catalogue.flows.map(({ name, title, purpose }) => ({
      value: name,
      label: `${title}: ${purpose}`,
    }));
  }
  if (option === 'project') return offeredProjectIds(settings).map((id) => ({ value: id, label: id }));
  if (option !== 'base') return [];
  const id = channelProject(settings, action.place.channel);
  const project = settings.projects.projects.find((candidate) => candidate.id === id);
  const branch = project?.ref ?? (project?.path == null ? null : defaultBranch(project.path));
  return [...new Set([branch, 'HEAD~1'])].flatMap((name) =>
    name === null ? [] : [{ value: name, label: name }],
  );
}
