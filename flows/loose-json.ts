/** JSON as agents and configuration files write it. It is parsed strictly first, and loosely only if that fails; nothing is made up. */

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string };

/**
 * Accepts comments, trailing commas, line breaks and tabs within a string, and a needless backslash (`"\d+"`). What is
 * cut off or is not JSON stays an error: a repair that guesses would make up an answer.
 */
export function parseLoosely(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    try {
      return { ok: true, value: JSON.parse(strict(text)) };
    } catch (error) {
      return { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** The object that a configuration file holds; null for anything else. */
export function looseObject(text: string): Readonly<Record<string, unknown>> | null {
  const parsed = parseLoosely(text);
  return parsed.ok && isObject(parsed.value) ? parsed.value : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string (first, so that nothing within one is taken for anything else), a comment, or a comma before a closing bracket. */
const PARTS =
  /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|,(?=(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*[\]}])/gs;

function strict(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(PARTS, (part) => (part.startsWith('"') ? strictString(part) : ''));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON does not allow them within a string
const FAULTS = /\\(?:u[0-9a-fA-F]{4}|.)|[\u0000-\u001f]/gs;

function strictString(part: string): string {
  return part.replace(FAULTS, (match) => {
    if (match.length === 1) return JSON.stringify(match).slice(1, -1);
    const escaped = match.slice(1);
    if (escaped.length > 1 || /["\\/bfnrt]/.test(escaped)) return match;
    return `\\\\${strictString(escaped)}`;
  });
}
