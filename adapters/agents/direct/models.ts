/**
 * Opens a model of the AI SDK. Key and address are always given: the SDK would look for what is missing in the
 * environment. Each provider is loaded when it is first used.
 */
import type { wrapLanguageModel } from 'ai';
import {
  type Access,
  accessOf,
  addressOf,
  type DirectOptions,
  type ProviderName,
  wireOf,
} from './options.ts';

// Users can't act on the SDK's warnings about models.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** The model type that the SDK's functions take. */
export type Model = Parameters<typeof wrapLanguageModel>[0]['model'];

/** Sent to a server that requires no key. */
const NO_KEY = 'none';

export async function openModel(
  options: DirectOptions,
  name: ProviderName,
  model: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<Model> {
  const access = accessOf(options, name);
  if (access === null) throw new Error(`the provider ${name} is not set up`);
  const settings = { apiKey: access.key ?? NO_KEY, baseURL: addressOf(name, access), fetch };
  switch (name) {
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic(settings)(model);
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle(settings)(model);
    }
    case 'openai': {
      if (wireOf(access) === 'chat') return chatModel(name, access, model, fetch);
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI(settings).responses(model);
    }
    case 'compatible':
      return chatModel(name, access, model, fetch);
  }
}

/** Requests usage, which chat completions omit from a stream otherwise. */
async function chatModel(
  name: ProviderName,
  access: Access,
  model: string,
  fetch: typeof globalThis.fetch,
): Promise<Model> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const key = access.key === null ? {} : { apiKey: access.key };
  const baseURL = addressOf(name, access);
  return createOpenAICompatible({ name, baseURL, includeUsage: true, fetch, ...key })(model);
}

/**
 * `store: false` because OpenAI's Responses API stores conversations otherwise; `cacheControl` because a conversation
 * grows by one turn at a time, so Anthropic can reuse the part before.
 */
export const PROVIDER_SETTINGS = {
  openai: { store: false },
  anthropic: { cacheControl: { type: 'ephemeral' } },
} as const;
