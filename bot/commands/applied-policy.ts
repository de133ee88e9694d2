/** Tells what the policy allows a person in a project, and which line of it decides. */
import type { SettingSource } from '../../runner/core/inspection.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import { byDefault, writtenAt } from '../config/setting-sources.ts';
import type { AppliedConfig, AppliedQuery, AppliedSetting } from './applied-setting.ts';
import { entryOf, namedPeople, type PolicyAction, type Rule, ruleFor } from './policy.ts';

interface Verdict {
  readonly value: Line;
  readonly source: SettingSource;
}

/** What the right is called, what everybody has of it, and what holds without any rule. */
const ACTIONS: readonly {
  readonly action: PolicyAction;
  readonly name: string;
  readonly own: string | null;
  readonly forMembers: boolean;
}[] = [
  { action: 'start', name: 'Start runs', own: null, forMembers: true },
  { action: 'cancel', name: 'Cancel runs of others', own: 'own runs only', forMembers: false },
  { action: 'export', name: 'Export runs', own: 'own runs only', forMembers: false },
  { action: 'schedule', name: 'Add schedules', own: null, forMembers: true },
];

/** Of a channel without a project, the general rules. */
export async function permissions(
  config: AppliedConfig,
  { person }: AppliedQuery,
  project: string | null,
): Promise<readonly AppliedSetting[]> {
  return await Promise.all(
    ACTIONS.map(async ({ action, name, own, forMembers }) => {
      const rule = ruleFor(config.policy, action, project ?? '');
      const verdict =
        rule === null
          ? await withoutRules(person, forMembers, own)
          : await withRule(config, person, { action, project, rule });
      return { name, ...verdict };
    }),
  );
}

type Subject = AppliedQuery['person'];

async function withoutRules(person: Subject, forMembers: boolean, own: string | null): Promise<Verdict> {
  const source = byDefault('Baton’s own default: no policy');
  if (!forMembers) return { value: [`no, ${own}`], source };
  if (person.isMember === undefined) return { value: ['yes if they are a full member'], source };
  const value = (await person.isMember()) ? 'yes, as a full member' : 'no: only full members may';
  return { value: [value], source };
}

interface RuleOf {
  readonly action: PolicyAction;
  readonly project: string | null;
  readonly rule: Rule;
}

async function withRule(config: AppliedConfig, person: Subject, which: RuleOf): Promise<Verdict> {
  const { named } = which.rule;
  const { isIn } = person;
  const groups = named.filter((entry) => entry.includes(':'));
  const entry = await entryOf(named, { id: person.id, isIn: isIn ?? (async () => false) });
  if (entry !== null) return { value: ['yes'], source: sourceOf(config, which, named.indexOf(entry)) };
  const source = sourceOf(config, which, null);
  if (isIn === undefined && groups.length > 0) {
    return { value: ['yes if they are in ', ...namedPeople(groups)], source };
  }
  if (named.length === 0) return { value: ['no: nobody is named'], source };
  return { value: ['no; those who may: ', ...namedPeople(named)], source };
}

/** The line of the entry, else of the list, else of the policy that has no such list. */
function sourceOf(
  config: AppliedConfig,
  { action, project, rule }: RuleOf,
  entry: number | null,
): SettingSource {
  if (rule.of === 'none') {
    const own = project === null ? [] : [['projects', project, 'policy']];
    return writtenAt(config, ['policy'], ...own, ['projects']);
  }
  const lists =
    rule.of === 'general' || project === null
      ? [['policy', action]]
      : [
          ['projects', project, action],
          ['projects', project, 'policy', action],
        ];
  return writtenAt(config, ...(entry === null ? lists : lists.map((list) => [...list, entry])), ...lists);
}
