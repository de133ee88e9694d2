/** Creates the built-in and configured back ends, and chooses the one a run uses. */
import { join } from 'node:path';
import { createClaudeCodeBackend } from '../../adapters/agents/cli/claude-code.ts';
import type { CliOptions } from '../../adapters/agents/cli/cli-backend.ts';
import { createCodexBackend } from '../../adapters/agents/cli/codex.ts';
import { createOpencodeBackend } from '../../adapters/agents/cli/opencode.ts';
import { openSandbox, type Sandbox } from '../../adapters/agents/cli/sandbox.ts';
import { createDirectBackend } from '../../adapters/agents/direct/backend.ts';
import { type DirectOptions, providersOf } from '../../adapters/agents/direct/options.ts';
import { createOfflineBackend } from '../../adapters/agents/offline.ts';
import { loadScript } from '../../adapters/agents/script.ts';
import { createScriptedBackend } from '../../adapters/agents/scripted.ts';
import { flowVerdict } from '../../flows/catalogue/catalogue.ts';
import { createOffline } from '../../flows/offline/offline.ts';
import { maskSecrets } from '../../flows/secrets/mask.ts';
import type { AgentBackend } from '../../runner/core/ports/agent.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import { flowNamed } from '../../runner/core/run-request.ts';
import { type BackendPreferences, createBackends } from '../../runner/engine/backends.ts';
import type { ChooseBackend } from '../commands/applied.ts';
import type { Config } from '../config/config.ts';
import { maskingOf } from '../config/environment.ts';

/** Order of preference: a model API, then agents on this machine, then the offline back end. */
const ORDER = ['direct', 'claude-code', 'codex', 'opencode', 'offline'];

/** Throws if `BATON_SCRIPT` names a file that is not a script. The log receives what the sandbox refuses to agents. */
export async function createConfiguredBackends(
  config: Config,
  sandbox: Sandbox,
  log: (line: string) => void = () => undefined,
): Promise<AgentBackend[]> {
  const { executables, hosts } = config.settings.backends;
  const { BATON_SCRIPT: scriptFile } = config.environment;
  const offline = createOfflineBackend({ answer: createOffline(flowVerdict) });
  const script = scriptFile === null ? null : await loadScript(scriptFile);
  const common = { sandbox, home: join(config.home, 'agents'), log };
  const cli = (name: keyof typeof executables): CliOptions => ({
    ...common,
    executable: executables[name],
    environment: config.agentEnvironment,
    hosts: hosts[name] ?? [],
  });
  return [
    createDirectBackend(directOptions(config)),
    createClaudeCodeBackend(cli('claude-code')),
    createCodexBackend(cli('codex')),
    createOpencodeBackend(cli('opencode')),
    ...(await acpBackends(config, common)),
    offline,
    createScriptedBackend({ script, fallback: offline }),
  ];
}

/** Loads the protocol's code only if an agent that speaks it is configured. */
async function acpBackends(
  { acpAgents, settings }: Config,
  common: Pick<CliOptions, 'sandbox' | 'home' | 'log'>,
): Promise<AgentBackend[]> {
  if (acpAgents.length === 0) return [];
  const { createAcpBackend } = await import('../../adapters/agents/acp/acp-backend.ts');
  const { hosts } = settings.backends;
  return acpAgents.map((agent) => createAcpBackend({ ...agent, ...common, hosts: hosts[agent.name] ?? [] }));
}

export function sandboxOf({ settings, agentEnvironment }: Config): Promise<Sandbox> {
  const { sandbox: mode, sandbox_network: network } = settings;
  return openSandbox({ mode, network, path: agentEnvironment.PATH });
}

export function directOptions({ environment, secrets }: Config): DirectOptions {
  const withoutKnown = maskingOf(secrets);
  return {
    providers: providersOf(environment),
    provider: null,
    mask: (text) => maskSecrets(withoutKnown(text)),
  };
}

/** Chooses for a run of the smallest size, as its start would. */
export function backendChooser(
  config: Config,
  backends: readonly AgentBackend[],
  { flows, plan }: Pick<Catalogue, 'flows' | 'plan'>,
): ChooseBackend {
  const chooser = createBackends(backends, preferencesOf(config));
  return async ({ project_id, flow_name }) => {
    const steps = plan(flowNamed(flows, flow_name), 'small', false);
    return await chooser.choose({ backend: null, model: null, project_id, steps });
  };
}

/**
 * If `BATON_BACKEND` is set, nothing else is used: an explicitly chosen back end is not silently replaced, not even by
 * a project's own.
 */
export function preferencesOf({ environment, settings }: Config): BackendPreferences {
  const { BATON_BACKEND: backend } = environment;
  const { order, personas, projects, models } = settings.backends;
  return {
    order: backend === null ? (order ?? ORDER) : [backend],
    projects: backend === null ? projects : {},
    personas,
    models,
  };
}
