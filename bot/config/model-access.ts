/** How models are reached: the vendors' own variables for keys and addresses, and what agents that are programs get of them. */
import { z } from 'zod';
import { BatonError } from '../../runner/core/errors.ts';
import type { Variables } from './places.ts';
import { isHttpUrl, isToken, TOKEN_RULE } from './tokens.ts';

/** One provider's variables; null where one is not set. */
export interface ProviderAccess {
  readonly key: string | null;
  readonly baseUrl: string | null;
}

export interface ModelAccess {
  readonly anthropic: ProviderAccess;
  readonly openai: ProviderAccess;
  readonly google: ProviderAccess;
  /** any server that speaks OpenAI's API, such as Ollama or vLLM */
  readonly compatible: ProviderAccess;
}

const ADDRESSES = [
  'ANTHROPIC_BASE_URL',
  'OPENAI_BASE_URL',
  'GOOGLE_GEMINI_BASE_URL',
  'OPENAI_COMPATIBLE_BASE_URL',
];
const KEYS = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'OPENAI_API_KEY',
  'CODEX_API_KEY',
  'OPENROUTER_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'GEMINI_API_KEY',
];

/** The variables of the models' vendors that Baton reads. */
export const MODEL_VARIABLES: readonly string[] = [...ADDRESSES, ...KEYS];

const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);
const MACHINE = [
  'PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'ANTHROPIC_CUSTOM_HEADERS',
  ...PROXIES,
];

/** A user name, a password or a query are not sent to a model's API, so they are not taken. */
const httpUrl = z.string().refine(isHttpUrl);

/** Throws `bad_environment` for an address that is none, and for a key that cannot be sent. */
export function modelAccess(variables: Variables): ModelAccess {
  const wrong = ADDRESSES.find((name) => !httpUrl.nullable().safeParse(setting(variables, name)).success);
  if (wrong !== undefined) {
    const message = `${wrong} is an http or https address such as http://127.0.0.1:11434/v1, without a user name, a password or a query.`;
    throw new BatonError('refused', 'bad_environment', message, { path: wrong });
  }
  const unsendable = KEYS.find((name) => {
    const key = setting(variables, name);
    return key !== null && !isToken(key);
  });
  if (unsendable !== undefined) {
    const message = `${unsendable} ${TOKEN_RULE}. Copy the key again.`;
    throw new BatonError('refused', 'bad_environment', message, { path: unsendable });
  }
  const access = (baseUrl: string, ...names: string[]): ProviderAccess => ({
    key: names.map((name) => setting(variables, name)).find((key) => key !== null) ?? null,
    baseUrl: setting(variables, baseUrl),
  });
  return {
    anthropic: access('ANTHROPIC_BASE_URL', 'ANTHROPIC_API_KEY'),
    openai: access('OPENAI_BASE_URL', 'OPENAI_API_KEY'),
    google: access('GOOGLE_GEMINI_BASE_URL', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'),
    compatible: access('OPENAI_COMPATIBLE_BASE_URL', 'OPENAI_COMPATIBLE_API_KEY'),
  };
}

/** What the agents that come along may be given; each takes what it knows. */
export function agentVariables(variables: Variables): Readonly<Record<string, string>> {
  const google = setting(variables, 'GOOGLE_GENERATIVE_AI_API_KEY') ?? setting(variables, 'GEMINI_API_KEY');
  const given = namedVariables(variables, [...ADDRESSES, ...KEYS]);
  return { ...(google === null ? {} : { GOOGLE_GENERATIVE_AI_API_KEY: google }), ...given };
}

/** What every program needs of the machine, and these variables. */
export function namedVariables(
  variables: Variables,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...MACHINE, ...names].flatMap((name) => {
      const value = setting(variables, name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}

function setting(variables: Variables, name: string): string | null {
  const value = variables[name]?.trim() ?? '';
  return value === '' ? null : value;
}
