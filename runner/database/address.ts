/**
 * Parses DATABASE_URL. Errors never repeat any of the text, since an invalid URL may contain a password anywhere. A
 * valid one is converted to the form that pg reads as libpq would.
 */
import { tlsModes } from './tls-modes.ts';

export const ADDRESS_FORM =
  'is a connection URL such as postgresql://user:password@host:5432/baton, and / ? # @ in a password are percent-encoded (%2F %3F %23 %40)';

export type Address =
  | { readonly ok: true; readonly urls: readonly [string, ...string[]] }
  | { readonly ok: false; readonly fault: string };

const SCHEME = /^postgres(ql)?:\/\//i;
/** Parameters whose values may contain an unencoded `@`. */
const MAY_HOLD_AT = new Set(['user', 'password', 'application_name', 'fallback_application_name', 'options']);

/** Returns the forms of the address to try in order (`sslmode=prefer` has two), or what is wrong with it. */
export function readAddress(text: string): Address {
  const fault = schemeFault(text) ?? formFault(text);
  if (fault !== null) return { ok: false, fault: `${ADDRESS_FORM}: ${fault}` };
  const url = new URL(encoded(text));
  const modes = tlsModes(url.searchParams);
  if (modes.fault !== null) return { ok: false, fault: modes.fault };
  const [first, ...rest] = modes.forms.map((change) => changed(url, change));
  return { ok: true, urls: [first ?? text, ...rest] };
}

/** Returns, in a few words, why the text is not a PostgreSQL URL; null if it is. */
function schemeFault(text: string): string | null {
  if (/^['"`]/.test(text) || /['"`]$/.test(text)) return 'remove the quotation marks around it';
  if (SCHEME.test(text)) return null;
  if (/^postgres(ql)?\+\w+:\/\//i.test(text))
    return 'remove the driver’s name (from + to ://) at its beginning';
  if (/^jdbc:/i.test(text))
    return 'a JDBC address is not one: remove jdbc:, and write the user and password before the host';
  if (/^(host|hostaddr|user|password|dbname|port|service|sslmode)\s*=/i.test(text))
    return 'the form of key=value pairs is not read';
  if (/^\/|^\.\.?\//.test(text)) return 'a path is not one: name the socket’s folder with ?host=';
  return 'it has to begin with postgresql:// or postgres://';
}

const SEVERAL_HOSTS = 'it names several hosts: name only the primary';

function formFault(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'it holds a line break or another control character';
  if (authorityOf(text).host.includes(',')) return SEVERAL_HOSTS;
  if (!URL.canParse(encoded(text)))
    return 'its host or port cannot be read (write an IPv6 address in brackets)';
  const url = new URL(encoded(text));
  if (url.hash !== '' || text.includes('#')) return 'it holds a # that is not encoded';
  if (url.pathname.includes('@')) return 'an @ follows a /, as if the password held a / that is not encoded';
  if (hasStrayAt(url.search)) return 'an @ follows a ?, as if the password held a ? that is not encoded';
  if (![url.username, url.password, url.pathname].every(isDecodable))
    return 'it holds a % that is not percent-encoding: write % as %25';
  return hostFault(url);
}

function hostFault(url: URL): string | null {
  const { searchParams } = url;
  const host = searchParams.get('host') ?? url.hostname;
  if (host === '' || host === NO_HOST) return 'it names no host';
  if (host.includes(',')) return SEVERAL_HOSTS;
  if (!isDecodable(url.hostname) || /\s/.test(decodeURIComponent(url.hostname)))
    return 'its host cannot be read';
  const port = searchParams.get('port') ?? url.port;
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536))
    return 'its port is not a number from 1 to 65535';
  return null;
}

function hasStrayAt(search: string): boolean {
  return search
    .slice(1)
    .split('&')
    .some((pair) => {
      const [key = '', ...value] = pair.split('=');
      return key.includes('@') || (value.join('=').includes('@') && !MAY_HOLD_AT.has(key));
    });
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A placeholder host, for addresses that pass the host as a parameter (`user@/name?host=/socket`). */
const NO_HOST = 'host.invalid';

/** Encodes spaces and stray percent signs: otherwise pg would break what was encoded already. */
function encoded(text: string): string {
  const { user, host, rest } = authorityOf(text.replaceAll(' ', '%20').replace(/%(?![0-9a-f]{2})/gi, '%25'));
  return `${user}${host === '' && user.endsWith('@') ? NO_HOST : host}${rest}`;
}

/** Splits the text before the host and after the port. */
function authorityOf(text: string): { readonly user: string; readonly host: string; readonly rest: string } {
  const start = text.indexOf('//') + 2;
  const end = start + text.slice(start).search(/[/?#]|$/);
  const at = text.lastIndexOf('@', end - 1);
  const host = at >= start ? at + 1 : start;
  return { user: text.slice(0, host), host: text.slice(host, end), rest: text.slice(end) };
}

function changed(url: URL, change: Readonly<Record<string, string | null>>): string {
  const copy = new URL(url);
  for (const [key, value] of Object.entries(change)) {
    if (copy.searchParams.get(key) === value) continue;
    if (value === null) copy.searchParams.delete(key);
    else copy.searchParams.set(key, value);
  }
  return copy.href;
}

/** Returns host and port for messages, and no other part. */
export function serverOf(url: string): string {
  if (url.startsWith('/')) return url.split(' ', 1)[0] ?? url;
  if (!SCHEME.test(url) || !URL.canParse(encoded(url))) return 'the address in DATABASE_URL';
  const { hostname, port, searchParams } = new URL(encoded(url));
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  return host.startsWith('/') ? host : `${host}:${searchParams.get('port') ?? (port || '5432')}`;
}
