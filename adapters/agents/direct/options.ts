/** The options of the direct back end, and what is known of each provider without a call. */
import type { ValuesOf } from '../../../runner/core/variables.ts';
import type { MODEL_VARIABLES } from '../variables.ts';

export const PROVIDER_NAMES = ['anthropic', 'openai', 'google', 'compatible'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export interface Access {
  /** null for a server that requires none */
  readonly key: string | null;
  /** null means the vendor's own address */
  readonly baseUrl: string | null;
  /** used if a task names no model; null means the provider's usual one, if it has one */
  readonly model: string | null;
  /** OpenAI only: the API at its address; absent means the one of `wireOf` */
  readonly wire?: Wire;
}

/** OpenAI's two APIs: `responses` is its newer one, `chat` (chat completions) is the one that other servers offer, too. */
export type Wire = 'responses' | 'chat';

export interface DirectOptions {
  readonly providers: Readonly<Record<ProviderName, Access | null>>;
  /** used if a task names no model; null means the first of `PROVIDER_NAMES` that is set up */
  readonly provider: ProviderName | null;
  /** Masks secrets in whatever a tool read, before it goes to a model. Keeps every line a line. */
  readonly mask: (text: string) => Promise<string>;
  readonly retry?: RetryLimits;
}

/** How often a failed call in the middle of a conversation is repeated if the reason may pass. */
export interface RetryLimits {
  /** calls after the failed one; the first call of a task is never repeated */
  readonly most: number;
  /** milliseconds before the first of them, doubled for each further one; a provider's `Retry-After` has precedence */
  readonly firstDelayMs: number;
  /** if a provider asks to wait longer, the task fails with that time */
  readonly longestDelayMs: number;
}

export const USUAL_RETRY: RetryLimits = { most: 2, firstDelayMs: 1_000, longestDelayMs: 60_000 };

type ModelVariables = ValuesOf<typeof MODEL_VARIABLES>;

interface Provider {
  readonly title: string;
  readonly keyVariable: keyof ModelVariables;
  readonly otherKeyVariable?: keyof ModelVariables;
  readonly urlVariable: keyof ModelVariables;
  readonly address: string | null;
  readonly usualModel: string | null;
}

/** The variables are the vendors' own names; addresses and models as the AI SDK's providers name them. */
export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = {
  anthropic: {
    title: 'Anthropic',
    keyVariable: 'ANTHROPIC_API_KEY',
    urlVariable: 'ANTHROPIC_BASE_URL',
    address: 'https://api.anthropic.com/v1',
    usualModel: 'claude-sonnet-5-5',
  },
  openai: {
    title: 'OpenAI',
    keyVariable: 'OPENAI_API_KEY',
    urlVariable: 'OPENAI_BASE_URL',
    address: 'https://api.openai.com/v1',
    usualModel: 'gpt-6-astra',
  },
  google: {
    title: 'Google',
    keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    otherKeyVariable: 'GEMINI_API_KEY',
    urlVariable: 'GOOGLE_GEMINI_BASE_URL',
    address: 'https://generativelanguage.googleapis.com/v1beta',
    usualModel: 'gemini-pro-latest',
  },
  compatible: {
    title: 'the OpenAI-compatible server',
    keyVariable: 'OPENAI_COMPATIBLE_API_KEY',
    urlVariable: 'OPENAI_COMPATIBLE_BASE_URL',
    address: null,
    usualModel: null,
  },
};

/** Returns the key and the address of every provider, null where a variable is not set. */
export function providersOf(variables: ModelVariables): DirectOptions['providers'] {
  const access = (name: ProviderName): Access => {
    const { keyVariable, otherKeyVariable = keyVariable, urlVariable } = PROVIDERS[name];
    const key = variables[keyVariable] ?? variables[otherKeyVariable];
    return { key, baseUrl: variables[urlVariable], model: null };
  };
  return {
    anthropic: access('anthropic'),
    openai: access('openai'),
    google: access('google'),
    compatible: access('compatible'),
  };
}

/** Returns a provider's access; null if it is not set up. */
export function accessOf({ providers }: Pick<DirectOptions, 'providers'>, name: ProviderName): Access | null {
  const access = providers[name];
  return access !== null && isEnough(name, access) ? access : null;
}

function isEnough(name: ProviderName, { key, baseUrl }: Access): boolean {
  if (name === 'compatible') return baseUrl !== null;
  return key !== null || (name === 'openai' && baseUrl !== null);
}

export function readyProviders(options: Pick<DirectOptions, 'providers'>): ProviderName[] {
  return PROVIDER_NAMES.filter((name) => accessOf(options, name) !== null);
}

/**
 * Returns the address for requests. The vendors' variables differ: Anthropic's and Google's have no version, OpenAI's has;
 * people write either, and often only host and port for a server of their own.
 */
export function addressOf(name: ProviderName, { baseUrl }: Pick<Access, 'baseUrl'>): string {
  const given = (baseUrl ?? PROVIDERS[name].address ?? '').replace(/\/+$/, '');
  const path = /^[a-z]+:\/\/[^/]*(.*)$/i.exec(given)?.[1] ?? '';
  if (name === 'anthropic') return path.endsWith('/v1') ? given : `${given}/v1`;
  if (name === 'google') return /\/v\d[^/]*$/.test(path) ? given : `${given}/v1beta`;
  return path === '' ? `${given}/v1` : given;
}

/**
 * Returns the API of an OpenAI address: as configured, else `responses` at OpenAI itself, where reasoning models work best
 * with tools, and `chat` at any other address, because all gateways and local servers offer it and few the other.
 */
export function wireOf(access: Access): Wire {
  return access.wire ?? (isOpenaiItself(access) ? 'responses' : 'chat');
}

export function isOpenaiItself(access: Access): boolean {
  return addressOf('openai', access) === PROVIDERS.openai.address;
}
