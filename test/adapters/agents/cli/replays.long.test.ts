/** Streams that the real agents printed, in the folder that BATON_TEST_DATA names, printed again; else passed over. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClaudeCodeBackend } from '../../../../adapters/agents/cli/claude-code.ts';
import type { CliOptions } from '../../../../adapters/agents/cli/cli-backend.ts';
import { createCodexBackend } from '../../../../adapters/agents/cli/codex.ts';
import { createOpencodeBackend } from '../../../../adapters/agents/cli/opencode.ts';
import type { AgentBackend, AgentEvent } from '../../../../runner/core/ports/agent.ts';
import { eventsOf } from '../../../contracts/agent-contract.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { makeCheckout, makeHomes, STAND_IN, taskFor, unconfined } from './setting.ts';

const data = process.env.BATON_TEST_DATA;

const MAKERS: Readonly<Record<string, (options: CliOptions) => AgentBackend>> = {
  claude: createClaudeCodeBackend,
  codex: createCodexBackend,
  opencode: createOpencodeBackend,
};

/** The back end that the recording is named after reads it from a real child process. */
async function replay(recording: string, exit = 0): Promise<AgentEvent[]> {
  const lines = readFileSync(join(data ?? '', 'agents', `${recording}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const make = MAKERS[recording.split('-')[0] ?? ''];
  if (make === undefined) throw new Error(`no back end is recorded in ${recording}`);
  const backend = make({
    executable: STAND_IN,
    sandbox: unconfined,
    environment: { ANTHROPIC_API_KEY: 'key', OPENAI_API_KEY: 'key' },
    home: makeHomes(),
  });
  const acts: UserAction[] = [...lines.map((print) => ({ print })), { exit }];
  return eventsOf(backend, taskFor(acts, makeCheckout()));
}

/** An event without what differs from recording to recording. */
function shortOf(event: AgentEvent): string {
  switch (event.type) {
    case 'tool':
      return `${event.kind} ${event.name} ${event.status}`;
    case 'usage':
      return `usage ${event.inputTokens} ${event.outputTokens} ${event.costUsd ?? 'unknown'}`;
    case 'retry':
      return `retry ${event.attempt}`;
    case 'error':
      return `error ${event.code}${event.retryable ? ', retryable' : ''}`;
    default:
      return event.type;
  }
}

/** Neighbours that are the same are one. */
function snapshotOf(events: readonly AgentEvent[]): string[] {
  return events.map(shortOf).filter((short, index, all) => short !== all[index - 1]);
}

describe.runIf(data !== undefined)('a recording of', () => {
  it.each<[recording: string, exit: number, story: string[]]>([
    ['claude-text', 0, ['started', 'text', 'usage 111 22 0.000663', 'done']],
    [
      'claude-read',
      0,
      ['started', 'read Read started', 'read Read completed', 'text', 'usage 222 44 0.001326', 'done'],
    ],
    [
      'claude-write',
      0,
      ['started', 'edit Write started', 'edit Write denied', 'text', 'usage 222 44 0.001326', 'done'],
    ],
    ['claude-err429', 1, ['started', 'retry 1', 'usage 0 0 0', 'error rate_limit, retryable']],
    ['claude-err500', 1, ['started', 'retry 1', 'usage 0 0 0', 'error model, retryable']],
    [
      'codex-read',
      0,
      [
        'started',
        'execute command_execution started',
        'execute command_execution completed',
        'text',
        'usage 222 44 unknown',
        'done',
      ],
    ],
    ['codex-err429', 1, ['started', 'retry 1', 'error rate_limit, retryable']],
    [
      'opencode-read',
      0,
      [
        'started',
        'read read started',
        'read read completed',
        'usage 111 22 unknown',
        'text',
        'usage 222 44 unknown',
        'done',
      ],
    ],
    [
      'opencode-bash2',
      0,
      [
        'started',
        'execute bash started',
        'execute bash completed',
        'usage 111 22 unknown',
        'text',
        'usage 222 44 unknown',
        'done',
      ],
    ],
    ['opencode-err401', 1, ['started', 'error auth']],
  ])('%s tells its story', async (recording, exit, story) => {
    expect(snapshotOf(await replay(recording, exit))).toEqual(story);
  });

  it.each([
    ['claude-text', { sessionId: expect.any(String), model: 'claude-sonnet-4-5', agentVersion: '2.1.197' }],
    ['codex-read', { sessionId: expect.any(String), agentVersion: '9.8.7' }],
    ['opencode-read', { sessionId: expect.stringMatching(/^ses_/), agentVersion: '9.8.7' }],
  ])(
    '%s starts with what the agent tells of itself, now or when it is asked its version',
    async (recording, told) => {
      expect((await replay(recording))[0]).toEqual({ type: 'started', ...told });
    },
  );

  it.each(['claude-text', 'claude-read', 'codex-read', 'opencode-read'])(
    '%s is done with the text after its last tool',
    async (recording) => {
      const events = await replay(recording);
      const after = events.slice(events.findLastIndex(({ type }) => type === 'tool') + 1);
      const text = after.map((event) => (event.type === 'text' ? event.delta : '')).join('');
      expect(text).not.toBe('');
      expect(events.at(-1)).toMatchObject({ type: 'done', output: text });
    },
  );

  it.each(['claude-text', 'codex-read', 'opencode-read'])(
    '%s is not done when the agent exits with 1',
    async (recording) => {
      expect((await replay(recording, 1)).at(-1)).toMatchObject({ type: 'error', code: 'model' });
    },
  );
});
