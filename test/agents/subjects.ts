/**
 * The real agents, as Baton's own back ends for them, and how each calls its tools: what the stand-in model has to say to
 * make it read, edit or run a shell.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAcpBackend } from '../../adapters/agents/acp/acp-backend.ts';
import { createClaudeCodeBackend } from '../../adapters/agents/cli/claude-code.ts';
import { createCodexBackend } from '../../adapters/agents/cli/codex.ts';
import { createOpencodeBackend } from '../../adapters/agents/cli/opencode.ts';
import type { Sandbox } from '../../adapters/agents/cli/sandbox.ts';
import type { AgentBackend } from '../../runner/core/ports/agent.ts';
import type { ToolUse } from './model.ts';

export interface Subject {
  /** the heading of its column in the table */
  readonly name: string;
  /** null where the agent is not installed */
  readonly program: string | null;
  /** Baton's back end for it, talking to the model at `url` */
  make(url: string, surroundings: Surroundings): AgentBackend;
  /** the model that a task names */
  readonly model?: string;
  readonly read: (path: string) => ToolUse;
  readonly edit: (path: string) => ToolUse;
  readonly shell: (command: string) => ToolUse;
}

export interface Surroundings {
  readonly sandbox: Sandbox;
  readonly home: string;
  /** what it may reach beside its model */
  readonly hosts?: readonly string[];
  /** the machine's proxies */
  readonly proxies?: Readonly<Record<string, string>>;
}

const PATH = process.env.PATH ?? '';
const KEY = 'a-key-of-the-stand-in';

const opencodeTools = {
  read: (filePath: string): ToolUse => ({ name: 'read', arguments: { filePath } }),
  edit: (filePath: string): ToolUse => ({ name: 'write', arguments: { filePath, content: 'written' } }),
  shell: (command: string): ToolUse => ({ name: 'bash', arguments: { command, description: 'try it' } }),
};

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'OpenCode',
    program: installed('opencode'),
    model: 'stand-in',
    make: (url, { proxies, ...surroundings }) =>
      createOpencodeBackend({
        executable: installed('opencode'),
        ...surroundings,
        environment: { PATH, ...proxies, OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1` },
      }),
    ...opencodeTools,
  },
  {
    name: 'OpenCode over ACP',
    program: installed('opencode'),
    make: (url, { proxies, ...surroundings }) =>
      createAcpBackend({
        name: 'opencode-acp',
        command: installed('opencode') ?? 'opencode',
        args: ['acp', '--pure'],
        mode: 'plan',
        ...surroundings,
        environment: { PATH, ...proxies, STAND_IN_API_KEY: KEY, ...opencodeEnvironment(url) },
      }),
    ...opencodeTools,
  },
  {
    name: 'Codex',
    program: installed('codex'),
    model: 'stand-in',
    make: (url, { proxies, ...surroundings }) =>
      createCodexBackend({
        executable: installed('codex'),
        ...surroundings,
        environment: { PATH, ...proxies, OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1` },
      }),
    read: (path) => ({ name: 'exec_command', arguments: { cmd: `cat '${path}'` } }),
    edit: (path) => {
      const patch = `*** Begin Patch\n*** Add File: ${path}\n+written\n*** End Patch\n`;
      return { name: 'exec_command', arguments: { cmd: `apply_patch <<'EOF'\n${patch}EOF\n` } };
    },
    shell: (cmd) => ({ name: 'exec_command', arguments: { cmd } }),
  },
  {
    name: 'Claude Code',
    program: onPath('claude'),
    make: (url, { proxies, ...surroundings }) =>
      createClaudeCodeBackend({
        executable: null,
        ...surroundings,
        environment: { PATH, ...proxies, ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url },
      }),
    read: (file_path) => ({ name: 'Read', arguments: { file_path } }),
    edit: (file_path) => ({ name: 'Write', arguments: { file_path, content: 'written' } }),
    shell: (command) => ({ name: 'Bash', arguments: { command, description: 'try it' } }),
  },
];

/** What an operator gives OpenCode to run over ACP, as `docs/agents.md` says it. */
export function opencodeEnvironment(url: string): Record<string, string> {
  const options = { baseURL: '{env:STAND_IN_BASE_URL}', apiKey: '{env:STAND_IN_API_KEY}' };
  const deny = ['edit', 'bash', 'webfetch', 'task', 'external_directory'];
  return {
    // In a variable of its own, by which Baton knows that the agent may reach it.
    STAND_IN_BASE_URL: `${url}/v1`,
    OPENCODE_DISABLE_PROJECT_CONFIG: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_CONFIG_CONTENT: JSON.stringify({
      share: 'disabled',
      model: 'local/stand-in',
      small_model: 'local/stand-in',
      enabled_providers: ['local'],
      provider: { local: { npm: '@ai-sdk/openai-compatible', options, models: { 'stand-in': {} } } },
      permission: Object.fromEntries(deny.map((name) => [name, 'deny'])),
    }),
  };
}

export function installed(name: string): string | null {
  const path = fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));
  return existsSync(path) ? path : null;
}

function onPath(name: string): string | null {
  return (
    PATH.split(delimiter)
      .map((folder) => join(folder, name))
      .find(isRunnable) ?? null
  );
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
