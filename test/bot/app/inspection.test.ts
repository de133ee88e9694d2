/** What operators see of Baton itself, and that no secret is in it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInspection, type InspectionOptions } from '../../../bot/app/inspection.ts';
import { loadConfig } from '../../../bot/config/config.ts';
import { type Check, failed, passed } from '../../../runner/core/ports/checks.ts';
import { catalogue, temporaryFolder } from '../surroundings.ts';

const YAML = `projects:
  shop: { url: "https://github.com/acme/shop.git", ref: main }
  site:
    url: "https://github.com/acme/site.git"
    policy:
      start: [U0BOB01]
slack:
  channels:
    C0SHOP01: { project: shop, flow: code-review }
policy:
  start:
    - U0ANA01
    - "group:S0TEAM1"
budgets:
  day: { max_cost: 20 }
backends:
  acp:
    mine: { command: mine, args: [], mode: plan, environment: [MY_OWN_KEY] }
`;

const SECRETS = {
  BATON_API_TOKEN: 'api-hunter-one,api-hunter-two',
  BATON_VIEW_TOKEN: 'view-hunter',
  BATON_SECRET_KEY: 'k'.repeat(40),
  DATABASE_URL: 'postgresql://ana:db-hunter%21@db.example.com/baton',
  SLACK_BOT_TOKEN: 'xoxb-hunter-bot',
  SLACK_SIGNING_SECRET: 'slack-hunter-signing',
  DISCORD_TOKEN: 'discord-hunter-token',
  ANTHROPIC_API_KEY: 'sk-ant-hunter-key',
  GITHUB_TOKEN: 'ghp_hunter_token',
  MY_OWN_KEY: 'own-hunter-key',
};
const VALUES = [
  ...Object.values(SECRETS).flatMap((value) => [value, ...value.split(',')]),
  ...['db-hunter!', 'db-hunter%21', 'hunter'],
];

function inspectionOf(over: Partial<InspectionOptions> = {}, variables: Record<string, string> = SECRETS) {
  const home = temporaryFolder();
  writeFileSync(join(home, 'baton.yaml'), YAML);
  const config = loadConfig({
    variables: { BATON_HOME: home, ...variables },
    currentDirectory: home,
    batonFolder: home,
  });
  return createInspection({
    ...{ config, catalogue },
    chooseBackend: async () => ({ backend: 'offline', model: null, reason: 'as configured' }),
    records: {
      spentToday: async () => ({ day: { tokens: 5, cost: 1 }, projects: [] }),
      audit: async function* () {
        yield [];
      },
    },
    checks: async () => [],
    now: () => 0,
    ...over,
  });
}

const check = (name: string, run: Check['check']): Check => ({ name, required: true, check: run });

describe('the settings', () => {
  test('say what is configured, and by which line', async () => {
    expect(await inspectionOf().settings()).toMatchObject({
      file: 'baton.yaml',
      projects: [
        { id: 'shop', url: 'https://github.com/acme/shop.git', ref: 'main', policy: [] },
        {
          id: 'site',
          policy: [
            { action: 'start', named: ['U0BOB01'], because: 'projects.site.policy.start, baton.yaml:6' },
          ],
          because: 'projects.site, baton.yaml:3',
        },
      ],
      policy: [
        { action: 'start', named: ['U0ANA01', 'group:S0TEAM1'], because: 'policy.start, baton.yaml:11' },
      ],
      budgets: { day: { max_cost: 20, max_tokens: null } },
      spent: { day: { tokens: 5, cost: 1 } },
      platforms: expect.arrayContaining([
        expect.objectContaining({
          name: 'slack',
          channels: [expect.objectContaining({ id: 'C0SHOP01', project: 'shop', flow: 'code-review' })],
        }),
      ]),
    });
  });

  test('name the variables that are set, without their values', async () => {
    const { variables } = await inspectionOf().settings();
    expect(variables).toContainEqual({ name: 'SLACK_BOT_TOKEN', file: null });
  });
});

describe('secrets', () => {
  test('are in no answer, also where a check or a back end repeats them', async () => {
    const told = Object.values(SECRETS).flatMap((value) => value.split(','));
    const repeats = inspectionOf({
      checks: async () => [
        check('fails', async () => failed(`refused: ${told.join(' ')}`, `change ${told.join(' ')}`)),
        check('throws', async () => {
          throw new Error(`password "db-hunter!" of ${SECRETS.DATABASE_URL}`);
        }),
      ],
      chooseBackend: async () => ({
        backend: 'direct',
        model: SECRETS.ANTHROPIC_API_KEY,
        reason: SECRETS.MY_OWN_KEY,
      }),
    });
    const answers = [
      await repeats.settings(),
      await repeats.doctor(),
      await repeats.why({ who: 'slack:T0TEAM1:U0ANA01', where: 'slack:C0SHOP01' }),
    ];
    const text = JSON.stringify(answers);
    expect(text).toContain('***');
    expect(VALUES.filter((value) => text.includes(value))).toEqual([]);
  });
});

describe('the doctor', () => {
  test('shares what it finds between requests at the same time and soon after', async () => {
    let time = 0;
    let examined = 0;
    const inspection = inspectionOf({
      now: () => time,
      checks: async () => {
        examined += 1;
        return [check('git', async () => passed('git 2.43'))];
      },
    });
    const [one, other] = await Promise.all([inspection.doctor(), inspection.doctor()]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ ok: true, checks: [{ name: 'git', ok: true, detail: 'git 2.43' }] });
    time = 9_000;
    await inspection.doctor();
    expect(examined).toBe(1);
    time = 11_000;
    expect(await inspection.doctor()).toMatchObject({ checked_at: '1970-01-01T00:00:11.000Z' });
    expect(examined).toBe(2);
  });

  test('is asked anew after checks that could not be made', async () => {
    let fails = true;
    const inspection = inspectionOf({
      checks: async () => {
        if (fails) throw new Error('not now');
        return [];
      },
    });
    await expect(inspection.doctor()).rejects.toThrow('not now');
    fails = false;
    expect(await inspection.doctor()).toMatchObject({ ok: true });
  });
});

describe('why', () => {
  const ask = (over: Record<string, string>) =>
    inspectionOf().why({ who: 'slack:T0TEAM1:U0ANA01', where: 'slack:C0SHOP01', ...over });

  test('names the line that lets somebody start a flow on a project', async () => {
    const { settings } = await ask({ project: 'shop', flow: 'code-review' });
    expect(settings.find(({ name }) => name === 'Start runs')).toEqual({
      name: 'Start runs',
      value: 'yes',
      source: { kind: 'file', key: 'policy.start', file: 'baton.yaml', line: 12 },
      because: 'policy.start, baton.yaml:12',
    });
  });

  test('names the line of the project that keeps them from it', async () => {
    const { settings } = await ask({ project: 'site' });
    expect(settings.find(({ name }) => name === 'Start runs')).toMatchObject({
      value: expect.stringMatching(/^no; /),
      because: 'projects.site.policy.start, baton.yaml:6',
    });
  });

  test.each([
    ['who', { who: 'Ana' }],
    ['who', { who: 'slak:T0TEAM1:U0ANA01' }],
    ['where', { where: 'slack:general' }],
    ['where', { where: 'discord:123456789012345678' }],
    ['flow', { flow: 'code-revue' }],
    ['project', { project: 'shopp' }],
  ])('says which part of the question is wrong: %s of %o', async (path, over) => {
    await expect(ask(over)).rejects.toMatchObject({ kind: 'refused', path });
  });
});
