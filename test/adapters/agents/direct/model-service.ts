/** A stand-in for the vendors' model services, on loopback: real HTTP in their real formats, answers by the prompt. */
import { LLMock } from '@copilotkit/aimock';
import { createDirectBackend } from '../../../../adapters/agents/direct/backend.ts';
import {
  type Access,
  type DirectOptions,
  PROVIDER_NAMES,
  type ProviderName,
} from '../../../../adapters/agents/direct/options.ts';
import { maskSecrets } from '../../../../flows/secrets/mask.ts';
import type { AgentBackend, AgentEvent, AgentTask } from '../../../../runner/core/ports/agent.ts';
import { taskOf } from '../../../contracts/agent-contract.ts';

export { PROVIDER_NAMES };

export const MODELS: Readonly<Record<ProviderName, string>> = {
  anthropic: 'claude-sonnet-4-5',
  openai: 'gpt-4.1',
  google: 'gemini-2.5-flash',
  compatible: 'llama-4',
};

export interface ModelService {
  readonly mock: LLMock;
  /** where it listens, without a path */
  readonly url: string;
  /** All four providers, each at this service with a model of its own. */
  options(changes?: Partial<DirectOptions>): DirectOptions;
  /** A back end that asks `provider` when a task names no model. */
  backend(provider: ProviderName, changes?: Partial<DirectOptions>): AgentBackend;
  close(): Promise<void>;
}

export async function startModelService(): Promise<ModelService> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 16 });
  await mock.start();
  const { url } = mock;
  const options = (changes: Partial<DirectOptions> = {}): DirectOptions => ({
    providers: {
      anthropic: accessTo(url, MODELS.anthropic),
      openai: { ...accessTo(`${url}/v1`, MODELS.openai), wire: 'responses' },
      google: accessTo(url, MODELS.google),
      compatible: accessTo(url, MODELS.compatible),
    },
    provider: null,
    mask: maskSecrets,
    retry: { most: 2, firstDelayMs: 1, longestDelayMs: 1_000 },
    ...changes,
  });
  return {
    mock,
    url,
    options,
    backend: (provider, changes) => createDirectBackend(options({ provider, ...changes })),
    close: () => mock.stop(),
  };
}

/** No provider at all. */
export const NOTHING: DirectOptions = {
  providers: { anthropic: null, openai: null, google: null, compatible: null },
  provider: null,
  mask: async (text) => text,
};

export function accessTo(
  baseUrl: string | null,
  model: string | null = null,
  key: string | null = 'key',
): Access {
  return { key, baseUrl, model };
}

export function asking(prompt: string, changes: Partial<AgentTask> = {}): AgentTask {
  return { ...taskOf({}), prompt, ...changes };
}

export function toolEvents(events: readonly AgentEvent[]): Extract<AgentEvent, { type: 'tool' }>[] {
  return events.filter((event) => event.type === 'tool');
}
