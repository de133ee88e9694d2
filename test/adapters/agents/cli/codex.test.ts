import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCodexBackend } from '../../../../adapters/agents/cli/codex.ts';
import { agentContract, eventsOf } from '../../../contracts/agent-contract.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { makeCheckout, makeHomes, STAND_IN, startOf, taskFor, unconfined, usual } from './setting.ts';
import { print } from './toy-agent.ts';

const cwd = makeCheckout();
const KEYS = { OPENAI_API_KEY: 'codex-key', ANTHROPIC_API_KEY: 'other-key', OPENAI_BASE_URL: 'http://m/v1' };
const make = (sandbox = unconfined) =>
  createCodexBackend({ executable: STAND_IN, sandbox, environment: KEYS, home: makeHomes(), graceMs: 100 });
const run = (...acts: UserAction[]) => eventsOf(make(), taskFor(acts, cwd));

const thread = { type: 'thread.started', thread_id: 't' };
const completed = (item: object) => ({ type: 'item.completed', item: { id: 'item_1', ...item } });
const message = (text: string) => completed({ type: 'agent_message', text });
const end = { type: 'turn.completed', usage: { input_tokens: 20, cached_input_tokens: 5, output_tokens: 3 } };

agentContract(`codex (${usual.kind})`, {
  make: () => make(usual),
  task: taskFor(print(thread, message('All well.'), end), cwd),
  silent: taskFor([...print(thread), { hang: true }], cwd),
  deterministic: true,
});

describe('Codex', () => {
  it('answers with its last message, and tells its tokens and no cost', async () => {
    const thinking = completed({ type: 'reasoning', text: 'Hm.' });
    expect(await run(...print(thread, thinking, message('I look.'), message('All well.'), end))).toEqual([
      { type: 'started', sessionId: 't', agentVersion: '9.8.7' },
      { type: 'thought', delta: 'Hm.' },
      { type: 'text', delta: 'I look.' },
      { type: 'text', delta: 'All well.' },
      { type: 'usage', inputTokens: 20, outputTokens: 3 },
      { type: 'done', stop: 'end_turn', output: 'All well.' },
    ]);
  });

  it('tells what its commands and patches did, also those that it only told the end of', async () => {
    const patch = { id: '2', type: 'file_change', status: 'failed', changes: [{ path: 'sum.js' }] };
    const touch = {
      id: '1',
      type: 'command_execution',
      command: 'touch x',
      aggregated_output: 'Read-only file system',
      exit_code: 1,
      status: 'failed',
    };
    const started = { ...touch, aggregated_output: '', exit_code: null, status: 'in_progress' };
    const events = await run(
      ...print(
        thread,
        { type: 'item.started', item: started },
        completed(touch),
        completed(patch),
        message('x'),
        end,
      ),
    );
    expect(events.filter(({ type }) => type === 'tool')).toMatchObject([
      { id: '1', kind: 'execute', status: 'started', title: 'touch x' },
      { id: '1', kind: 'execute', status: 'failed' },
      { id: '2', kind: 'edit', status: 'started', title: 'sum.js' },
      { id: '2', kind: 'edit', status: 'failed' },
    ]);
  });

  it('takes an item that is a warning for what it is, and fails with its turn', async () => {
    const warning = completed({ type: 'error', message: 'Model metadata not found.' });
    const retry = { type: 'error', message: 'Reconnecting... 1/2 (status 500)' };
    const failure = { message: 'unexpected status 401 Unauthorized: codex-key' };
    const events = await run(
      ...print(
        thread,
        warning,
        retry,
        { type: 'error', ...failure },
        { type: 'turn.failed', error: failure },
      ),
      { exit: 1 },
    );
    expect(events).toEqual([
      { type: 'started', sessionId: 't', agentVersion: '9.8.7' },
      { type: 'retry', attempt: 1, reason: 'status 500' },
      expect.objectContaining({ type: 'error', code: 'auth', retryable: false }),
    ]);
    expect(JSON.stringify(events)).not.toContain('codex-key');
  });

  it('is not done when every command failed and it says nothing', async () => {
    expect((await run(...print(thread, end))).at(-1)).toMatchObject({ type: 'error', code: 'malformed' });
  });

  it('is started read-only, with its configuration in the private home and its prompt on standard input', async () => {
    const start = await startOf(make(), { ...taskFor([], cwd), model: 'gpt-x' });
    expect(start.arguments).toEqual([
      ...['exec', '--json', '--sandbox', 'read-only', '--skip-git-repo-check', '-m', 'gpt-x', '-'],
    ]);
    expect(start.environment).toMatchObject({
      OPENAI_API_KEY: 'codex-key',
      CODEX_HOME: `${start.home}/.codex`,
    });
    expect(start.environment).not.toHaveProperty('ANTHROPIC_API_KEY');
  });

  it('is configured for its model’s address and persona, without any key', async () => {
    const system = 'Be "kind".\nAlways.';
    const copy = `${makeHomes()}/config.toml`;
    const copying: UserAction = { run: ['sh', '-c', `cp "$CODEX_HOME/config.toml" ${copy}`] };
    await eventsOf(make(), { ...taskFor([copying], cwd), system });
    const config = readFileSync(copy, 'utf8');
    expect(config).toContain('base_url = "http://m/v1"\nenv_key = "OPENAI_API_KEY"');
    expect(config).toContain('developer_instructions = "Be \\"kind\\".\\nAlways."');
    expect(config).toContain('project_doc_max_bytes = 0');
    expect(config).toContain(`[projects."${cwd}"]\ntrust_level = "untrusted"`);
    expect(config).not.toContain('codex-key');
  });
});
