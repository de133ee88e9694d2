import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Config, loadConfig } from '../../../bot/config/config.ts';
import { maskingOf } from '../../../bot/config/environment.ts';
import { checkChannelFlows } from '../../../bot/config/known-names.ts';
import { temporaryFolder } from '../surroundings.ts';

interface Layout {
  readonly own?: 'checkout' | 'plain';
  readonly variables?: Record<string, string>;
}

/** Baton's folder, its home and the person's folder, each with files of one's choice. */
function layout(files: Record<string, string>, { own = 'plain', variables = {} }: Layout = {}) {
  const root = temporaryFolder();
  const at = (name: string) => join(root, name);
  for (const folder of ['own', 'home', 'target', 'conf']) mkdirSync(at(folder));
  if (own === 'checkout') mkdirSync(at('own/.git'));
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  const load = (): Config =>
    loadConfig({
      variables: { BATON_HOME: at('home'), ...variables },
      currentDirectory: at('target'),
      batonFolder: at('own'),
    });
  return { load, at };
}

afterEach(() => void vi.unstubAllEnvs());

describe('where settings are read from', () => {
  test('the target and the current directory configure nothing', () => {
    const { load } = layout({ 'target/.env': 'PORT=1', 'target/baton.yaml': 'keep_days: 1' });
    expect(load()).toMatchObject({
      environment: { PORT: 3000 },
      settings: { keep_days: 90 },
      files: { env: null, yaml: null },
    });
  });

  test("Baton's own folder is read when it is a checkout", () => {
    const { load } = layout({ 'own/.env': 'PORT=4000', 'home/.env': 'PORT=5000' }, { own: 'checkout' });
    expect(load().environment.PORT).toBe(4000);
  });

  test("Baton's own folder is not read when it is no checkout; its home is", () => {
    const { load } = layout({ 'own/.env': 'PORT=4000', 'home/.env': 'PORT=5000' });
    expect(load().environment.PORT).toBe(5000);
  });

  test('BATON_CONFIG names the file whose folder is read, and no other', () => {
    const { at } = layout({});
    const { load } = layout(
      { 'own/baton.yaml': 'keep_days: 1' },
      { own: 'checkout', variables: { BATON_CONFIG: at('conf/mine.yaml') } },
    );
    writeFileSync(at('conf/mine.yaml'), 'keep_days: 7');
    writeFileSync(at('conf/.env'), 'PORT=6000');
    expect(load()).toMatchObject({ settings: { keep_days: 7 }, environment: { PORT: 6000 } });
  });

  test('a BATON_CONFIG that is not there is refused', () => {
    const { load } = layout({}, { variables: { BATON_CONFIG: 'nowhere/baton.yaml' } });
    expect(load).toThrow(/BATON_CONFIG names .*nowhere\/baton\.yaml, which does not exist/);
  });

  test('the real environment wins over .env', () => {
    const { load } = layout({ 'home/.env': 'PORT=4000\nHOST=::1' }, { variables: { PORT: '4001' } });
    expect(load().environment).toMatchObject({ PORT: 4001, HOST: '::1' });
  });

  test('a file named in .env counts from the folder of .env', () => {
    const { load, at } = layout({ 'home/.env': 'BATON_SCRIPT=script.json' });
    expect(load().environment.BATON_SCRIPT).toBe(at('home/script.json'));
  });
});

describe("Baton's home", () => {
  test('is .baton in a checkout that can be written to', () => {
    const { load, at } = layout({}, { own: 'checkout', variables: { BATON_HOME: '' } });
    expect(load().home).toBe(at('own/.baton'));
  });

  test("is in the user's data folder otherwise", () => {
    const { load } = layout({}, { variables: { BATON_HOME: '', XDG_DATA_HOME: '/data' } });
    expect(load().home).toBe('/data/baton');
  });

  test.each(['', 'person', './person', '~'])(
    "is below the account's own folder, never below the current directory, when HOME is %j",
    (home) => {
      vi.stubEnv('HOME', home);
      const { load } = layout({}, { variables: { BATON_HOME: '', XDG_DATA_HOME: home } });
      expect(load().home).toBe(join(userInfo().homedir, '.local', 'share', 'baton'));
    },
  );

  test('is below HOME where that is an absolute path', () => {
    vi.stubEnv('HOME', '/srv/person');
    expect(layout({}, { variables: { BATON_HOME: '' } }).load().home).toBe('/srv/person/.local/share/baton');
  });

  test('is nowhere when BATON_HOME is blank, and no settings are read from a folder of that name', () => {
    const { load, at } = layout({}, { variables: { BATON_HOME: ' ' } });
    mkdirSync(at('target/ '));
    writeFileSync(at('target/ /.env'), 'PORT=4000');
    expect(load()).toMatchObject({ home: '', environment: { PORT: 3000 }, files: { env: null, yaml: null } });
  });

  test.each([
    [{ BATON_HOME: '/srv/baton' }, '', 'set in the environment'],
    [{}, 'BATON_HOME=/srv/baton', 'conf/.env'],
    [{}, '', 'the default, since BATON_HOME is not set'],
  ])('has a source: %j in the environment, %j in .env', (variables, text, source) => {
    const { at } = layout({ 'conf/.env': text });
    const load = () =>
      loadConfig({
        variables: { BATON_CONFIG: at('conf'), ...variables },
        currentDirectory: at('target'),
        batonFolder: at('own'),
      });
    expect(load().homeSource).toContain(source);
  });
});

describe('the folder that the person is in', () => {
  const { at } = layout({});
  const from = (currentDirectory: string) =>
    loadConfig({
      variables: { BATON_HOME: at('home'), INIT_CWD: at('target') },
      currentDirectory,
      batonFolder: at('own'),
    }).callerDirectory;

  test("is INIT_CWD under npm, which changes to Baton's own folder", () => {
    expect(from(at('own'))).toBe(at('target'));
  });

  test('is the current directory when INIT_CWD is left over from another script', () => {
    expect(from(at('conf'))).toBe(at('conf'));
  });
});

describe('environment variables', () => {
  test.each([
    ['PORT', '65536', /PORT is a number from 0 to 65535.*not "65536"/],
    ['PORT', '80a', /PORT is a number/],
    ['PORT', '-1', /PORT is a number/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is a connection URL/],
    ['BATON_API_TOKEN', 'two words', /BATON_API_TOKEN holds printable ASCII/],
    ['SLACK_API_URL', 'localhost:4000/api', /SLACK_API_URL is an address such as/],
    ['BATON_PUBLIC_URL', 'ftp://baton.example', /BATON_PUBLIC_URL is the http or https address/],
    ['BATON_PUBLIC_URL', 'https://ana:pw@baton.example', /BATON_PUBLIC_URL is the http or https address/],
    ['BATON_SECRET_KEY', 'short', /^BATON_SECRET_KEY has at least 32 characters; make one with: openssl/],
  ])('%s=%s is refused', (name, value, message) => {
    const { load } = layout({}, { variables: { [name]: value } });
    expect(load).toThrow(message);
  });

  test('a variable set to nothing counts as not set', () => {
    const { load } = layout({}, { variables: { PORT: '', DATABASE_URL: ' ', BATON_API_TOKEN: '' } });
    expect(load().environment).toMatchObject({ PORT: 3000, DATABASE_URL: null, BATON_API_TOKEN: [] });
  });

  test.each([
    ['DATABASE_URL', 'postgresql+psycopg2://app:HUNTER22@db/x'],
    ['DATABASE_URL', 'postgres://app:HUNTER22/x@db/x'],
    ['DATABASE_URL', 'postgres://app:4711@db/x?sslmode=HUNTER22'],
    ['BATON_PUBLIC_URL', 'https://u:HUNTER22@x.org'],
    ['SLACK_API_URL', 'https://u:HUNTER22@x.org'],
    ['DISCORD_API_URL', 'https://u:HUNTER22@x.org'],
    ['DISCORD_PUBLIC_KEY', 'HUNTER22'],
    ['OPENAI_BASE_URL', 'u:HUNTER22@x.org'],
    ['ANTHROPIC_BASE_URL', 'HUNTER22'],
  ])('a refused value of %s is not shown', (name, value) => {
    const { load } = layout({}, { variables: { [name]: value } });
    expect(load).toThrow(new RegExp(`^${name} (?!.*HUNTER22)`, 's'));
  });

  test('the value of a secret is not shown when it is refused', () => {
    const { load } = layout({}, { variables: { BATON_API_TOKEN: 'pass word', BATON_SECRET_KEY: 'pass' } });
    expect(load).toThrow(/BATON_API_TOKEN(?!.*pass)/s);
  });
});

describe('secrets', () => {
  const shown = (variables: Record<string, string>, text: string) =>
    maskingOf(layout({}, { variables }).load().secrets)(text);

  test.each([
    'BATON_API_TOKEN',
    'SLACK_BOT_TOKEN',
    'SLACK_STATE_SECRET',
    'DISCORD_TOKEN',
    'OPENAI_API_KEY',
    'OPENAI_COMPATIBLE_API_KEY',
    'CODEX_API_KEY',
    'OPENROUTER_API_KEY',
  ])('the value of %s is masked, also in the form that a URL has', (name) => {
    expect(shown({ [name]: 'HUNTER/22' }, 'a HUNTER/22 b HUNTER%2F22')).toBe('a *** b ***');
  });

  test('of an address only the password is masked', () => {
    const variables = { DATABASE_URL: 'postgres://app:HUNTER%2622@db/x', SLACK_CLIENT_ID: 'HUNTER99' };
    expect(shown(variables, 'app@db HUNTER&22 HUNTER%2622 HUNTER99')).toBe('app@db *** *** HUNTER99');
  });

  test('a value that is as short as a word is not masked', () => {
    expect(shown({ OPENAI_COMPATIBLE_API_KEY: 'none' }, 'there is none')).toBe('there is none');
  });
});

describe('chat', () => {
  test('is off without tokens, and nobody is named', () => {
    const nobody = { start: null, cancel: null, export: null };
    expect(layout({}).load()).toMatchObject({
      platforms: [],
      chat: { slack: { channels: {}, variables: { SLACK_BOT_TOKEN: null, SLACK_API_URL: null } } },
      policy: { general: nobody, projects: {} },
      environment: { BATON_PUBLIC_URL: null },
    });
  });

  test.each(['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID'])('is on Slack with %s', (name) => {
    expect(layout({}, { variables: { [name]: 'xoxb-1' } }).load().platforms).toEqual(['slack']);
  });

  test('takes addresses with and without a slash at their end', () => {
    const variables = {
      SLACK_API_URL: 'http://127.0.0.1:4000/api',
      BATON_PUBLIC_URL: 'https://b.example/x/',
    };
    expect(layout({}, { variables }).load()).toMatchObject({
      chat: { slack: { variables: { SLACK_API_URL: 'http://127.0.0.1:4000/api' } } },
      environment: { BATON_PUBLIC_URL: 'https://b.example/x' },
    });
  });

  test("has a project's rules, given below it or below its policy", () => {
    const yaml = 'projects:\n  a: { path: ., start: [U1] }\n  b: { path: ., policy: { cancel: [U2] } }\n';
    expect(layout({ 'home/baton.yaml': yaml }).load().policy.projects).toEqual({
      a: { start: ['U1'], cancel: null, export: null, schedule: null },
      b: { start: null, cancel: ['U2'], export: null, schedule: null },
    });
  });

  test('names the line of a channel whose flow does not exist', () => {
    const { load } = layout({
      'home/baton.yaml':
        'slack:\n  channels:\n    C0AB:\n      flow: tech-dept\n    C0AC: { flow: code-review }\n',
    });
    const check = () => checkChannelFlows(load(), ['tech-debt', 'code-review']);
    expect(check).toThrow(
      'baton.yaml:4: slack.channels.C0AB.flow is "tech-dept", which is not a flow; did you mean "tech-debt"?',
    );
    expect(() => checkChannelFlows(layout({}).load(), [])).not.toThrow();
  });
});
