/**
 * Decides who may start, cancel and export. Without rules, members may start, and a run's starter may cancel and export
 * it. As soon as one rule is configured, only configured actions are allowed, plus cancelling one's own run.
 */
import type { Person } from '../../runner/core/ports/platform.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import type { Policy, Rules } from '../config/chat.ts';
import { personSpan } from '../threads/format.ts';
import { type ActionContext, writeAudit } from './action-context.ts';
import { NotAllowed } from './messages.ts';

export type PolicyAction = keyof Rules;

/** Returns who is named for an action on a project; null if no rule is configured at all. */
export function allowedPeople(
  policy: Policy,
  action: PolicyAction,
  project: string,
): readonly string[] | null {
  const all = [policy.general, ...Object.values(policy.projects)];
  const written = all.some(({ start, cancel, export: exporting }) => (start ?? cancel ?? exporting) !== null);
  if (!written) return null;
  const own = Object.hasOwn(policy.projects, project) ? policy.projects[project] : undefined;
  return own?.[action] ?? policy.general[action] ?? [];
}

export interface PermissionQuery {
  readonly action: PolicyAction;
  readonly project: string;
  /** whether the user started the run */
  readonly own: boolean;
}

/** Asks the platform only if the rules don't decide. */
export async function isAllowed(
  policy: Policy,
  { action, project, own }: PermissionQuery,
  person: Person,
): Promise<boolean> {
  if (action === 'cancel' && own) return true;
  const named = allowedPeople(policy, action, project);
  if (named === null) return action === 'start' ? await person.isMember() : own;
  return await isNamed(named, person);
}

async function isNamed(named: readonly string[], person: Person): Promise<boolean> {
  if (named.includes(person.id)) return true;
  for (const entry of named) {
    if (entry.includes(':') && (await person.isIn(entry))) return true;
  }
  return false;
}

/**
 * Returns if allowed; otherwise writes the refusal to the audit log and throws `NotAllowed`. `starter` is null before
 * the run exists.
 */
export async function authorize(
  context: ActionContext,
  action: PolicyAction,
  { project, run_id, starter }: { project: string; run_id: string | null; starter: string | null },
): Promise<void> {
  const { policy } = context.settings;
  const asked = { action, project, own: starter === context.actor };
  if (await isAllowed(policy, asked, context.action.person)) return;
  const lines = refusal(context, asked, starter);
  await writeAudit(context, `refused ${action}`, run_id, { project });
  throw new NotAllowed(lines);
}

const MOST_NAMES = 5;

/** Builds the refusal, which says what to ask for, and whom. */
function refusal(
  { settings, action: { person } }: ActionContext,
  { action, project }: PermissionQuery,
  starter: string | null,
): Line[] {
  const named = allowedPeople(settings.policy, action, project);
  const verb = { start: 'start runs on', cancel: 'cancel runs on', export: 'export runs of' }[action];
  const operator: Line = [
    'Or ask the operator of Baton to add ',
    { text: person.id, mark: 'code' },
    ' to ',
    { text: `policy.${action}`, mark: 'code' },
    ' in its baton.yaml.',
  ];
  if (named === null && action === 'start') {
    return [['Runs are started by full members of this workspace. Ask one of them to start it.'], operator];
  }
  if (named === null) {
    const whose: Line = starter === null ? ['its starter'] : [personSpan(starter)];
    return [['Only ', ...whose, ` may ${action} this run. Ask them.`], operator];
  }
  const who = named
    .slice(0, MOST_NAMES)
    .flatMap(
      (entry, index): Line => [
        index === 0 ? '' : ', ',
        entry.includes(':') ? entry.replace(':', ' ') : { text: entry, person: entry },
      ],
    );
  const rest = named.length > MOST_NAMES ? ` and ${named.length - MOST_NAMES} more` : '';
  const first: Line =
    named.length === 0
      ? [`Nobody is named who may ${verb} ${project} from chat.`]
      : [`You may not ${verb} ${project}. Those who may: `, ...who, `${rest}. Ask one of them.`];
  return [first, operator];
}
