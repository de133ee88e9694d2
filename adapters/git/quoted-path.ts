/**
 * Converts file names, which git stores as bytes, to printable strings and back. A name that is valid UTF-8 and printable
 * is kept as it is; any other takes git's quoted form, `"a\303b"`. No plain name begins with a quote, so the two forms can't
 * be confused.
 */
import { bytesOfQuoted, QUOTED_LETTERS } from '../../runner/core/quoted-path.ts';

/** Controls, line separators, and characters that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const PLAIN_ASCII = /^[ !#-~][ -~]*$/;
const LETTERS = new Map(Object.entries(QUOTED_LETTERS).map(([letter, byte]) => [byte, letter]));
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Returns the printable name for these bytes. */
export function displayPath(raw: Buffer): string {
  const text = decode(raw);
  return text === null || text.startsWith('"') || UNPRINTABLE.test(text) ? quote(raw) : text;
}

/** The same for bytes in a latin1 string. */
export function displayLatin1(bytes: string): string {
  return PLAIN_ASCII.test(bytes) ? bytes : displayPath(Buffer.from(bytes, 'latin1'));
}

/** The inverse of `displayPath`. Returns a string if the bytes are valid UTF-8. */
export function rawPath(path: string): string | Buffer {
  const bytes = bytesOfQuoted(path);
  if (bytes === null) return path;
  const raw = Buffer.from(bytes);
  return decode(raw) ?? raw;
}

function quote(raw: Buffer): string {
  let text = '"';
  for (const byte of raw) {
    const letter = LETTERS.get(byte);
    if (letter !== undefined) text += `\\${letter}`;
    else if (byte < 32 || byte > 126) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return `${text}"`;
}

function decode(raw: Buffer): string | null {
  try {
    return strict.decode(raw);
  } catch {
    return null;
  }
}
