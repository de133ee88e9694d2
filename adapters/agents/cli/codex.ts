/**
 * Codex as a back end: `codex exec --json` in its own read-only sandbox, inside ours. Its configuration is written to
 * the private home: the model's address, no approvals, nothing of the checkout's own instructions or settings.
 */
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import { type AgentProfile, type CliOptions, createCliBackend } from './cli-backend.ts';
import { createCodexReader } from './codex-reader.ts';
import { missingCalls } from './codex-record.ts';
import { modelWithout } from './model-name.ts';

const OPENAI = 'https://api.openai.com/v1';
const FOLDER = '.codex';

const ARGUMENTS = ['exec', '--json', '--sandbox', 'read-only', '--skip-git-repo-check'];

const codex: AgentProfile = {
  name: 'codex',
  agent: 'Codex',
  program: 'codex',
  keys: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
  settings: ['OPENAI_BASE_URL'],
  plan(task, { given, fail }) {
    const model = task.model === undefined ? [] : ['-m', modelWithout('openai', task.model)];
    const key = this.keys.find((name) => given[name] !== undefined) ?? 'OPENAI_API_KEY';
    const config = configOf({
      url: given.OPENAI_BASE_URL ?? OPENAI,
      key,
      cwd: task.cwd,
      persona: task.system ?? null,
    });
    return {
      args: [...ARGUMENTS, ...model, '-'],
      input: task.prompt,
      environment: {},
      homeEnvironment: (home) => ({ HOME: home, CODEX_HOME: `${home}/${FOLDER}` }),
      files: { [`${FOLDER}/config.toml`]: config },
      reader: createCodexReader(fail),
      missedEvents: (home) => missingCalls(`${home}/${FOLDER}/sessions`),
    };
  },
};

export function createCodexBackend(options: CliOptions): AgentBackend {
  return createCliBackend(codex, options);
}

interface Configured {
  readonly url: string;
  /** the variable that holds the key */
  readonly key: string;
  readonly cwd: string;
  readonly persona: string | null;
}

/** A JSON string is a TOML basic string, except for DEL, which TOML requires to be escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

function configOf({ url, key, cwd, persona }: Configured): string {
  return [
    'model_provider = "baton"',
    'approval_policy = "never"',
    'check_for_update_on_startup = false',
    'web_search = "disabled"',
    // The checkout's AGENTS.md is text of the repository: data, not instructions.
    'project_doc_max_bytes = 0',
    ...(persona === null ? [] : [`developer_instructions = ${quoted(persona)}`]),
    '[model_providers.baton]',
    'name = "baton"',
    `base_url = ${quoted(url)}`,
    `env_key = ${quoted(key)}`,
    'wire_api = "responses"',
    'request_max_retries = 2',
    'stream_max_retries = 2',
    '[analytics]',
    'enabled = false',
    '[shell_environment_policy]',
    'inherit = "core"',
    `[projects.${quoted(cwd)}]`,
    'trust_level = "untrusted"',
    '',
  ].join('\n');
}
