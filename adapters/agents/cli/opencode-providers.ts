/** The providers that OpenCode may use, from the keys and addresses that there are, and the one that a model belongs to. */

interface Provider {
  /** what a model's name may begin with: `anthropic/claude-…` */
  readonly prefix: string;
  readonly key: string;
  readonly address: string | null;
  /** the version that its library wants at the end of an address, which the vendors' own tools go without */
  readonly version: string;
  /** names by which its models are known */
  readonly family: RegExp | null;
}

/** A server that speaks OpenAI's API; it may need no key. */
const COMPATIBLE: Provider = {
  prefix: 'compatible',
  key: 'OPENAI_COMPATIBLE_API_KEY',
  address: 'OPENAI_COMPATIBLE_BASE_URL',
  version: 'v1',
  family: null,
};

/** In the order in which one is taken when the model does not say. */
const PROVIDERS: readonly Provider[] = [
  COMPATIBLE,
  {
    prefix: 'anthropic',
    key: 'ANTHROPIC_API_KEY',
    address: 'ANTHROPIC_BASE_URL',
    version: 'v1',
    family: /^claude\b/i,
  },
  {
    prefix: 'openai',
    key: 'OPENAI_API_KEY',
    address: 'OPENAI_BASE_URL',
    version: 'v1',
    family: /^(?:(?:chat)?gpt|codex|o\d)\b/i,
  },
  {
    prefix: 'google',
    key: 'GOOGLE_GENERATIVE_AI_API_KEY',
    address: 'GOOGLE_GEMINI_BASE_URL',
    version: 'v1beta',
    family: /^gemini\b/i,
  },
  { prefix: 'openrouter', key: 'OPENROUTER_API_KEY', address: null, version: 'v1', family: null },
];

/** Any one of these is enough to start: a key, or the address of a server that may need none. */
export const PROVIDER_KEYS = PROVIDERS.map(signOf);

export const PROVIDER_ADDRESSES = [
  COMPATIBLE.key,
  ...PROVIDERS.flatMap(({ address }) =>
    address === null || address === COMPATIBLE.address ? [] : [address],
  ),
];

type Given = Readonly<Record<string, string>>;

/**
 * The part of OpenCode's configuration about providers and models. Only what there is a key for is enabled; the keys
 * stay in the environment, the configuration names their variables.
 */
export function providersOf(given: Given, model: string | null): object {
  const there = PROVIDERS.filter((provider) => given[signOf(provider)] !== undefined);
  const chosen = providerOf(there, model);
  const short =
    chosen !== undefined && model?.startsWith(`${chosen.prefix}/`)
      ? model.slice(chosen.prefix.length + 1)
      : model;
  const entries = there.map((provider) => entryOf(provider, given, provider === chosen ? short : null));
  const id = chosen === undefined ? undefined : entries[there.indexOf(chosen)]?.[0];
  const full = id === undefined || short === null ? null : `${id}/${short}`;
  return {
    enabled_providers: entries.map(([name]) => name),
    provider: Object.fromEntries(entries),
    // the small model names sessions; any other than the run's would be a second, unasked-for vendor
    ...(full === null ? {} : { model: full, small_model: full }),
  };
}

function signOf({ key, address }: Provider): string {
  return key === COMPATIBLE.key && address !== null ? address : key;
}

/** By the name's beginning, by its family, else the first that there is. */
function providerOf(there: readonly Provider[], model: string | null): Provider | undefined {
  const named = there.find(({ prefix }) => model?.startsWith(`${prefix}/`));
  const known = there.find(({ family }) => model !== null && family?.test(model));
  return named ?? known ?? there[0];
}

/**
 * OpenCode's own OpenAI provider speaks the newer protocol only; behind another address the older one is what
 * everybody speaks, so that is a provider of its own.
 */
function entryOf(
  { prefix, key, address, version }: Provider,
  given: Given,
  model: string | null,
): [id: string, provider: object] {
  const models = model === null ? {} : { [model]: {} };
  const url = address === null ? undefined : given[address];
  const options = {
    ...(given[key] === undefined ? {} : { apiKey: `{env:${key}}` }),
    ...(url === undefined ? {} : { baseURL: withVersion(url, version) }),
  };
  if (url === undefined || (prefix !== 'openai' && prefix !== 'compatible'))
    return [prefix, { options, models }];
  const id = prefix === 'openai' ? 'openai-elsewhere' : prefix;
  return [id, { npm: '@ai-sdk/openai-compatible', options, models }];
}

function withVersion(address: string, version: string): string {
  const bare = address.replace(/\/+$/, '');
  return /\/v\d+[a-z]*$/.test(bare) ? bare : `${bare}/${version}`;
}
