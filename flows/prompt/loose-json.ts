/** JSON as agents write it. Strict first; only what can't be read so is read loosely, and nothing is made up. */

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string };

/**
 * Forgives commas before a closing bracket, comments behind `//`, line breaks and tabs within a string, and a backslash before what
 * needs none (`"\d+"`). A fault that remains is told as the strict reading of the mended text tells it.
 */
export function parseLoosely(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    try {
      return { ok: true, value: JSON.parse(mended(text)) };
    } catch (error) {
      return { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** A string (matched first, so that nothing within one is taken for anything else), a comment, or a comma too many. */
const PARTS = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|,(?=(?:\s|\/\/[^\n]*\n)*[\]}])/gs;

function mended(text: string): string {
  return text.replace(PARTS, (part) => (part.startsWith('"') ? mendedString(part) : ''));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON has no place for within a string
const FAULTS = /\\(?:u[0-9a-fA-F]{4}|.)|[\u0000-\u001f]/gs;

function mendedString(part: string): string {
  return part.replace(FAULTS, (match) => {
    if (match.length === 1) return JSON.stringify(match).slice(1, -1);
    const escaped = match.slice(1);
    if (escaped.length > 1 || /["\\/bfnrt]/.test(escaped)) return match;
    return `\\\\${mendedString(escaped)}`;
  });
}
