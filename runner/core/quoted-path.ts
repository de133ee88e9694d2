/**
 * Names that git prints quoted, `"a\303b"`, since they are not valid UTF-8 or have characters that are not printed. No
 * plain name begins with a quote, so the two forms can't be confused.
 */

/** The bytes that a letter after a backslash stands for. */
export const QUOTED_LETTERS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

const QUOTED = /^"(?:[^"\\]|\\[abtnvfr"\\]|\\[0-3][0-7]{2})*"$/su;

/** The bytes of a name in quoted form; null for a name that stands for itself. */
export function bytesOfQuoted(path: string): Uint8Array | null {
  if (!QUOTED.test(path)) return null;
  const encoder = new TextEncoder();
  const parts = [...path.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/gsu)].map(([part]) => {
    if (!part.startsWith('\\')) return [...encoder.encode(part)];
    const code = part.slice(1);
    return [QUOTED_LETTERS[code] ?? Number.parseInt(code, 8)];
  });
  return Uint8Array.from(parts.flat());
}
