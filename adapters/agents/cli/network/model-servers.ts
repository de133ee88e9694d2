/** Which servers an agent needs, from the keys and addresses of models that it is given. */
import { addressOfUrl, type ReachableAddress } from './reachable-address.ts';

interface Vendor {
  /** variables that hold its keys */
  readonly keys: readonly string[];
  /** the variable that names another server than its own */
  readonly address: string | null;
  readonly server: string;
}

const VENDORS: readonly Vendor[] = [
  {
    keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
    address: 'ANTHROPIC_BASE_URL',
    server: 'https://api.anthropic.com',
  },
  {
    keys: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
    address: 'OPENAI_BASE_URL',
    server: 'https://api.openai.com',
  },
  {
    keys: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
    address: 'GOOGLE_GEMINI_BASE_URL',
    server: 'https://generativelanguage.googleapis.com',
  },
  { keys: ['OPENROUTER_API_KEY'], address: null, server: 'https://openrouter.ai' },
];

type Given = Readonly<Record<string, string>>;

/** Returns every address among them, and a vendor's own server where there is its key and no other address for it. */
export function modelServers(given: Given): ReachableAddress[] {
  const vendors = VENDORS.filter(
    ({ keys, address }) =>
      keys.some((name) => given[name] !== undefined) && (address === null || given[address] === undefined),
  );
  return [
    ...serversAt(
      vendors.map(({ server }) => server),
      false,
    ),
    ...serversAt(Object.values(given), true),
  ];
}

function serversAt(urls: readonly string[], configured: boolean): ReachableAddress[] {
  return urls.flatMap((url) => {
    const address = addressOfUrl(url);
    return address === null ? [] : [{ ...address, configured }];
  });
}
