/** Chooses the environment variables for git: none of Baton's own, and for reading none of the operator's either. */

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** For reading: only the private repository's configuration, no network, no prompts, no replaced objects. */
export function readingEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: given.PATH ?? PATH,
    HOME: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: '',
    GIT_ASKPASS: '',
    GIT_PAGER: 'cat',
  };
}

/** Variables that a fetch inherits from the operator: keys, proxies and certificates. */
const FETCHING = [
  ...['HOME', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
  ...['SSH_AUTH_SOCK', 'SSH_AGENT_PID', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT'],
  ...[
    'http_proxy',
    'https_proxy',
    'all_proxy',
    'no_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
  ],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'CURL_CA_BUNDLE'],
];

/** Returns what git may need of the environment, for a process that runs git and nothing else of the operator's. */
export function gitVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    [...FETCHING, 'PATH'].flatMap((name) => {
      const value = given[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/**
 * For fetching from a URL: the operator's own git configuration and keys apply; git can't prompt. That configuration may
 * replace a URL by one of HTTPS or SSH; every other protocol is for the URLs that name it.
 */
export function fetchingEnvironment(
  given: Readonly<Record<string, string>>,
  url: string,
): Record<string, string> {
  const own = /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase() ?? 'ssh';
  return {
    ...gitVariables(given),
    PATH: given.PATH ?? PATH,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: [...new Set(['https', 'ssh', own])].join(':'),
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}
