/** The forms of what is sent to other services: addresses without secrets in them, and tokens that a header can carry. */

export const TOKEN_RULE = 'holds printable ASCII characters only, without spaces';

/** Libraries refuse to send any other, with messages that show it. */
export function isToken(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}

/** An http(s) address without a user name, a password, or anything behind its path. */
export function isHttpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
