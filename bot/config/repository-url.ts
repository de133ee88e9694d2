/** Which texts are URLs of git repositories. Transports that run a command (`ext::`, a leading `-`) are not among them. */

export const URL_FORMS = 'https://, http://, ssh://, git://, file:// or user@host:path';

const WITH_SCHEME = /^(?:https?|ssh|git|file):\/\/[^\s-][^\s]*$/;
const SCP = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:[^\s:-][^\s]*$/;

export function isRepositoryUrl(text: string): boolean {
  if (SCP.test(text)) return true;
  return WITH_SCHEME.test(text) && URL.canParse(text);
}

/** The URL as it may be shown: without a user's password or token. The user of SSH is no secret. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  const isHttp = /^https?:$/.test(parsed.protocol);
  if (parsed.password === '' && (!isHttp || parsed.username === '')) return url;
  if (isHttp) parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/** A text as it may be shown that was meant to be a path, an id or a URL: what may be a password is left out. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/{1,2}).*@/s, '$1***@');
}
