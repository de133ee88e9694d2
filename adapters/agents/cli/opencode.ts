/**
 * OpenCode as a back end: `opencode run` with its plan agent, which may still run a shell, so that every tool that
 * acts is denied. The checkout's own configuration, plugins and servers are switched off by the environment.
 */
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import { type AgentProfile, type CliOptions, createCliBackend } from './cli-backend.ts';
import { PROVIDER_ADDRESSES, PROVIDER_KEYS, providersOf } from './opencode-providers.ts';
import { createOpencodeReader } from './opencode-reader.ts';

const PERMISSION = {
  edit: 'deny',
  bash: 'deny',
  webfetch: 'deny',
  websearch: 'deny',
  task: 'deny',
  skill: 'deny',
  external_directory: 'deny',
};

const PERSONA_FILE = 'persona.md';

const opencode: AgentProfile = {
  name: 'opencode',
  agent: 'OpenCode',
  program: 'opencode',
  keys: PROVIDER_KEYS,
  settings: PROVIDER_ADDRESSES,
  plan(task, { given, fail }) {
    const configOf = (home: string) =>
      JSON.stringify({
        autoupdate: false,
        share: 'disabled',
        snapshot: false,
        permission: PERMISSION,
        ...(task.system === undefined ? {} : { instructions: [`${home}/${PERSONA_FILE}`] }),
        ...providersOf(given, task.model ?? null),
      });
    return {
      args: ['run', '--pure', '--agent', 'plan', '--format', 'json', '--title', 'baton'],
      input: task.prompt,
      environment: {
        OPENCODE_DISABLE_PROJECT_CONFIG: '1',
        OPENCODE_DISABLE_MODELS_FETCH: '1',
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_CLAUDE_CODE: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      },
      homeEnvironment: (home) => ({ HOME: home, OPENCODE_CONFIG_CONTENT: configOf(home) }),
      files: task.system === undefined ? {} : { [PERSONA_FILE]: task.system },
      reader: createOpencodeReader(fail),
    };
  },
};

export function createOpencodeBackend(options: CliOptions): AgentBackend {
  return createCliBackend(opencode, options);
}
