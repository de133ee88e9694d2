/**
 * Tells a credential that may be live from one that stands for it: `[PASSWORD]`, `xoxb-your-token`, `postgres@localhost`.
 * In doubt it is a placeholder, since a finding that is wrong about a secret costs more trust than one that is missing.
 */

/** Words with which people mark what is to be replaced, or what everybody knows. */
const SAMPLE_WORDS =
  /example|sample|placeholder|change[-_]?me|replace|insert|redact|dummy|fake|mock|demo|fixture|your|my[-_]?(?:token|key|secret|pass)|test|here|foo|bar|baz|qux|lorem|hunter2|passw(?:or)?d|p4ssw0rd|s3cr3t|secret|token|credential|letmein|qwerty|admin|root|guest|user|postgres|mysql|mongo|redis|default|local|abc|123456|deadbeef|cafebabe|todo|dev(?:elop)?|invalid|expired|unsafe/i;
/** What is filled in later, or was cut out: `<…>`, `[…]`, `${…}`, `{{…}}`, `%s`, `...`, `***`. */
const TEMPLATE = /[<>[\]{}…$%]|\.{3}|\*{2}/;
const REPEATED = /(.)\1{3,}|(?:xX|Xx){2,}|(?:x[-_ ]?){4,}/i;
const CONNECTION = /^([a-z][a-z0-9+.-]*):\/\/([^\s:/@]*):([^\s@]*)@([^\s:/?#]*)/i;
/** Hosts that only this machine or this compose file can reach, and those that stand for another. */
const NEAR_HOST =
  /^(?:$|localhost$|127\.|0\.0\.0\.0$|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w-]+$)|\.(?:local|localhost|internal|test|example|invalid|svc)$|(?:^|\.)example\.|\bhost(?:name)?\b|your/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----([\s\S]*?)(?:-----END|$(?![\s\S]))/;

/** Whether the text of a match, such as a token, a key or a connection string, is no live credential. */
export function isPlaceholder(secret: string): boolean {
  const key = PRIVATE_KEY.exec(secret)?.[1];
  if (key !== undefined) return !isKeyMaterial(key.replace(/\\n|\s|["'+,]/g, ''));
  const [, , user = '', password = '', host = ''] = CONNECTION.exec(secret) ?? [];
  if (password !== '' || host !== '') {
    return NEAR_HOST.test(host) || password === user || !isRandom(password, LEAST_PASSWORD);
  }
  return TEMPLATE.test(secret) || HARMLESS.test(secret) || !isRandom(bodyOf(secret), LEAST_TOKEN);
}

/** Keys for a vendor's test mode, and those that are meant to be public. */
const HARMLESS = /^(?:[rs]k_test|pk_(?:test|live))_/;
const LEAST_PASSWORD = 8;
const LEAST_TOKEN = 12;
const LEAST_KEY = 100;

function isKeyMaterial(body: string): boolean {
  return body.length >= LEAST_KEY && !TEMPLATE.test(body) && entropyOf(body) > 4;
}

/** The longest part of a token: without the vendor's prefix, the ids and the address around it. */
function bodyOf(secret: string): string {
  const parts = secret.split(/[\s/:@=._-]/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** Whether text looks drawn by chance: no word, no pattern, many different characters. */
function isRandom(text: string, least: number): boolean {
  if (text.length < least || TEMPLATE.test(text) || REPEATED.test(text)) return false;
  if (SAMPLE_WORDS.test(text) && text.length < 64) return false;
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  return sequenceShare(text) < 0.3 && entropyOf(text) >= Math.min(3.2, Math.log2(text.length) * 0.8);
}

/** The share of characters that are followed by their successor, as in `12345678` and `abcdef`. */
function sequenceShare(text: string): number {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    if (text.charCodeAt(at) - text.charCodeAt(at - 1) === 1) steps += 1;
  }
  return steps / Math.max(text.length - 1, 1);
}

/** Bits a character (Shannon). */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
