/** Finding the JSON in what an agent said. Agents are asked for one object and nothing else; many say more. */

export interface Extraction {
  /** the JSON objects in the answer, the longest first; the contract decides which of them is meant */
  readonly values: readonly unknown[];
  /** what to say when none of them meets the contract; null when the answer was whole and only its content is wrong */
  readonly problem: string | null;
}

/** How many openings of an object are tried before an answer counts as prose. */
const MOST_OPENINGS = 40;

/** The JSON objects of an answer: the whole of it, one in a code fence, or one within prose. Commas before a closing bracket are forgiven. */
export function extractJson(answer: string): Extraction {
  const text = answer.replace(/^\uFEFF/, '').trim();
  if (text === '') return { values: [], problem: 'the answer is empty' };
  const whole = parseJson(text);
  if (whole.ok)
    return isObject(whole.value) ? { values: [whole.value], problem: null } : none('is no JSON object');
  const { spans, broken } = objectSpans(text);
  const parsed = spans.sort((a, b) => b.length - a.length).map(parseJson);
  const values = parsed.flatMap((attempt) => (attempt.ok ? [attempt.value] : []));
  if (broken)
    return { values, problem: `the answer breaks off within its JSON, after ${text.length} characters` };
  const [first] = parsed;
  if (first === undefined) return none('holds no JSON object');
  return { values, problem: first.ok ? null : `the JSON in the answer can't be read: ${first.why}` };
}

const none = (what: string): Extraction => ({ values: [], problem: `the answer ${what}` });

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    try {
      return { ok: true, value: JSON.parse(withoutTrailingCommas(text)) };
    } catch (error) {
      return { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** The outermost `{…}` stretches, and whether what looks like an object is opened and never closed. */
function objectSpans(text: string): { spans: string[]; broken: boolean } {
  const spans: string[] = [];
  let broken = false;
  let start = text.indexOf('{');
  for (let tries = 0; start !== -1 && tries < MOST_OPENINGS; tries++) {
    const end = closeOf(text, start);
    if (end === -1) broken ||= /^\{\s*"/.test(text.slice(start, start + 200));
    else spans.push(text.slice(start, end + 1));
    start = text.indexOf('{', end === -1 ? start + 1 : end + 1);
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

/** Strings are matched first, so that a comma within one is left alone. */
function withoutTrailingCommas(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])/gs, (match) => (match === ',' ? '' : match));
}
