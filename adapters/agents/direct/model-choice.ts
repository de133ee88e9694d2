/** From the `model` of a task to a provider and the name it knows the model by. Pure. */
import {
  accessOf,
  type DirectOptions,
  isOpenaiItself,
  PROVIDER_NAMES,
  PROVIDERS,
  type ProviderName,
  readyProviders,
} from './options.ts';

export type ModelChoice =
  | { readonly type: 'chosen'; readonly provider: ProviderName; readonly model: string }
  /** `auth`: there would be such a provider, but it is not set up; `no_model`: the name leads nowhere */
  | { readonly type: 'refused'; readonly code: 'auth' | 'no_model'; readonly message: string };

/** Names by which the vendors' own models are known. */
const FAMILIES: readonly (readonly [RegExp, ProviderName])[] = [
  [/^claude\b/i, 'anthropic'],
  [/^(gpt|chatgpt|codex|o\d)(\b|-)/i, 'openai'],
  [/^gemini\b/i, 'google'],
];

/**
 * `provider/name` goes to that provider and a known family (`claude-…`, `gpt-…`, `gemini-…`) to its vendor, when they
 * are set up. Any other name, and theirs when they are not, goes whole to a server that serves any name (see
 * `openServer`): such servers have models called `meta-llama/Llama-4` and `anthropic/claude-…` too.
 */
export function chooseModel(options: DirectOptions, asked: string | undefined): ModelChoice {
  const name = asked?.trim() ?? '';
  if (name === '') return usualModel(options);
  const prefixed = splitPrefix(name);
  if (prefixed !== null && accessOf(options, prefixed.provider) !== null) {
    return { type: 'chosen', ...prefixed };
  }
  const family = FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  if (family !== null && accessOf(options, family) !== null) {
    return { type: 'chosen', provider: family, model: name };
  }
  const open = openServer(options);
  if (open !== null) return { type: 'chosen', provider: open, model: name };
  const missing = prefixed?.provider ?? family;
  if (missing !== null) return notReady(name, missing);
  const forms = PROVIDER_NAMES.map((provider) => `${provider}/…`).join(', ');
  return {
    type: 'refused',
    code: 'no_model',
    message: `It is not known whose model "${name}" is. Write it as ${forms}, or set ${PROVIDERS.compatible.urlVariable} for a server that has it.`,
  };
}

/** What to set when no provider is set up. */
export function missingKeys(): { readonly reason: string; readonly remedy: string } {
  const keys = PROVIDER_NAMES.filter((name) => name !== 'compatible').map(
    (name) => PROVIDERS[name].keyVariable,
  );
  return {
    reason: 'no model key is set',
    remedy: `Set ${keys.join(', ')}, or ${PROVIDERS.compatible.urlVariable} for an OpenAI-compatible server such as Ollama or vLLM.`,
  };
}

function usualModel(options: DirectOptions): ModelChoice {
  const provider = options.provider ?? readyProviders(options)[0];
  if (provider === undefined)
    return { type: 'refused', code: 'auth', message: `No model key is set. ${missingKeys().remedy}` };
  const access = accessOf(options, provider);
  if (access === null) return notReady('the default model', provider);
  const model = access.model ?? PROVIDERS[provider].usualModel;
  if (model !== null) return { type: 'chosen', provider, model };
  const message = `No model is named, and ${PROVIDERS[provider].title} has no usual one. Name one of its models with --model, or as the default in the configuration.`;
  return { type: 'refused', code: 'no_model', message };
}

function splitPrefix(name: string): { provider: ProviderName; model: string } | null {
  const slash = name.indexOf('/');
  const provider = PROVIDER_NAMES.find((candidate) => candidate === name.slice(0, slash).toLowerCase());
  const model = name.slice(slash + 1);
  return slash < 0 || provider === undefined || model === '' ? null : { provider, model };
}

/** Who serves models of any name: the compatible server, else an OpenAI address that is not OpenAI's. */
function openServer(options: DirectOptions): ProviderName | null {
  if (accessOf(options, 'compatible') !== null) return 'compatible';
  const openai = accessOf(options, 'openai');
  return openai !== null && !isOpenaiItself(openai) ? 'openai' : null;
}

function notReady(what: string, provider: ProviderName): ModelChoice {
  const { title, keyVariable, urlVariable } = PROVIDERS[provider];
  const variable = provider === 'compatible' ? urlVariable : keyVariable;
  return {
    type: 'refused',
    code: 'auth',
    message: `${what} needs ${title}, which is not set up. Set ${variable}.`,
  };
}
