/**
 * Recognizes URLs of git repositories, and hides what is secret in them. Transports that run a command (`ext::`, a
 * leading `-`) are refused.
 */

export const URL_FORMS = 'https://, http://, ssh://, git://, file:// or user@host:path';

const WITH_SCHEME = /^(?:https?|ssh|git|file):\/\/[^\s-][^\s]*$/;
const SCP = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:[^\s:-][^\s]*$/;

export function isRepositoryUrl(text: string): boolean {
  if (SCP.test(text)) return true;
  return WITH_SCHEME.test(text) && URL.canParse(text);
}

/** Parameters of an address that may hold a password or a token. */
const SECRET_PARAMETER = /token|key|secret|pass|auth|sig|cred/i;

/** Returns the URL without passwords and tokens. Over HTTP, a user name alone may be a token. */
export function shownUrl(url: string): string {
  if (!/^[a-z]+:\/\//i.test(url) || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  const isHttp = /^https?:$/.test(parsed.protocol);
  const hidesUser = parsed.password !== '' || (isHttp && parsed.username !== '');
  const hidesQuery = SECRET_PARAMETER.test(parsed.search);
  if (!hidesUser && !hidesQuery) return url;
  if (isHttp) parsed.username = '';
  parsed.password = '';
  if (hidesQuery) parsed.search = '';
  return parsed.href;
}

/** Returns a text that was meant to be a path, an id or a URL, without what may be a password. */
export function withoutCredentials(text: string): string {
  const shown = text.replace(/(:\/{0,2}).*@/s, '$1***@');
  return shown.replace(/[?#].*$/s, (tail) => (SECRET_PARAMETER.test(tail) ? `${tail[0]}***` : tail));
}
