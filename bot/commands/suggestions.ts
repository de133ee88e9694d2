/**
 * Suggests values for an option of a slash command while the user types: flows, projects, runs, and branches and tags.
 * Suggestions that take too long are left out.
 */
import type { RunDocument } from '../../runner/core/documents.ts';
import type { Answer, UserActionKind } from '../../runner/core/ports/platform.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import type { Option } from '../../runner/core/ports/views.ts';
import { withinDeadline } from '../../runner/deadline.ts';
import { defaultBranch } from '../config/default-branch.ts';
import { resolveAllowedProject } from '../config/projects.ts';
import { shortProject, utcTime } from '../wording.ts';
import type { ActionContext } from './action-context.ts';
import { flowTitleIn } from './action-context.ts';
import { channelProject, offeredProjectIds } from './channel-projects.ts';
import { visibleRuns } from './history.ts';
import { isAllowed } from './policy.ts';

/** The most suggestions that any platform shows, and the longest value that it takes. */
const MOST_OPTIONS = 25;
const MOST_CHARACTERS = 100;

/** Platforms take suggestions for three seconds; a part of them is spent on the way. */
const DEADLINE_MS = 1500;

type Suggest = Extract<UserActionKind, { kind: 'suggest' }>;

/** Best matches first: prefix matches, then other matches. */
export async function suggestOptions(context: ActionContext, asked: Suggest): Promise<Answer> {
  const sought = asked.typed.trim().toLowerCase();
  const place = ({ value, label }: Option) => {
    const at = Math.min(
      ...[value, label].map((text) => text.toLowerCase().indexOf(sought)).filter((found) => found >= 0),
    );
    return at === 0 ? 0 : Number.isFinite(at) ? 1 : 2;
  };
  const options = (await choices(context, asked))
    .filter(({ value }) => value.length <= MOST_CHARACTERS)
    .map((choice) => ({ choice, rank: place(choice) }))
    .filter(({ rank }) => rank < 2)
    .sort((one, other) => one.rank - other.rank)
    .map(({ choice }) => choice);
  return { kind: 'options', options: options.slice(0, MOST_OPTIONS) };
}

async function choices(context: ActionContext, asked: Suggest): Promise<readonly Option[]> {
  const { catalogue, settings } = context;
  switch (asked.option) {
    case 'flow':
      return catalogue.flows.map(({ name, title, purpose }) => ({
        value: name,
        label: `${title}: ${purpose}`,
      }));
    case 'project':
      return offeredProjectIds(settings).map((id) => ({ value: id, label: id }));
    case 'run':
      return await inTime(runChoices(context, asked.command), []);
    case 'base':
    case 'head':
      return await refChoices(context, asked);
    default:
      return [];
  }
}

/** A failure is no suggestion: the command that is typed will say what is wrong. */
function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  return withinDeadline(DEADLINE_MS, work, () => new Error('too slow')).catch(() => otherwise);
}

async function runChoices(context: ActionContext, command: string): Promise<readonly Option[]> {
  const runs = await visibleRuns(context, MOST_OPTIONS * 2);
  const fits = ({ status }: RunDocument) =>
    command === 'cancel' ? status === 'running' : command !== 'retry' || status !== 'running';
  const title = flowTitleIn(context);
  return runs.filter(fits).map((run) => ({
    value: run.id,
    label: [title(run.flow_name), shortProject(run.project_id), utcTime(run.created_at), run.status].join(
      ' · ',
    ),
  }));
}

async function refChoices(context: ActionContext, { option, given }: Suggest): Promise<readonly Option[]> {
  const project = projectOf(context, given.project);
  if (project === null) return [];
  const usual = project.ref ?? (project.path === null ? null : defaultBranch(project.path));
  const named = await inTime(refsFor(context, project), []);
  const first = option === 'base' ? [usual, 'HEAD~1'] : [usual];
  return [...new Set([...first, ...named])].flatMap((name) =>
    name === null ? [] : [{ value: name, label: name }],
  );
}

/** Null while the project's name is still being typed. */
function projectOf({ settings, action }: ActionContext, typed: unknown): Project | null {
  const id = typeof typed === 'string' ? typed : channelProject(settings, action.place.channel);
  if (id === null) return null;
  try {
    return resolveAllowedProject(id, settings.projects);
  } catch {
    return null;
  }
}

/** The names of branches are for those who may read the project. */
async function refsFor(
  { settings, action, listRefs }: ActionContext,
  project: Project,
): Promise<readonly string[]> {
  const start = { action: 'start', project: project.id, own: false } as const;
  return (await isAllowed(settings.policy, start, action.person)) ? await listRefs(project) : [];
}
