/**
 * Asks a code host's API for what git does not tell of a pull request: its base branch, title and text. Needs a token,
 * and sends it to its own host only. Whatever goes wrong is a note, since a review does not depend on it.
 */
import { nameOf, type PullRequest, repositoryOf } from '../../runner/core/pull-request.ts';
import { APIS, type Api, type RequestAnswer } from './answers.ts';

export interface CodeHostAccess {
  readonly token: string | null;
  /** the API that the token is for; null: that of the public host, and of `hosts` */
  readonly apiUrl: string | null;
}

export interface CodeHostOptions {
  readonly github: CodeHostAccess;
  readonly gitlab: CodeHostAccess;
  /** installations that the operator named, with their ports: a token goes there too */
  readonly hosts: readonly string[];
}

export type RequestFacts =
  | ({ readonly known: true } & RequestAnswer)
  /** why nothing is known, for the report */
  | { readonly known: false; readonly note: string };

export interface CodeHosts {
  /** Throws only the signal's reason. */
  ask(request: PullRequest, signal?: AbortSignal): Promise<RequestFacts>;
}

const TIME_LIMIT_MS = 10_000;
/** A request's JSON is some 30 KB. */
const MOST_BYTES = 5_000_000;
const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function createCodeHosts(options: CodeHostOptions): CodeHosts {
  return {
    async ask(request, signal) {
      const about = `the base and the description of ${nameOf(request)}`;
      const unknown = (why: string): RequestFacts => ({
        known: false,
        note: `${about} are not known: ${why}`,
      });
      if (request.kind === 'gitea') return unknown('Baton asks GitHub and GitLab only');
      const api = APIS[request.kind];
      const { token, apiUrl } = options[request.kind];
      if (token === null) return unknown(`${api.variable} is not set`);
      const base = baseOf(request, api, apiUrl, options.hosts);
      if (base === null) {
        const { host } = repositoryOf(request);
        const name = api.variable.replace('TOKEN', 'API_URL');
        return unknown(`${api.variable} is not for ${host}. Set ${name} to use it there`);
      }
      const { path } = repositoryOf(request);
      const url = `${base}${api.path(path, request.number)}`;
      const asked = await answerOf(url, { ...api.headers, authorization: `Bearer ${token}` }, signal);
      if ('why' in asked) return unknown(`${new URL(base).host} ${asked.why(api.variable)}`);
      try {
        return { known: true, ...api.read(asked.body) };
      } catch {
        return unknown(`${new URL(base).host} answered with something else than a request`);
      }
    },
  };
}

/** Returns the API's address; null if the token is for another host. */
function baseOf(
  request: PullRequest,
  api: Api,
  apiUrl: string | null,
  hosts: readonly string[],
): string | null {
  const { origin, hostname, host } = new URL(request.url);
  if (apiUrl !== null) {
    const own = new URL(apiUrl).hostname;
    return own === hostname || own === `api.${hostname}` ? apiUrl : null;
  }
  if (host === api.public.host) return api.public.url;
  return hosts.includes(host) ? `${origin}${api.below}` : null;
}

type Asked = { readonly body: unknown } | { readonly why: (variable: string) => string };

async function answerOf(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    const response = await fetchFrom(url, {
      headers: { ...headers, 'user-agent': 'baton' },
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { why: (variable) => refusal(response.status, variable) };
    }
    const text = await boundedText(response);
    return text === null ? { why: () => 'answered with too much' } : { body: JSON.parse(text) };
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return { why: () => `did not answer within ${TIME_LIMIT_MS / 1000} s` };
    return {
      why: () => (error instanceof SyntaxError ? 'did not answer with JSON' : 'could not be reached'),
    };
  }
}

/** A repository that was renamed is found on the same server; nothing is asked of another. */
async function fetchFrom(url: string, init: RequestInit): Promise<Response> {
  for (let at = url, redirects = 0; ; redirects += 1) {
    const response = await fetch(at, { ...init, redirect: 'manual' });
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
    const next = location !== null && URL.canParse(location, at) ? new URL(location, at) : null;
    if (next === null || next.origin !== new URL(url).origin || redirects === MOST_REDIRECTS) return response;
    await response.body?.cancel();
    at = next.href;
  }
}

/** Null for a body that is larger than any request's, whatever length its header has. */
async function boundedText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(status: number, variable: string): string {
  if (REDIRECTS.has(status)) return `redirects elsewhere (${status}), where it is not asked`;
  switch (status) {
    case 401:
      return `does not accept ${variable} (401)`;
    case 403:
      return `refused access (403): ${variable} may not read it, or its rate limit is used up`;
    case 404:
      return `does not show it to ${variable} (404)`;
    case 429:
      return 'asks for a pause: the rate limit is used up (429)';
    default:
      return `answered with an error (${status})`;
  }
}
