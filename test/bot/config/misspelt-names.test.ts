/** Names of files and variables that are nearly right: refused or warned of, with the right name, and never ignored. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../../bot/config/config.ts';
import { surroundings, temporaryFolder } from '../surroundings.ts';

interface Layout {
  readonly variables?: Record<string, string>;
  readonly folder?: 'named' | 'checkout' | 'home';
}

/** Loads the configuration with these files in the folder where settings are looked for. */
function load(files: Record<string, string>, { variables = {}, folder = 'named' }: Layout = {}): Config {
  const root = temporaryFolder();
  const at = (name: string) => join(root, name);
  for (const name of ['named', 'checkout', 'home']) mkdirSync(at(name));
  if (folder === 'checkout') mkdirSync(at('checkout/.git'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at(folder), name), text);
  return loadConfig({
    variables: {
      BATON_HOME: at('home'),
      ...(folder === 'named' ? { BATON_CONFIG: at('named') } : {}),
      ...variables,
    },
    currentDirectory: root,
    batonFolder: at('checkout'),
  });
}

describe('a file with nearly the right name', () => {
  test.each(['named', 'checkout', 'home'] as const)('is refused in the folder %s', (folder) => {
    expect(() => load({ 'baton.yml': 'keep_days: 7' }, { folder })).toThrow(
      /found .*\/baton\.yml; Baton reads baton\.yaml: rename it/,
    );
  });

  test.each([
    'batton.yaml',
    'baton.yaml.txt',
    'Baton.yaml',
    'batno.yaml',
    'baton.ymal',
    'baton.json',
    '.baton.yaml',
  ])('%s is refused where there is no baton.yaml', (name) => {
    expect(() => load({ [name]: '' })).toThrow(/; Baton reads baton\.yaml: rename it/);
  });

  test.each(['.env.txt', '.evn', '.ENV'])('%s is refused where there is no .env', (name) => {
    expect(() => load({ [name]: 'PORT=4000' })).toThrow(/; Baton reads \.env: rename it/);
  });

  test('baton.yml beside baton.yaml is refused, for one of the two has no effect', () => {
    expect(() => load({ 'baton.yml': '', 'baton.yaml': '' })).toThrow('Baton reads baton.yaml');
  });

  test.each([
    [{ '.env.local': '', '.env': '' }, /found .*\.env\.local; Baton reads \.env: rename it/],
    [{ 'batton.yaml': '', 'baton.yaml': '' }, /found .*batton\.yaml; Baton reads baton\.yaml/],
    [{ 'config.yaml': '' }, /found .*config\.yaml; Baton reads baton\.yaml/],
    [{ env: '' }, /found .*\/env; Baton reads \.env/],
  ])('%j gives a warning, since it may be meant for another program', (files, warning) => {
    expect(load(files).warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('copies, examples and strangers are left alone', () => {
    const names = [
      '.env.example',
      'baton.yaml.bak',
      'baton.example.yaml',
      '.env.swp',
      'button.yaml',
      'x.yml',
    ];
    expect(load(Object.fromEntries(names.map((name) => [name, '']))).warnings).toEqual([]);
  });

  test('another file in a folder that BATON_CONFIG does not name is ignored', () => {
    expect(load({ 'config.yaml': '' }, { folder: 'home' }).warnings).toEqual([]);
  });
});

describe('a variable with nearly the right name', () => {
  test.each([
    ['BATON_HOMR', 'BATON_HOME'],
    ['SLACK_BOT_TOKENS', 'SLACK_BOT_TOKEN'],
    ['DISCORD_TOKN', 'DISCORD_TOKEN'],
    ['baton_home', 'BATON_HOME'],
  ])('%s is refused in .env, and warned of in the environment', (name, near) => {
    const message = `${name} is not a variable that Baton knows. Did you mean ${near}?`;
    expect(() => load({ '.env': `${name}=HUNTER22` })).toThrow(message);
    expect(load({}, { variables: { [name]: 'HUNTER22' } }).warnings).toEqual([`environment: ${message}`]);
  });

  test('one that nothing resembles is refused in .env when it begins with BATON_', () => {
    expect(() => load({ '.env': 'BATON_COLOR_SCHEME=x' })).toThrow(
      'BATON_COLOR_SCHEME is not a variable that Baton knows. Remove it',
    );
  });

  test.each(['DISCORD_BOT_TOKEN', 'SLACK_TOKEN', 'DATABSE_URL', 'OPENAI_API_KEYS'])(
    '%s in .env gives a warning, since it may be another program’s',
    (name) => {
      expect(load({ '.env': `${name}=x` }).warnings).toEqual([
        expect.stringContaining(`${name} is not a variable that Baton knows. Did you mean`),
      ]);
    },
  );

  test('variables of other programs are silent', () => {
    const names = ['POSTGRES_PASSWORD', 'SLACK_WEBHOOK_URL', 'HOSTNAME', 'NODE_ENV', 'PGHOST', 'BATONS'];
    const variables = Object.fromEntries(names.map((name) => [name, 'x']));
    const env = names.map((name) => `${name}=x`).join('\n');
    expect(load({ '.env': env }, { variables }).warnings).toEqual([]);
  });

  test('BATON_CONFIG in .env gives a warning, since it has no effect there', () => {
    expect(load({ '.env': 'BATON_CONFIG=/elsewhere' }).warnings).toEqual([
      expect.stringContaining('BATON_CONFIG has no effect here'),
    ]);
  });
});

test('a warning is a line on stderr, and the command does its work', async () => {
  const around = surroundings({ variables: { BATON_HOMR: 'x' } });
  expect(await around.run('runs', '--json')).toBe(0);
  expect(around.err()).toBe(
    'baton: warning: environment: BATON_HOMR is not a variable that Baton knows. Did you mean BATON_HOME?\n',
  );
  expect(JSON.parse(around.out())).toMatchObject({ runs: [] });
});

test.each(['', '  '])('BATON_CONFIG=%j is refused', (BATON_CONFIG) => {
  expect(() => load({}, { variables: { BATON_CONFIG } })).toThrow('BATON_CONFIG is set to nothing. Unset it');
});

test('BATON_CONFIG that names .env is refused, for its folder is what counts', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), '');
  const variables = { BATON_CONFIG: join(folder, '.env') };
  expect(() => load({}, { variables })).toThrow(/BATON_CONFIG names the file .*\.env\. Name the folder/);
});
