import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { providersOf } from '../../../adapters/agents/direct/options.ts';
import { createConfiguredBackends, preferencesOf } from '../../../bot/app/backends.ts';
import { type Config, loadConfig } from '../../../bot/config/config.ts';
import { checkBackendNames } from '../../../bot/config/known-names.ts';
import { temporaryFolder } from '../surroundings.ts';

function configOf(yaml = '', variables: Record<string, string> = {}): Config {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  if (yaml !== '') writeFileSync(join(home, 'baton.yaml'), yaml);
  return loadConfig({
    variables: { BATON_HOME: home, ...variables },
    currentDirectory: home,
    batonFolder: home,
  });
}

const YAML = `
backends:
  order: [direct, gemini, offline]
  personas:
    skeptic: { backend: codex, model: gpt-x }
    arbiter: { model: big }
  projects: { shop: { backend: claude-code } }
  models: { direct: claude-x }
  executables: { codex: /opt/codex/bin/codex }
  acp:
    gemini:
      command: gemini
      args: [--acp]
      mode: plan
      environment: [GEMINI_API_KEY]
      files: { ".gemini/settings.json": "{}" }
sandbox: none
budgets: { run: { max_tokens: 2000000 }, day: { max_cost: 20.5 } }
prices:
  claude-x: { input: 3, output: 15 }
`;

describe('without settings about agents', () => {
  test('nothing is named, nothing is limited, and the usual order ends at offline', () => {
    const config = configOf();
    expect(config.settings).toMatchObject({ backends: { order: null }, sandbox: 'auto', prices: {} });
    expect(config.settings.budgets.day).toEqual({ max_tokens: null, max_cost: null });
    expect(preferencesOf(config)).toEqual({
      order: ['direct', 'claude-code', 'codex', 'opencode', 'offline'],
      projects: {},
      personas: {},
      models: {},
    });
  });

  test('no back end but offline is ready, whatever is installed here', async () => {
    const sandbox = {
      kind: 'none',
      reason: '',
      network: 'machine',
      networkReason: null,
      wrap: async (command: readonly string[]) => [...command],
    } as const;
    const backends = await createConfiguredBackends(configOf('', { PATH: '/nonexistent' }), sandbox);
    const ready: string[] = [];
    for (const backend of backends) if ((await backend.probe()).ok) ready.push(backend.name);
    expect(ready).toEqual(['offline']);
  });
});

describe('settings about agents', () => {
  const config = configOf(YAML, {
    GEMINI_API_KEY: 'g',
    OPENAI_API_KEY: 'o',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
  });

  test('are read into preferences and limits', () => {
    expect(preferencesOf(config)).toEqual({
      order: ['direct', 'gemini', 'offline'],
      personas: { skeptic: { backend: 'codex', model: 'gpt-x' }, arbiter: { backend: null, model: 'big' } },
      projects: { shop: { backend: 'claude-code', model: null } },
      models: { direct: 'claude-x' },
    });
    expect(config.settings).toMatchObject({
      sandbox: 'none',
      budgets: { run: { max_tokens: 2_000_000, max_cost: null }, day: { max_tokens: null, max_cost: 20.5 } },
      prices: { 'claude-x': { input: 3, output: 15 } },
      backends: { executables: { codex: '/opt/codex/bin/codex' } },
    });
  });

  test('give an agent the variables that it names, and no other key', () => {
    const [gemini] = config.acpAgents;
    expect(gemini).toMatchObject({ name: 'gemini', args: ['--acp'], mode: 'plan' });
    expect(gemini?.environment).toMatchObject({ GEMINI_API_KEY: 'g' });
    expect(gemini?.environment).not.toHaveProperty('OPENAI_API_KEY');
  });

  test('yield to BATON_BACKEND, except for personas', () => {
    const preferences = preferencesOf(configOf(YAML, { BATON_BACKEND: 'offline' }));
    expect(preferences).toMatchObject({ order: ['offline'], projects: {} });
    expect(Object.keys(preferences.personas)).toEqual(['skeptic', 'arbiter']);
  });

  test('create a back end for each agent below acp', async () => {
    const sandbox = {
      kind: 'missing',
      reason: 'no bwrap',
      network: 'machine',
      networkReason: null,
      wrap: async () => [],
    } as const;
    const backends = await createConfiguredBackends(config, sandbox);
    expect(backends.map(({ name }) => name)).toEqual([
      'direct',
      'claude-code',
      'codex',
      'opencode',
      'gemini',
      'offline',
      'scripted',
    ]);
    const probed = await Promise.all(
      backends.map(async (backend) => [backend.name, (await backend.probe()).reason]),
    );
    expect(Object.fromEntries(probed)).toMatchObject({
      codex: 'no bwrap',
      gemini: 'no bwrap',
      direct: undefined,
    });
  });

  test('are refused if a persona or a back end does not exist', () => {
    const check = (yaml: string) => () =>
      checkBackendNames(configOf(yaml), ['skeptic', 'arbiter'], ['direct', 'codex', 'offline']);
    expect(check('backends: { personas: { skeptik: { backend: codex } } }')).toThrow(
      'baton.yaml:1: in backends.personas: "skeptik" is not a persona; did you mean "skeptic"?',
    );
    expect(check('backends: { personas: { skeptic: { backend: codecs } } }')).toThrow(
      'baton.yaml:1: backends.personas.skeptic.backend is "codecs", which is not a back end; did you mean "codex"?',
    );
    expect(check('backends: { models: { directt: x } }')).toThrow(
      /in backends\.models: "directt" is not a back end/,
    );
    expect(check('backends: { personas: { skeptic: { model: x } } }')).not.toThrow();
  });
});

describe('a setting that can not be used names its line', () => {
  test.each([
    ['sandbox: off', /:1: sandbox is auto, bwrap or none/],
    ['budgets: { run: { max_tokens: 0 } }', /budgets\.run\.max_tokens is a whole number of tokens from 1/],
    ['budgets: { day: { max_cost: 0 } }', /budgets\.day\.max_cost is a number of US dollars above 0/],
    [
      'budgets: { month: { max_cost: 1 } }',
      /in budgets: "month" is not a key.*known here: run, user, channel, project, day/,
    ],
    ['prices: { m: { input: -1, output: 1 } }', /prices\.m\.input is a number of US dollars, from 0/],
    [
      'backends: { personas: { skeptic: {} } }',
      /backends\.personas\.skeptic names neither a backend nor a model/,
    ],
    [
      'backends: { acp: { direct: { command: x, mode: plan } } }',
      /"direct" is the name of a back end of Baton’s own/,
    ],
    ['backends: { acp: { g: { command: x } } }', /backends\.acp\.g\.mode is a text/],
    [
      'backends: { acp: { g: { command: x, mode: plan, environment: [SLACK_BOT_TOKEN] } } }',
      /none of Baton’s own/,
    ],
    [
      'backends: { acp: { g: { command: x, mode: plan, files: { ../x: y } } } }',
      /is not a path below the agent’s home/,
    ],
  ])('%s', (yaml, message) => {
    expect(() => configOf(yaml)).toThrow(message);
  });
});

describe('the access to models', () => {
  test('comes from the vendors’ variables; a blank one counts as not set', () => {
    const { environment } = configOf('', {
      ANTHROPIC_API_KEY: ' a ',
      ANTHROPIC_BASE_URL: '',
      GEMINI_API_KEY: 'g',
      OPENAI_COMPATIBLE_BASE_URL: 'http://127.0.0.1:11434/v1',
    });
    expect(providersOf(environment)).toEqual({
      anthropic: { key: 'a', baseUrl: null, model: null },
      openai: { key: null, baseUrl: null, model: null },
      google: { key: 'g', baseUrl: null, model: null },
      compatible: { key: null, baseUrl: 'http://127.0.0.1:11434/v1', model: null },
    });
  });

  test('prefers Google’s longer name where both are set', () => {
    const variables = { GEMINI_API_KEY: 'short', GOOGLE_GENERATIVE_AI_API_KEY: 'long' };
    expect(providersOf(configOf('', variables).environment).google?.key).toBe('long');
  });

  test('is refused if an address is invalid, without showing its value', () => {
    expect(() => configOf('', { OPENAI_BASE_URL: 'localhost:11434' })).toThrow(
      'OPENAI_BASE_URL is an http or https address such as http://127.0.0.1:11434/v1, without a user name, a password or a query.',
    );
  });

  test('reaches the built-in agents whole, Google’s key also by its longer name', () => {
    const variables = { OPENAI_COMPATIBLE_API_KEY: 'c', GEMINI_API_KEY: 'g', OPENROUTER_API_KEY: ' r ' };
    expect(configOf('', variables).agentEnvironment).toEqual({
      ...{ OPENAI_COMPATIBLE_API_KEY: 'c', OPENROUTER_API_KEY: 'r' },
      ...{ GEMINI_API_KEY: 'g', GOOGLE_GENERATIVE_AI_API_KEY: 'g' },
    });
  });

  test('passes no variable of Baton’s own or of the person to an agent', () => {
    const variables = {
      ...{ ANTHROPIC_API_KEY: 'a', PATH: '/usr/bin', https_proxy: 'http://p', BATON_API_TOKEN: 't' },
      ...{
        DATABASE_URL: 'postgres://u:p@h/d',
        SLACK_BOT_TOKEN: 's',
        AWS_SECRET_ACCESS_KEY: 'w',
        HOME: '/root',
      },
    };
    expect(configOf('', variables).agentEnvironment).toEqual({
      ANTHROPIC_API_KEY: 'a',
      PATH: '/usr/bin',
      https_proxy: 'http://p',
    });
  });
});
