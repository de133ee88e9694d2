/**
 * Claude Code as a back end: `claude -p` in plan mode, with reading tools only. The checkout's own settings, hooks and
 * servers are left alone by `--setting-sources user` and `--strict-mcp-config`; the user is the private home.
 */
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import { createClaudeReader } from './claude-reader.ts';
import { type AgentProfile, type CliOptions, createCliBackend } from './cli-backend.ts';
import { modelWithout } from './model-name.ts';

const SETTINGS = JSON.stringify({ useAutoModeDuringPlan: false, disableAllHooks: true });

const ARGUMENTS = [
  '-p',
  ...['--permission-mode', 'plan', '--tools', 'Read,Grep,Glob'],
  ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
  ...['--no-session-persistence', '--setting-sources', 'user', '--strict-mcp-config', '--settings', SETTINGS],
];

/** How long it waits for one request to the model; without it, ten minutes. The runner limits the task. */
const REQUEST_MS = 300_000;

const claudeCode: AgentProfile = {
  name: 'claude-code',
  agent: 'Claude Code',
  program: 'claude',
  keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  settings: ['ANTHROPIC_BASE_URL', 'ANTHROPIC_CUSTOM_HEADERS'],
  plan(task, { fail }) {
    const model = task.model === undefined ? [] : ['--model', modelWithout('anthropic', task.model)];
    const persona = task.system === undefined ? [] : ['--append-system-prompt', task.system];
    return {
      args: [...ARGUMENTS, ...model, ...persona],
      input: task.prompt,
      environment: {
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        CLAUDE_CODE_MAX_RETRIES: '2',
        API_TIMEOUT_MS: String(REQUEST_MS),
      },
      homeEnvironment: (home) => ({ HOME: home }),
      files: {},
      reader: createClaudeReader(fail),
    };
  },
};

export function createClaudeCodeBackend(options: CliOptions): AgentBackend {
  return createCliBackend(claudeCode, options);
}
