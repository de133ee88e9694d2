import { describe, expect, test } from 'vitest';
import { allowedPeople, isAllowed, type PolicyAction } from '../../../bot/commands/policy.ts';
import type { Policy } from '../../../bot/config/chat.ts';
import { ANA, BOB, NO_POLICY, NO_RULES, person, room, textOf } from './room.ts';

const GUEST = person('U0GUEST', { member: false });
const TEAM = person('U0TEAM1', { groups: ['group:S0TEAM'] });

function policy(
  general: Partial<Policy['general']>,
  projects: Record<string, Partial<Policy['general']>> = {},
): Policy {
  return {
    general: { ...NO_RULES, ...general },
    projects: Object.fromEntries(
      Object.entries(projects).map(([id, rules]) => [id, { ...NO_RULES, ...rules }]),
    ),
  };
}

const RULED = policy(
  { start: ['U0ANA', 'group:S0TEAM', 'U0GUEST'], export: ['U0BOB'] },
  { site: { start: ['U0BOB'] } },
);

describe('who may do what', () => {
  test.each<[string, Policy, PolicyAction, typeof ANA, { project?: string; own?: boolean }, boolean]>([
    ['without rules a member starts', NO_POLICY, 'start', ANA, {}, true],
    ['without rules a guest does not start', NO_POLICY, 'start', GUEST, {}, false],
    ['without rules the starter cancels', NO_POLICY, 'cancel', GUEST, { own: true }, true],
    ['without rules the starter exports', NO_POLICY, 'export', ANA, { own: true }, true],
    ['without rules nobody else cancels', NO_POLICY, 'cancel', BOB, {}, false],
    ['without rules nobody else exports', NO_POLICY, 'export', BOB, {}, false],
    ['who is named starts', RULED, 'start', ANA, {}, true],
    ['who is in a named group starts', RULED, 'start', TEAM, {}, true],
    ['a guest who is named starts', RULED, 'start', GUEST, {}, true],
    ['who is not named does not start', RULED, 'start', BOB, {}, false],
    [
      "a project's own list takes the place of the general one",
      RULED,
      'start',
      ANA,
      { project: 'site' },
      false,
    ],
    ["who is named in a project's own list starts there", RULED, 'start', BOB, { project: 'site' }, true],
    ['a general list holds for projects without one', RULED, 'export', BOB, { project: 'site' }, true],
    ['once there are rules, the starter still cancels', RULED, 'cancel', ANA, { own: true }, true],
    ['once there are rules, what is not written is not allowed', RULED, 'cancel', BOB, {}, false],
    ['once there are rules, the starter exports only when named', RULED, 'export', ANA, { own: true }, false],
    [
      'a rule of one project closes the others',
      policy({}, { site: { cancel: [] } }),
      'start',
      ANA,
      {},
      false,
    ],
    [
      'a role is no group',
      policy({ start: ['role:7'] }),
      'start',
      person('U1', { groups: ['group:7'] }),
      {},
      false,
    ],
  ])('%s', async (_name, rules, action, who, { project = 'shop', own = false }, expected) => {
    expect(await isAllowed(rules, { action, project, own }, who)).toBe(expected);
  });

  test('a project called like a property of every object has no rules of its own', () => {
    expect(allowedPeople(RULED, 'start', 'constructor')).toEqual(RULED.general.start);
  });
});

describe('a refusal', () => {
  test('says who may, what to ask for, and is written down; nothing is started', async () => {
    const { say, service, audits, entered } = room({ settings: { policy: RULED } });
    const text = textOf(await say('tech-debt', { person: BOB }));
    expect(text).toContain('You may not start runs on shop. Those who may: U0ANA, group S0TEAM, U0GUEST.');
    expect(text).toContain('add U0BOB to policy.start');
    expect(audits).toEqual([
      { actor: 'slack:T1:U0BOB', action: 'refused start', run_id: null, detail: { project: 'shop' } },
    ]);
    expect([service.requests, entered]).toEqual([[], []]);
  });

  test('of a guest names the members', async () => {
    const { say } = room();
    expect(textOf(await say('tech-debt', { person: GUEST }))).toMatch(/^Runs are started by full members/);
  });

  test('of an export names the starter', async () => {
    const { say, press, service } = room();
    await say('tech-debt');
    const [request] = service.requests;
    const text = textOf(await press('export', request?.id ?? '', { person: BOB }));
    expect(text).toContain('Only U0ANA may export this run. Ask them.');
  });

  test('stands although it can not be written down', async () => {
    const broken = room({ settings: { policy: RULED } });
    broken.audits.push = () => {
      throw new Error('the database is away');
    };
    expect(textOf(await broken.say('tech-debt', { person: BOB }))).toContain('You may not start');
    expect(broken.logged[0]).toMatch(/refused start .* not in the audit log/);
  });
});
