/** Finds the JSON in an agent's answer. Agents are asked for a single object; many write more. */
import { isObject, parseLoosely } from '../loose-json.ts';

export interface Extraction {
  /** the JSON objects in the answer, the longest first; the contract decides which of them is meant */
  readonly values: readonly unknown[];
  /** the error if none of them meets the contract; null if the answer is complete and only its content is wrong */
  readonly problem: string | null;
}

/** How many openings of an object are tried before an answer counts as prose. */
const MOST_OPENINGS = 40;

/**
 * The JSON objects of an answer: the whole of it, one in a code fence, one within prose, or one that is wrapped in a list,
 * in a string, or in another object. Common faults in JSON are accepted (see `parseLoosely`).
 */
export function extractJson(answer: string): Extraction {
  const text = answer.replace(/^\uFEFF/, '').trim();
  if (text === '') return { values: [], problem: 'the answer is empty' };
  const whole = parseLoosely(text);
  if (whole.ok) {
    const values = objectsIn(whole.value);
    return values.length > 0 ? { values, problem: null } : none('is no JSON object');
  }
  const { spans, broken } = objectSpans(text);
  const parsed = spans.sort((a, b) => b.length - a.length).map(parseLoosely);
  const values = parsed.flatMap((attempt) => (attempt.ok ? objectsIn(attempt.value) : []));
  if (broken)
    return { values, problem: `the answer breaks off within its JSON, after ${text.length} characters` };
  const [first] = parsed;
  if (first === undefined) return none('holds no JSON object');
  return { values, problem: first.ok ? null : `the JSON in the answer can't be read: ${first.why}` };
}

const none = (what: string): Extraction => ({ values: [], problem: `the answer ${what}` });

/** The object itself, and what may be wrapped in it; none of what is no object. */
function objectsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.length <= MOST_OPENINGS ? value.filter(isObject) : [];
  if (isObject(value)) {
    const [only, ...others] = Object.values(value);
    return others.length === 0 && isObject(only) ? [value, only] : [value];
  }
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return [];
  const inner = parseLoosely(value);
  return inner.ok && isObject(inner.value) ? [inner.value] : [];
}

/** How an object of JSON begins; other braces are prose or code. */
const OPENING = /\{(?=\s*(?:["}]|\/\/))/g;

/** The outermost `{…}` stretches, and whether what looks like an object is opened and never closed. */
function objectSpans(text: string): { spans: string[]; broken: boolean } {
  const spans: string[] = [];
  let broken = false;
  let reached = 0;
  let tries = 0;
  for (const { index: start } of text.matchAll(OPENING)) {
    if (start < reached) continue;
    if (++tries > MOST_OPENINGS) break;
    const end = closeOf(text, start);
    if (end === -1) broken ||= /^\{\s*"/.test(text.slice(start, start + 200));
    else {
      spans.push(text.slice(start, end + 1));
      reached = end;
    }
  }
  return { spans, broken };
}

/** The index of the bracket that closes the one at `start`; -1 when none does. */
function closeOf(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return -1;
}
