/**
 * Pull and merge requests: how they are named, the refs that code hosts keep of their heads, and which remote they
 * belong to. Pure; nothing here asks a host.
 */

export const CODE_HOSTS = ['github', 'gitlab', 'gitea'] as const;
export type CodeHostKind = (typeof CODE_HOSTS)[number];

export interface PullRequest {
  /** the kind of its code host; Forgejo counts as `gitea` */
  readonly kind: CodeHostKind;
  /** the address of its page, such as `https://github.com/acme/shop/pull/123` */
  readonly url: string;
  readonly number: number;
}

interface Form {
  /** path of its repository, then its number; whatever follows names a part of its page */
  readonly path: RegExp;
  /** between the repository and the number */
  readonly middle: string;
  readonly ref: (number: number) => string;
  /** host names that give the kind away */
  readonly hosts: RegExp;
  readonly noun: string;
  readonly mark: string;
  readonly short: string;
}

const PULL = { noun: 'pull request', mark: '#', short: 'pr' };
const pullRef = (number: number) => `refs/pull/${number}/head`;

const FORMS: Readonly<Record<CodeHostKind, Form>> = {
  github: {
    path: /^\/([\w.~-]+\/[\w.~-]+)\/pull\/([1-9]\d{0,8})(?:\/.*)?$/,
    middle: '/pull/',
    ref: pullRef,
    hosts: /(^|[.-])github([.-]|$)/,
    ...PULL,
  },
  gitlab: {
    path: /^\/([\w.~-]+(?:\/[\w.~-]+)+?)(?:\/-)?\/merge_requests\/([1-9]\d{0,8})(?:\/.*)?$/,
    middle: '/-/merge_requests/',
    ref: (number) => `refs/merge-requests/${number}/head`,
    hosts: /(^|[.-])gitlab([.-]|$)/,
    noun: 'merge request',
    mark: '!',
    short: 'mr',
  },
  gitea: {
    path: /^\/([\w.~-]+(?:\/[\w.~-]+)+?)\/pulls\/([1-9]\d{0,8})(?:\/.*)?$/,
    middle: '/pulls/',
    ref: pullRef,
    hosts: /(^|[.-])(gitea|forgejo|codeberg)([.-]|$)/,
    ...PULL,
  },
};

/** The ref under which its code host keeps the head, of a fork too. */
export const headRef = ({ kind, number }: PullRequest): string => FORMS[kind].ref(number);

/** Its name in a report's first line: `pr-123`, `mr-123`. */
export const shortName = ({ kind, number }: PullRequest): string => `${FORMS[kind].short}-${number}`;

/** In a sentence: `pull request 123`. */
export const nameOf = ({ kind, number }: PullRequest): string => `${FORMS[kind].noun} ${number}`;

/** As a link's text: `pull request #123`, `merge request !123`. */
export const linkText = ({ kind, number }: PullRequest): string =>
  `${FORMS[kind].noun} ${FORMS[kind].mark}${number}`;

/** The host and the repository's path on it, as in `{host: 'github.com', path: 'acme/shop'}`; the host with its port. */
export function repositoryOf({ kind, url }: PullRequest): { readonly host: string; readonly path: string } {
  const { host, pathname } = new URL(url);
  return { host, path: FORMS[kind].path.exec(pathname)?.[1] ?? '' };
}

const RULE =
  'is the URL of a pull or merge request, such as https://github.com/acme/shop/pull/123, or its number';

/** Parses what a person typed: a URL, also in the angle brackets of a chat, or a number such as `123`, `#123`, `!123`. */
export function parsePullRequest(
  typed: string,
): { readonly request: PullRequest | number } | { readonly fault: string } {
  const bare = withoutBrackets(typed.trim());
  const number = /^[#!]?([1-9]\d{0,8})$/.exec(bare)?.[1];
  if (number !== undefined) return { request: Number(number) };
  const fault = urlFault(bare);
  if (fault !== null) return { fault };
  const url = new URL(bare);
  for (const kind of CODE_HOSTS) {
    const [, path, digits] = FORMS[kind].path.exec(url.pathname) ?? [];
    if (path === undefined || digits === undefined) continue;
    return {
      request: { kind, url: `${url.origin}/${path}${FORMS[kind].middle}${digits}`, number: Number(digits) },
    };
  }
  if (/\/pull-requests\/\d+/.test(url.pathname)) {
    return {
      fault: 'is a pull request of Bitbucket, which keeps no ref of it. Name its branches: --base and --head',
    };
  }
  return { fault: `${RULE}; ${JSON.stringify(withoutQuery(bare))} is another page` };
}

/** Returns the request that a word is the URL of; null for any other word. */
export function pullRequestIn(word: string): PullRequest | null {
  const parsed = parsePullRequest(word);
  return 'fault' in parsed || typeof parsed.request === 'number' ? null : parsed.request;
}

/** Chats write `<https://…>` and `<https://…|label>`. */
function withoutBrackets(word: string): string {
  return /^<([^<>|]+)(?:\|[^<>]*)?>$/.exec(word)?.[1] ?? word;
}

function urlFault(text: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return `${RULE}, not ${JSON.stringify(text)}`;
  if (scheme !== 'https' && scheme !== 'http') return `${RULE}; it begins with neither https:// nor http://`;
  if (/\s/.test(text) || !URL.canParse(text)) return `${RULE}; this URL cannot be parsed`;
  const { username, password } = new URL(text);
  return username === '' && password === '' ? null : 'holds a user name or a password. Leave them out';
}

/** A query may hold a token. */
const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '');

/** The address of a repository on a code host, whatever the protocol. */
interface RemoteAddress {
  readonly host: string;
  /** empty: the protocol's own; null: not known, since the remote is not read over HTTP */
  readonly port: string | null;
  readonly path: string;
  readonly origin: string;
}

const SCHEMES = /^(https?|ssh|git|git\+ssh|ssh\+git):$/;
/** A host that is one letter is a drive. */
const SHORT_SSH = /^(?:[^@/\s]+@)?([A-Za-z0-9][\w.-]+):(?!\/\/)([^\s]+)$/;
/** Hosts under which a code host answers ssh on the port of HTTPS. */
const ALIASES: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'www.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
};

function addressOf(remote: string): RemoteAddress | null {
  const [, scp, below] = SHORT_SSH.exec(remote) ?? [];
  if (scp !== undefined && below !== undefined) return address(scp, null, below, null);
  if (!URL.canParse(remote)) return null;
  const url = new URL(remote);
  if (!SCHEMES.test(url.protocol) || url.hostname === '') return null;
  const isHttp = /^https?:$/.test(url.protocol);
  return address(url.hostname, isHttp ? url.port : null, url.pathname, isHttp ? url.origin : null);
}

function address(host: string, port: string | null, path: string, origin: string | null): RemoteAddress {
  const named = ALIASES[host.toLowerCase()] ?? host.toLowerCase();
  const bare = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/i, '');
  return { host: named, port, path: bare, origin: origin ?? `https://${named}` };
}

/** A remote as a reader knows it: `github.com/acme/shop`; null for one that is on no code host, such as a folder. */
export function shownRemote(remote: string): string | null {
  const found = addressOf(remote);
  return found === null ? null : `${found.host}${found.port ? `:${found.port}` : ''}/${found.path}`;
}

/** The host of a remote's pages, with its port; null for a remote that is on no code host. */
export function codeHostOf(remote: string): string | null {
  const found = addressOf(remote);
  return found === null ? null : new URL(found.origin).host;
}

/**
 * Whether a request is one of the repository that a remote names. The forms of one remote are the same:
 * `git@host:a/b.git`, `ssh://git@host:22/a/b`, `https://host/a/b`. The port of ssh says nothing about that of the pages.
 */
export function belongsTo(request: PullRequest, remote: string): boolean {
  const found = addressOf(remote);
  if (found === null) return false;
  const { hostname, port } = new URL(request.url);
  const host = ALIASES[hostname] ?? hostname;
  const { path } = repositoryOf(request);
  return (
    found.host === host &&
    (found.port === null || found.port === port) &&
    found.path.toLowerCase() === path.toLowerCase()
  );
}

/** Returns the request of that number in a remote's repository, or why its URL is needed. */
export function pullRequestAt(
  remote: string,
  number: number,
): { readonly request: PullRequest } | { readonly fault: string } {
  const found = addressOf(remote);
  if (found === null) return { fault: `${shownPlace(remote)} is on no code host` };
  const kind = CODE_HOSTS.find((each) => FORMS[each].hosts.test(found.host));
  if (kind === undefined) {
    return { fault: `${found.host} may be GitHub, GitLab or Gitea. Give the URL of the request` };
  }
  const request = pullRequestIn(`${found.origin}/${found.path}${FORMS[kind].middle}${number}`);
  return request === null ? { fault: `${found.host} has no requests of ${found.path}` } : { request };
}

const shownPlace = (remote: string): string => (/^[\w./~-]+$/.test(remote) ? remote : 'its remote');
