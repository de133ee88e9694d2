import { describe, expect, it } from 'vitest';
import { createClaudeCodeBackend } from '../../../../adapters/agents/cli/claude-code.ts';
import { agentContract, eventsOf } from '../../../contracts/agent-contract.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { makeCheckout, makeHomes, STAND_IN, startOf, taskFor, unconfined, usual } from './setting.ts';
import { print } from './toy-agent.ts';

const cwd = makeCheckout();
const KEYS = { ANTHROPIC_API_KEY: 'claude-key', OPENAI_API_KEY: 'other-key', ANTHROPIC_BASE_URL: 'http://m' };
const make = (sandbox = unconfined, environment: Record<string, string> = KEYS) =>
  createClaudeCodeBackend({ executable: STAND_IN, sandbox, environment, home: makeHomes(), graceMs: 100 });
const run = (...acts: UserAction[]) => eventsOf(make(), taskFor(acts, cwd));

const init = {
  type: 'system',
  subtype: 'init',
  session_id: 's',
  model: 'claude-x',
  claude_code_version: '2.0.0',
};
const delta = (text: string) => ({
  type: 'stream_event',
  event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
});
const assistant = (...content: object[]) => ({ type: 'assistant', message: { role: 'assistant', content } });
const user = (...content: object[]) => ({ type: 'user', message: { role: 'user', content } });
const use = (id: string, name: string, input: object) => ({ type: 'tool_use', id, name, input });
const answered = (id: string, content: unknown, is_error = false) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  is_error,
});
const end = (more: object = {}) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'All well.',
  stop_reason: 'end_turn',
  total_cost_usd: 0.25,
  usage: {
    input_tokens: 10,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 1_000,
    output_tokens: 7,
  },
  ...more,
});

agentContract(`claude-code (${usual.kind})`, {
  make: () => make(usual),
  task: taskFor(print(init, delta('All '), delta('well.'), end()), cwd),
  silent: taskFor([...print(init), { hang: true }], cwd),
  deterministic: true,
});

describe('Claude Code', () => {
  it('says its model and version, streams, and tells tokens with the cached ones, and the cost', async () => {
    expect(await run(...print(init, delta('All '), delta('well.'), end()))).toEqual([
      { type: 'started', sessionId: 's', model: 'claude-x', agentVersion: '2.0.0' },
      { type: 'text', delta: 'All ' },
      { type: 'text', delta: 'well.' },
      { type: 'usage', inputTokens: 1_110, outputTokens: 7, costUsd: 0.25 },
      { type: 'done', stop: 'end_turn', output: 'All well.' },
    ]);
  });

  it('tells what its tools did: done, failed, or not allowed', async () => {
    const events = await run(
      ...print(
        init,
        assistant(use('1', 'Read', { file_path: 'sum.js' }), use('2', 'Grep', { pattern: 'a\n b' })),
        user(
          answered('1', [{ type: 'text', text: 'one' }, { type: 'image' }]),
          answered('2', 'No files', true),
        ),
        assistant(use('3', 'Bash', { command: 'rm x' })),
        user(answered('3', 'No such tool available: Bash', true)),
        end(),
      ),
    );
    expect(events.filter(({ type }) => type === 'tool')).toMatchObject([
      { id: '1', name: 'Read', kind: 'read', status: 'started', title: 'Read sum.js' },
      { id: '2', name: 'Grep', kind: 'search', status: 'started', title: 'Grep a b' },
      { id: '1', name: 'Read', status: 'completed', output: 'one' },
      { id: '2', name: 'Grep', status: 'failed', output: 'No files' },
      { id: '3', name: 'Bash', kind: 'execute', status: 'started' },
      { id: '3', name: 'Bash', status: 'denied' },
    ]);
  });

  it('is not done when its result is marked as an error, though it is called a success', async () => {
    const text = 'API Error: 401 bad key claude-key';
    const last = (await run(...print(init, end({ is_error: true, api_error_status: 401, result: text })))).at(
      -1,
    );
    expect(last).toMatchObject({ type: 'error', code: 'auth', retryable: false });
    expect(last).toHaveProperty('message', expect.stringMatching(/401 bad key •••\. Set ANTHROPIC_API_KEY/));
  });

  it('is not done when it ran into a limit of its own', async () => {
    const last = (await run(...print(init, end({ subtype: 'error_max_turns', result: undefined })))).at(-1);
    expect(last).toMatchObject({ type: 'error', code: 'model' });
  });

  it('says so when the answer was cut off', async () => {
    const last = (await run(...print(init, end({ stop_reason: 'max_tokens' })))).at(-1);
    expect(last).toMatchObject({ type: 'done', stop: 'max_tokens' });
  });

  it('is not done when SIGINT ended it with exit code 0', async () => {
    expect((await run(...print(init, delta('All ')), { exit: 0 })).at(-1)).toMatchObject({
      code: 'malformed',
    });
  });

  it('is started in plan mode, with reading tools, without the checkout’s settings, hooks and servers', async () => {
    const task = { ...taskFor([], cwd), model: 'anthropic/m', system: 'Be kind.' };
    const { arguments: words, environment } = await startOf(make(), task);
    const given = words.join(' ');
    for (const flag of [
      '-p --permission-mode plan --tools Read,Grep,Glob',
      '--output-format stream-json --verbose',
      '--setting-sources user --strict-mcp-config',
      '"disableAllHooks":true',
      '--model m --append-system-prompt Be kind.',
    ]) {
      expect(given).toContain(flag);
    }
    expect(environment).toMatchObject({ ANTHROPIC_API_KEY: 'claude-key', ANTHROPIC_BASE_URL: 'http://m' });
    expect(environment).not.toHaveProperty('OPENAI_API_KEY');
  });

  it('signs in with any of its keys', async () => {
    expect(await make().probe()).toEqual({ ok: true, version: '9.8.7' });
    expect(await make(unconfined, { CLAUDE_CODE_OAUTH_TOKEN: 't' }).probe()).toMatchObject({ ok: true });
    expect(await make(unconfined, { OPENAI_API_KEY: 'k' }).probe()).toMatchObject({ ok: false });
  });
});
