/** The back ends of this version, and the order in which they are tried when nobody names one. */
import { createOfflineBackend } from '../../adapters/agents/offline.ts';
import { loadScript } from '../../adapters/agents/script.ts';
import { createScriptedBackend } from '../../adapters/agents/scripted.ts';
import { createOffline } from '../../flows/offline/offline.ts';
import type { AgentBackend } from '../../runner/core/ports/agent.ts';
import type { Config } from '../config/config.ts';

/** Throws when `BATON_SCRIPT` names a file that is no script. */
export async function createBackends(config: Config): Promise<AgentBackend[]> {
  const offline = createOfflineBackend({ answer: createOffline() });
  const script = config.script === null ? null : await loadScript(config.script);
  return [offline, createScriptedBackend({ script, fallback: offline })];
}

/** `BATON_BACKEND` first, or alone: a back end that was asked for is not silently replaced. */
export function backendOrder(config: Config): readonly string[] {
  if (config.backend !== null) return [config.backend];
  return config.backendOrder ?? ['offline'];
}
