/**
 * Secrets never leave the machine by way of a report, a thread or the database: what looks like one becomes `***`.
 * The linter's own ranges are not enough (for some rules they cover other text of the same length), so the secret
 * that it names is looked for; lines stay lines, so that line numbers hold in masked text.
 */
import { MASK } from '../contracts/finding.ts';
import { lintSecrets } from './secret-linter.ts';

/** Shapes that the linter leaves alone: keys that it takes for samples, and vendors that it does not know. */
const SHAPES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$(?![\s\S]))/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bxox[abeoprs]-[0-9A-Za-z-]{10,}/g,
  /\b(?:gh[pousr]_[0-9A-Za-z]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_[0-9A-Za-z]{30,})/g,
  /\b(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{10,}/g,
  /\bsk-[0-9A-Za-z_-]{20,}/g,
  /\bAIza[\w-]{35}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'`]{1,100}:)[^\s:/@"'`{}$<>]{3,}(?=@)/g,
] as const;

/** Masks what looks like a secret. A JSON document is masked string by string, so that it stays the same document. */
export async function maskSecrets(text: string): Promise<string> {
  const document = documentIn(text);
  const found = await secretsIn(document === null ? text : stringsOf(document).join('\n'));
  if (found.length === 0) return text;
  if (document === null) return replaceAll(text, found);
  return JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'string' ? replaceAll(value, found) : value,
  );
}

/** The same for a value that will be stored as JSON. */
export async function maskDocument<T>(value: T): Promise<T> {
  return JSON.parse(await maskSecrets(JSON.stringify(value))) as T;
}

/** The lines of a file with its secrets masked, as many as before. All at once, so that a secret of several lines is recognized. */
export async function maskLines(lines: readonly string[]): Promise<readonly string[]> {
  // The dot keeps a JSON file from being masked as a document, which would move its lines.
  return (await maskSecrets(`.${lines.join('\n')}`)).slice(1).split('\n');
}

async function secretsIn(text: string): Promise<string[]> {
  const found = new Set<string>();
  for (const shape of SHAPES) for (const match of text.matchAll(shape)) found.add(match[0]);
  for (const message of await lintSecrets(text)) {
    for (const secret of namedBy(message, text)) found.add(secret);
  }
  // The longest first: one secret may hold another.
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

const SHORTEST = 6;

function namedBy(message: { data?: unknown; range: readonly number[] }, text: string): string[] {
  const values = Object.entries(message.data ?? {}).flatMap(([name, value]) =>
    name !== 'typeName' && typeof value === 'string' && text.includes(value) ? [value] : [],
  );
  const named = values.length > 0 ? values : [text.slice(message.range[0], message.range[1])];
  // A connection string is matched up to the next space, over the quote that ends it.
  return named.map((value) => value.split(/["'`<>\\]/)[0] ?? '').filter((value) => value.length >= SHORTEST);
}

function replaceAll(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (masked, secret) => masked.replaceAll(secret, () => secret.split('\n').fill(MASK).join('\n')),
    text,
  );
}

function documentIn(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
