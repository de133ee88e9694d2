/** Parses a project's URL, and separates what may be shown from secrets. */
import { BatonError } from '../../runner/core/errors.ts';

export interface Remote {
  /** for git's command line; without a password or token */
  readonly url: string;
  /** for people and logs; without a query too */
  readonly shown: string;
  /** environment variables that hand the secret to git, and to that host only */
  readonly credentials: Readonly<Record<string, string>>;
}

/** Git's short form of ssh, `user@host:path`. */
const SHORT_SSH = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:(?!\/\/)[^-\s][^\s]*$/;

/** Throws `refused` (`bad_url`) for texts that git must not get: other schemes, options, helpers such as `ext::`. */
export function parseRemote(given: string): Remote {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (given.length > 2_048 || /[\u0000-\u0020\u007f]/.test(given))
    throw badUrl('it has blanks or is too long');
  if (SHORT_SSH.test(given)) return { url: given, shown: given, credentials: {} };
  if (!/^(https?|ssh|git|file):\/\//i.test(given))
    throw badUrl('it begins with none of https, ssh, git, file');
  if (!URL.canParse(given)) throw badUrl('it cannot be parsed');
  const url = new URL(given);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  if (url.hostname.startsWith('-') || url.username.startsWith('-'))
    throw badUrl('its host looks like an option');
  if (url.protocol === 'file:' ? url.pathname === '/' : url.hostname === '')
    throw badUrl('it names no repository');
  const credentials = web && (url.username !== '' || url.password !== '') ? helperFor(url) : {};
  url.password = '';
  if (web) url.username = '';
  const shown = new URL(url);
  shown.search = '';
  shown.hash = '';
  return { url: url.href, shown: shown.href, credentials };
}

/** The address of a clone's remote without credentials; null for none, and for one that is no network address. */
export function shownRemote(given: string | null): string | null {
  if (given === null) return null;
  try {
    return parseRemote(given).shown;
  } catch (error) {
    if (error instanceof BatonError) return null;
    throw error;
  }
}

/** Configures a credential helper that reads the environment, so that the secret is on no command line and in no file. */
function helperFor(url: URL): Record<string, string> {
  const key = `credential.${url.origin}.helper`;
  const answer = `printf 'username=%s\\npassword=%s\\n' "$BATON_GIT_USERNAME" "$BATON_GIT_PASSWORD"`;
  return {
    GIT_CONFIG_COUNT: '2',
    // The empty one drops the helpers that were configured before.
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `!f() { test "$1" = get && ${answer}; }; f`,
    BATON_GIT_USERNAME: decodeURIComponent(url.username),
    BATON_GIT_PASSWORD: decodeURIComponent(url.password),
  };
}

/** Removes user names, passwords and queries from the URLs in git's output: any of them may be a secret. */
export function withoutSecrets(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)([^\s'"<>/?#]*@)?([^\s'"<>]*)/gi, (_, scheme, user, rest) => {
    const place = String(rest).replace(/[?#].*$/, '');
    return `${scheme}${user === undefined ? '' : '***@'}${place}`;
  });
}

function badUrl(why: string): BatonError {
  const message = `The project's URL cannot be used: ${why}. Write https://…, ssh://…, git://… or user@host:path.`;
  return new BatonError('refused', 'bad_url', message);
}
