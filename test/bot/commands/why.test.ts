/** What applies in a channel to a person, and which line of `baton.yaml` says so. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appliedSettings } from '../../../bot/commands/applied.ts';
import type { AppliedQuery } from '../../../bot/commands/applied-setting.ts';
import { type Config, loadConfig } from '../../../bot/config/config.ts';
import { sourceText } from '../../../bot/config/setting-sources.ts';
import { textOfLine } from '../../../bot/wording.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { surroundings, temporaryFolder } from '../surroundings.ts';
import { ANA, BOB, person, room, textOf } from './room.ts';

const YAML = `projects:
  shop: { url: "https://github.com/acme/shop.git" }
  site:
    url: "https://github.com/acme/site.git"
    policy:
      start:
        - U0BOB
slack:
  channels:
    C0SHOP01:
      project: shop
      flow: code-review
      notify: nobody
policy:
  start:
    - U0ANA
    - "group:S0TEAM"
  export: [U0BOB]
roots: [/srv/private]
backends:
  order: [offline]
budgets:
  run: { max_tokens: 2000000 }
  day: { max_cost: 20 }
`;

function configOf(yaml: string, variables: Record<string, string> = {}): Config {
  const home = temporaryFolder();
  writeFileSync(join(home, 'baton.yaml'), yaml);
  return loadConfig({
    variables: { BATON_HOME: home, ...variables },
    currentDirectory: home,
    batonFolder: home,
  });
}

const choose = async () => ({ backend: 'offline', model: null, reason: 'as configured' });
const HERE = {
  platform: 'slack',
  channel: 'C0SHOP01',
  person: ANA,
  flow: null,
  project: null,
  forOperator: false,
};

async function lines(config: Config, over: Partial<AppliedQuery> = {}): Promise<string[]> {
  const settings = await appliedSettings(config, choose, { ...HERE, ...over });
  return settings.map(({ name, value, source }) => `${name}: ${textOfLine(value)} — ${sourceText(source)}`);
}

describe('what applies', () => {
  test('is told with key, file and line', async () => {
    expect(await lines(configOf(YAML))).toEqual([
      'Project: shop — slack.channels.C0SHOP01.project, baton.yaml:11',
      'Default flow: code-review — slack.channels.C0SHOP01.flow, baton.yaml:12',
      'Start runs: yes — policy.start, baton.yaml:16',
      'Cancel runs of others: no: nobody is named — policy, baton.yaml:14',
      'Export runs: no; those who may: U0BOB — policy.export, baton.yaml:18',
      'Add schedules: no: nobody is named — policy, baton.yaml:14',
      'Notified at the end: nobody — slack.channels.C0SHOP01.notify, baton.yaml:13',
      'Repositories by path: any below 1 folder — roots, baton.yaml:19',
      'Back end: offline (as configured) — backends.order, baton.yaml:21',
      'Budget of a run: 2,000,000 tokens — budgets.run, baton.yaml:23',
      'Budget of all runs a day: $20.00 — budgets.day, baton.yaml:24',
    ]);
  });

  test('without a file is Baton’s own defaults', async () => {
    const found = await lines(configOf(''), { channel: 'C0OTHER' });
    expect(found.slice(1)).toEqual([
      'Default flow: tech-debt — Baton’s own default: no key slack.channels.C0OTHER.flow',
      'Start runs: yes, as a full member — Baton’s own default: no policy',
      'Cancel runs of others: no, own runs only — Baton’s own default: no policy',
      'Export runs: no, own runs only — Baton’s own default: no policy',
      'Add schedules: yes, as a full member — Baton’s own default: no policy',
      'Notified at the end: the person who started the run — Baton’s own default: no key notify',
      'Repositories by path: none beside the projects — Baton’s own default: no roots',
      'Back end: offline (as configured) — Baton’s own order',
      'Budgets: none — Baton’s own default: no budgets',
    ]);
    expect(found[0]).toMatch(/^Project: [^/]+ — no projects are configured/);
  });

  test.each<[string, Partial<AppliedQuery>, string]>([
    [
      'a channel without a project names those there are',
      { channel: 'C1' },
      'Project: none of its own; name one of shop, site — no key slack.channels.C1.project, and there are several projects',
    ],
    [
      'a guest',
      { person: person('U0GUEST', { member: false }) },
      'Start runs: no; those who may: U0ANA, group S0TEAM — policy.start, baton.yaml:15',
    ],
    [
      'a member of a group is let in by its line',
      { person: person('U1', { groups: ['group:S0TEAM'] }) },
      'Start runs: yes — policy.start, baton.yaml:17',
    ],
    [
      "a project's own list",
      { project: 'site', person: BOB },
      'Start runs: yes — projects.site.policy.start, baton.yaml:7',
    ],
    [
      'a platform that can not be asked',
      { person: { id: 'U1' } },
      'Start runs: yes if they are in group S0TEAM — policy.start, baton.yaml:15',
    ],
    ['a named flow', { flow: 'codebase-tour' }, 'Flow: codebase-tour — as asked'],
    [
      'the operator sees folders',
      { forOperator: true },
      'Repositories by path: any below /srv/private — roots, baton.yaml:19',
    ],
  ])('%s', async (_name, over, expected) => {
    expect(await lines(configOf(YAML), over)).toContain(expected);
  });

  test('the only project serves every channel', async () => {
    const yaml = 'projects:\n  shop: { url: "https://github.com/acme/shop.git" }\n';
    expect(await lines(configOf(yaml))).toContain('Project: shop — projects.shop, baton.yaml:2');
  });

  test('a back end that is set by a variable names it', async () => {
    const config = configOf(YAML, { BATON_BACKEND: 'offline' });
    expect(await lines(config)).toContain('Back end: offline (as configured) — BATON_BACKEND, environment');
  });

  test('a back end that can not be used says why', async () => {
    const refused = async () => {
      throw new BatonError('refused', 'no_backend', 'No back end is ready: direct: no key.');
    };
    const found = await appliedSettings(configOf(YAML), refused, HERE);
    const [backend] = found.filter(({ name }) => name === 'Back end');
    expect(textOfLine(backend?.value ?? [])).toBe('none: No back end is ready: direct: no key.');
  });
});

test('/flow why shows it to the person alone, without folders', async () => {
  const config = configOf(YAML);
  const explain = (asked: AppliedQuery) => appliedSettings(config, choose, asked);
  const { say } = room({ over: { explain } });
  const answer = await say('why');
  expect(answer.kind).toBe('message');
  expect(textOf(answer)).toContain('Start runs: yes — policy.start, baton.yaml:16');
  expect(textOf(answer)).not.toContain('/srv/private');
});

describe('baton why', () => {
  const WHO = ['--who', 'slack:T1:U0ANA'];
  const WHERE = ['--where', 'slack:C0SHOP01'];

  test('prints a table with the line of each setting', async () => {
    const around = surroundings({ config: () => configOf(YAML) });
    expect(await around.run('why', ...WHO, ...WHERE)).toBe(0);
    expect(around.out()).toMatch(/^WHAT +APPLIES +BECAUSE OF\n/);
    expect(around.out()).toMatch(/^Start runs +yes +policy\.start, baton\.yaml:16$/m);
    expect(around.closed()).toBe(0);
  });

  test('prints the same as JSON', async () => {
    const around = surroundings({ config: () => configOf(YAML) });
    const flow = ['--flow', 'tech-debt', '--project', 'site', '--json'];
    expect(await around.run('why', ...WHO, ...WHERE, ...flow)).toBe(0);
    const told = JSON.parse(around.out());
    expect(told).toMatchObject({ who: 'slack:T1:U0ANA', where: 'slack:C0SHOP01' });
    expect(told.settings[2]).toEqual({
      name: 'Start runs',
      value: 'no; those who may: U0BOB',
      source: { kind: 'file', key: 'projects.site.policy.start', file: 'baton.yaml', line: 6 },
      because: 'projects.site.policy.start, baton.yaml:6',
    });
  });

  test.each([
    [WHERE, 'Give --who. For example: baton why --who slack:T0TEAM:U0ALICE --where slack:C0GENERAL1'],
    [WHO, 'Give --where. For example'],
    [['--who', 'U0ANA', ...WHERE], '--who names the platform "U0ANA", which Baton does not know.'],
    [['--who', 'slak:T1:U0ANA', ...WHERE], 'Did you mean slack?'],
    [
      ['--who', 'slack:U0ANA', ...WHERE],
      '--who is "slack:U0ANA", which is not of the form slack:WORKSPACE:U0ALICE.',
    ],
    [[...WHO, '--where', 'slack:general'], 'which is not of the form slack:C0GENERAL1.'],
    [[...WHO, '--where', 'discord:300000000000000001'], 'Name a person and a channel of one platform.'],
    [[...WHO, ...WHERE, '--flow', 'nope'], 'nope'],
    [[...WHO, ...WHERE, '--project', 'nope'], 'nope'],
  ])('refuses %j', async (argv, message) => {
    const around = surroundings({ config: () => configOf(YAML) });
    expect(await around.run('why', ...argv)).toBe(2);
    expect(around.err()).toContain(message);
  });
});
