/** Parses a JSON body: UTF-8 text without duplicate keys and without keys that change a prototype. */
import { isUtf8 } from 'node:buffer';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

/** Throws `malformed` for any other body. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformed('it is not UTF-8 text');
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const value = jsonValue(text);
  const twice = repeatedKey(text);
  if (twice !== null) throw malformed(`one object has the key ${twice} twice`);
  const forbidden = prototypeKey(text);
  if (forbidden !== null) throw malformed(`the key ${forbidden} is not allowed`);
  return value;
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(messageOf(cause));
  }
}

function malformed(why: string): BatonError {
  return new BatonError('refused', 'malformed', `The body can't be read as JSON: ${why}.`);
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Yields the keys of each object in a JSON text, with escapes resolved. */
function* keysOf(text: string): Generator<{ readonly object: object; readonly key: string }> {
  const open: (object | null)[] = [];
  let string: string | null = null;
  for (const [token] of text.matchAll(TOKENS)) {
    const object = open.at(-1);
    if (token === ':' && string !== null && object) yield { object, key: String(JSON.parse(string)) };
    string = token.startsWith('"') ? token : null;
    if (token === '{') open.push({});
    if (token === '[') open.push(null);
    if (token === '}' || token === ']') open.pop();
  }
}

function repeatedKey(text: string): string | null {
  const seen = new Map<object, Set<string>>();
  for (const { object, key } of keysOf(text)) {
    const keys = seen.get(object) ?? new Set();
    if (keys.has(key)) return JSON.stringify(key);
    seen.set(object, keys.add(key));
  }
  return null;
}

function prototypeKey(text: string): string | null {
  for (const { key } of keysOf(text)) if (key === '__proto__' || key === 'constructor') return key;
  return null;
}
