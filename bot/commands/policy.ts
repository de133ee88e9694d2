/**
 * Decides who may start, cancel, export and schedule. Without rules, members may start runs and add schedules, and whoever
 * started a run or added a schedule may change it. As soon as one rule is configured, only configured actions are allowed,
 * plus cancelling one's own run and changing one's own schedule.
 */
import type { Person } from '../../runner/core/ports/platform.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import type { Policy, Rules } from '../config/chat.ts';
import { personSpan } from '../threads/format.ts';
import { type ActionContext, writeAudit } from './action-context.ts';
import { NotAllowed } from './messages.ts';

export type PolicyAction = keyof Rules;

/** The list that decides about an action. */
export interface Rule {
  /** whose list it is; `none`: other rules are configured, and none for this action */
  readonly of: 'project' | 'general' | 'none';
  readonly named: readonly string[];
}

/** Returns the list that decides about an action on a project; null if no rule is configured at all. */
export function ruleFor(policy: Policy, action: PolicyAction, project: string): Rule | null {
  const all = [policy.general, ...Object.values(policy.projects)];
  if (all.every((rules) => Object.values(rules).every((rule) => rule === null))) return null;
  const own = Object.hasOwn(policy.projects, project) ? (policy.projects[project]?.[action] ?? null) : null;
  if (own !== null) return { of: 'project', named: own };
  const general = policy.general[action];
  return general === null ? { of: 'none', named: [] } : { of: 'general', named: general };
}

/** Returns who is named for an action on a project; null if no rule is configured at all. */
export function allowedPeople(
  policy: Policy,
  action: PolicyAction,
  project: string,
): readonly string[] | null {
  return ruleFor(policy, action, project)?.named ?? null;
}

export interface PermissionQuery {
  readonly action: PolicyAction;
  readonly project: string;
  /** whether the user started the run, or added the schedule */
  readonly own: boolean;
  /** whether it is nobody's: a schedule that is to be added, one of `baton.yaml`, or a run of that */
  readonly ownerless?: boolean;
}

/** Asks the platform only if the rules don't decide. */
export async function isAllowed(
  policy: Policy,
  { action, project, own, ownerless = false }: PermissionQuery,
  person: Person,
): Promise<boolean> {
  if ((action === 'cancel' || action === 'schedule') && own) return true;
  const named = allowedPeople(policy, action, project);
  if (named === null) return isForMembers(action, ownerless) ? await person.isMember() : own;
  return (await entryOf(named, person)) !== null;
}

function isForMembers(action: PolicyAction, ownerless: boolean): boolean {
  return action === 'start' || ownerless;
}

/** Returns the entry that names the person, or a group that they are in. */
export async function entryOf(
  named: readonly string[],
  person: Pick<Person, 'id' | 'isIn'>,
): Promise<string | null> {
  if (named.includes(person.id)) return person.id;
  for (const entry of named) {
    if (entry.includes(':') && (await person.isIn(entry))) return entry;
  }
  return null;
}

/**
 * Returns if allowed; otherwise writes the refusal to the audit log and throws `NotAllowed`. `starter` is null before
 * the run, or the schedule, exists.
 */
export async function authorize(
  context: ActionContext,
  action: PolicyAction,
  { project, run_id, starter }: { project: string; run_id: string | null; starter: string | null },
): Promise<void> {
  const { policy } = context.settings;
  const asked = { action, project, own: starter === context.actor, ownerless: starter === null };
  if (await isAllowed(policy, asked, context.action.person)) return;
  const lines = refusal(context, asked, starter);
  await writeAudit(context, `refused ${action}`, run_id, { project });
  throw new NotAllowed(lines);
}

const BY_MEMBERS: Readonly<Record<PolicyAction, string>> = {
  start: 'Runs are started',
  cancel: 'Runs of such a schedule are cancelled',
  export: 'Runs of such a schedule are exported',
  schedule: 'Schedules are added',
};

const MOST_NAMES = 5;

/** Builds the refusal, which says what to ask for, and whom. */
function refusal(
  { settings, action: { person } }: ActionContext,
  { action, project, ownerless = false }: PermissionQuery,
  starter: string | null,
): Line[] {
  const named = allowedPeople(settings.policy, action, project);
  const verb = {
    start: 'start runs on',
    cancel: 'cancel runs on',
    export: 'export runs of',
    schedule: 'schedule runs of',
  }[action];
  const operator: Line = [
    'Or ask the operator of Baton to add ',
    { text: person.id, mark: 'code' },
    ' to ',
    { text: `policy.${action}`, mark: 'code' },
    ' in its baton.yaml.',
  ];
  if (named === null && isForMembers(action, ownerless)) {
    return [[`${BY_MEMBERS[action]} by full members of this workspace. Ask one of them to do it.`], operator];
  }
  if (named === null) {
    const whose: Line = starter === null ? ['its starter'] : [personSpan(starter)];
    const what = action === 'schedule' ? 'change this schedule' : `${action} this run`;
    return [['Only ', ...whose, ` may ${what}. Ask them.`], operator];
  }
  const first: Line =
    named.length === 0
      ? [`Nobody is named who may ${verb} ${project} from chat.`]
      : [`You may not ${verb} ${project}. Those who may: `, ...namedPeople(named), '. Ask one of them.'];
  return [first, operator];
}

/** Lists people and groups, without pinging them. */
export function namedPeople(named: readonly string[]): Line {
  const who = named
    .slice(0, MOST_NAMES)
    .flatMap(
      (entry, index): Line => [
        index === 0 ? '' : ', ',
        entry.includes(':')
          ? { text: entry.replace(':', ' '), group: entry }
          : { text: entry, person: entry },
      ],
    );
  return named.length > MOST_NAMES ? [...who, ` and ${named.length - MOST_NAMES} more`] : who;
}
