/** Links to lines of a commit on known code hosts, made from the address of the project's remote. Pure, offline. */

export interface LinkedLines {
  readonly path: string;
  /** full object name of the commit */
  readonly sha: string;
  readonly start: number | null;
  readonly end: number | null;
}

/** A repository on a known code host. */
export interface CodeHost {
  /** its web address */
  readonly url: string;
  /** the address of lines of a commit */
  readonly permalink: (at: LinkedLines) => string;
}

/** The permalink of a place in a repository; null where the code host or the commit is not known, and without a path. */
export function linkOf(
  host: CodeHost | null,
  {
    path,
    sha,
    ...lines
  }: Pick<LinkedLines, 'start' | 'end'> & {
    readonly path: string | null;
    readonly sha: string | null;
  },
): string | null {
  // A path that starts with a quote is in the form in which git prints odd names.
  if (host === null || path === null || path.startsWith('"') || sha === null) return null;
  return host.permalink({ path, sha, ...lines });
}

type Form = (repository: string, at: LinkedLines) => string;

/** `#L10`, `#L10-L12`, or nothing for a whole file. */
function lines({ start, end }: LinkedLines, first: string, second: string): string {
  if (start === null) return '';
  return end === null || end <= start ? `#${first}${start}` : `#${first}${start}${second}${end}`;
}

const FORMS = {
  github: (repository, at) => `${repository}/blob/${at.sha}/${encoded(at.path)}${lines(at, 'L', '-L')}`,
  gitlab: (repository, at) => `${repository}/-/blob/${at.sha}/${encoded(at.path)}${lines(at, 'L', '-')}`,
  bitbucket: (repository, at) => `${repository}/src/${at.sha}/${encoded(at.path)}${lines(at, 'lines-', ':')}`,
  gitea: (repository, at) => `${repository}/src/commit/${at.sha}/${encoded(at.path)}${lines(at, 'L', '-L')}`,
} as const satisfies Record<string, Form>;

/** Public hosts, and the addresses under which they take ssh on port 443. */
const HOSTS: Readonly<Record<string, keyof typeof FORMS>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucket',
  'codeberg.org': 'gitea',
  'gitea.com': 'gitea',
};
const ALIASES: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
};
/** A host of one's own is known by its first name, as in `gitlab.example.com`; `github.com.example.com` poses as another. */
const OWN_HOST = /^(github|gitlab|gitea|forgejo)\.(?!(?:com|org)\.)/;

/** Null for a remote that is on no known code host, or on none at all. Nothing but host and path of it is used. */
export function codeHostOf(remote: string | null): CodeHost | null {
  const address = remote === null ? null : addressOf(remote);
  if (address === null) return null;
  const { host, origin, path } = address;
  const form = formOf(host);
  const segments = path.split('/');
  const isPlain = segments.every((segment) => /^[\w.~-]+$/.test(segment) && !/^\.+$/.test(segment));
  if (form === null || !isPlain || segments.length < 2) return null;
  if (segments.length > 2 && form !== 'gitlab') return null;
  const url = `${origin}/${path}`;
  return { url, permalink: (at) => FORMS[form](url, at) };
}

function formOf(host: string): keyof typeof FORMS | null {
  const known = HOSTS[host];
  if (known !== undefined) return known;
  const own = OWN_HOST.exec(host)?.[1];
  if (own === 'github' || own === 'gitlab') return own;
  return own === undefined ? null : 'gitea';
}

interface Address {
  readonly host: string;
  readonly origin: string;
  readonly path: string;
}

/** `user@host:path` of ssh. */
const SHORT_SSH = /^(?:[\w.-]+@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):(?!\/\/)\/?(.+)$/;

function addressOf(remote: string): Address | null {
  const [, sshHost, sshPath] = SHORT_SSH.exec(remote) ?? [];
  if (sshHost !== undefined && sshPath !== undefined) return addressAt(sshHost, null, sshPath);
  if (!/^(https?|ssh|git):\/\//i.test(remote) || !URL.canParse(remote)) return null;
  const { protocol, hostname, port, pathname } = new URL(remote);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return addressAt(hostname, isWeb ? { protocol, port } : null, pathname);
}

/** The port of ssh says nothing about the web's. */
function addressAt(name: string, web: { protocol: string; port: string } | null, path: string): Address {
  const host = ALIASES[name.toLowerCase()] ?? name.toLowerCase();
  const port = web === null || web.port === '' ? '' : `:${web.port}`;
  const bare = path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return { host, origin: `${web?.protocol ?? 'https:'}//${host}${port}`, path: bare };
}

/** A path within a URL within a Markdown link. */
function encoded(path: string): string {
  const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, hex))
    .join('/');
}
