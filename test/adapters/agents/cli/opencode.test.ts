import { describe, expect, it } from 'vitest';
import { createOpencodeBackend } from '../../../../adapters/agents/cli/opencode.ts';
import { agentContract, eventsOf } from '../../../contracts/agent-contract.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { makeCheckout, makeHomes, STAND_IN, startOf, taskFor, unconfined, usual } from './setting.ts';
import { print } from './toy-agent.ts';

const cwd = makeCheckout();
const ANTHROPIC = { ANTHROPIC_API_KEY: 'anthropic-key' };
const make = (sandbox = unconfined, environment: Record<string, string> = ANTHROPIC) =>
  createOpencodeBackend({ executable: STAND_IN, sandbox, environment, home: makeHomes(), graceMs: 100 });
const run = (acts: readonly UserAction[], limits = {}) => eventsOf(make(), taskFor(acts, cwd, limits));

const start = { type: 'step_start', sessionID: 's', part: {} };
const text = (words: string) => ({ type: 'text', sessionID: 's', part: { text: words } });
const tool = (name: string, state: object) => ({
  type: 'tool_use',
  sessionID: 's',
  part: { tool: name, callID: `call of ${name}`, state },
});
const finish = (reason: string, more: object = {}) => ({
  type: 'step_finish',
  sessionID: 's',
  part: {
    reason,
    cost: 0,
    tokens: { input: 5, output: 2, reasoning: 1, cache: { read: 10, write: 0 } },
    ...more,
  },
});
const failure = (statusCode: number) => ({
  type: 'error',
  error: { name: 'APIError', data: { message: 'no', statusCode, isRetryable: false } },
});

agentContract(`opencode (${usual.kind})`, {
  make: () => make(usual),
  task: taskFor(print(start, text('All '), text('well.'), finish('stop')), cwd),
  silent: taskFor([...print(start), { hang: true }], cwd),
  deterministic: true,
});

describe('OpenCode', () => {
  it('answers with what it said after its last tool, and sums its tokens up', async () => {
    const read = tool('read', { status: 'completed', input: { filePath: 'sum.js' }, output: 'one' });
    const steps = [
      start,
      text('I look.'),
      read,
      finish('tool-calls'),
      start,
      text('All well.'),
      finish('stop'),
    ];
    expect(await run(print(...steps))).toEqual([
      { type: 'started', sessionId: 's', agentVersion: '9.8.7' },
      { type: 'text', delta: 'I look.' },
      expect.objectContaining({
        type: 'tool',
        name: 'read',
        kind: 'read',
        status: 'started',
        title: 'read sum.js',
      }),
      expect.objectContaining({ type: 'tool', name: 'read', status: 'completed', output: 'one' }),
      { type: 'usage', inputTokens: 15, outputTokens: 3 },
      { type: 'text', delta: 'All well.' },
      { type: 'usage', inputTokens: 30, outputTokens: 6 },
      { type: 'done', stop: 'end_turn', output: 'All well.' },
    ]);
  });

  it('tells a cost only where it knows one', async () => {
    const events = await run(print(start, text('x'), finish('tool-calls', { cost: 0.5 }), finish('stop')));
    expect(events.filter(({ type }) => type === 'usage')).toMatchObject([{ costUsd: 0.5 }, { costUsd: 0.5 }]);
  });

  it('tells which tools it was not allowed', async () => {
    const error = 'The user has specified a rule which prevents you from using this specific tool call.';
    const events = await run(
      print(start, tool('edit', { status: 'error', input: {}, error }), finish('stop')),
    );
    expect(events.filter(({ type }) => type === 'tool')).toMatchObject([
      { kind: 'edit', status: 'started' },
      { kind: 'edit', status: 'denied' },
    ]);
  });

  it.each([
    [401, 'auth', false],
    [429, 'rate_limit', true],
    [503, 'model', true],
    [400, 'model', false],
  ])('fails on %i of its model as %s', async (status, code, retryable) => {
    const last = (await run([...print(failure(status)), { exit: 1 }])).at(-1);
    expect(last).toMatchObject({ type: 'error', code, retryable });
  });

  it('fails on an error of its model even when it exits with 0 after a last step', async () => {
    const last = (await run(print(start, text('x'), finish('stop'), failure(500)))).at(-1);
    expect(last).toMatchObject({ type: 'error', code: 'model' });
  });

  it('is not done when its last step made no sense, and reports each such step as a retry', async () => {
    const senseless = print(start, finish('unknown'));
    expect((await run(senseless)).at(-1)).toMatchObject({ type: 'error', code: 'malformed' });
    const events = await run(Array.from({ length: 3 }, () => senseless).flat());
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(3);
  });

  it('is started as its plan agent, with what acts denied and the checkout’s configuration off', async () => {
    const started = await startOf(make(), {
      ...taskFor([], cwd),
      system: 'Be kind.',
      model: 'anthropic/claude-x',
    });
    expect(started.arguments.slice(0, 6)).toEqual(['run', '--pure', '--agent', 'plan', '--format', 'json']);
    expect(started.environment).toMatchObject({
      ANTHROPIC_API_KEY: 'anthropic-key',
      OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
    });
    const config = JSON.parse(started.environment.OPENCODE_CONFIG_CONTENT ?? '');
    expect(config).toMatchObject({
      autoupdate: false,
      share: 'disabled',
      permission: { edit: 'deny', bash: 'deny', webfetch: 'deny', task: 'deny', external_directory: 'deny' },
      instructions: [`${started.home}/persona.md`],
      enabled_providers: ['anthropic'],
      model: 'anthropic/claude-x',
      small_model: 'anthropic/claude-x',
    });
    expect(JSON.stringify(config)).not.toContain('anthropic-key');
  });

  it.each([
    [
      'gpt-x',
      { OPENAI_API_KEY: 'k' },
      'openai/gpt-x',
      { openai: { options: { apiKey: '{env:OPENAI_API_KEY}' } } },
    ],
    [
      'openai/org/m',
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://m/v1/', ...ANTHROPIC },
      'openai-elsewhere/org/m',
      { 'openai-elsewhere': { npm: '@ai-sdk/openai-compatible', options: { baseURL: 'http://m/v1' } } },
    ],
    [
      'claude-x',
      { ...ANTHROPIC, ANTHROPIC_BASE_URL: 'http://m' },
      'anthropic/claude-x',
      { anthropic: { options: { baseURL: 'http://m/v1' }, models: { 'claude-x': {} } } },
    ],
    [
      'compatible/llama',
      { OPENAI_COMPATIBLE_BASE_URL: 'http://m:11434' },
      'compatible/llama',
      { compatible: { npm: '@ai-sdk/openai-compatible', options: { baseURL: 'http://m:11434/v1' } } },
    ],
    [
      'gemini-x',
      { ...ANTHROPIC, GOOGLE_GENERATIVE_AI_API_KEY: 'k', GOOGLE_GEMINI_BASE_URL: 'http://g' },
      'google/gemini-x',
      {
        google: { options: { baseURL: 'http://g/v1beta' }, models: { 'gemini-x': {} } },
        anthropic: { models: {} },
      },
    ],
  ])('finds the provider of the model %s', async (model, environment, full, provider) => {
    const started = await startOf(make(unconfined, environment), { ...taskFor([], cwd), model });
    const config = JSON.parse(started.environment.OPENCODE_CONFIG_CONTENT ?? '');
    expect(config).toMatchObject({ model: full, provider });
  });
});
