/** Reads the text of a settings file. A file that is not UTF-8 text is an error whose message tells how to repair it. */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { BatonError, messageOf } from '../../runner/core/errors.ts';

/** Settings are a few kilobytes; a larger file is something else under the same name. */
const MOST_BYTES = 1024 * 1024;

/** Returns the text without a byte order mark. Throws `unreadable_settings`, or `bad_settings` if it is not UTF-8 text. */
export function readTextFile(path: string): string {
  const bytes = bytesOf(path);
  const fault = faultIn(bytes);
  if (fault !== null) throw new BatonError('refused', 'bad_settings', `${path} ${fault}`, { path });
  return new TextDecoder('utf-8').decode(bytes);
}

function bytesOf(path: string): Buffer {
  try {
    const kind = unreadableKind(statSync(path));
    if (kind !== null) {
      throw new BatonError('refused', 'bad_settings', `${path} is a ${kind}. Replace it with a text file.`, {
        path,
      });
    }
    return firstBytes(path);
  } catch (cause) {
    if (cause instanceof BatonError) throw cause;
    const why = `Can't read ${path}: ${messageOf(cause)}. Make it readable for the user that runs Baton.`;
    throw new BatonError('environment', 'unreadable_settings', why, { path, cause });
  }
}

/** Devices are allowed: `/dev/null` in place of a file means "no settings". */
function unreadableKind(stats: Stats): string | null {
  if (stats.isDirectory()) return 'folder';
  if (stats.isFIFO()) return 'named pipe';
  return stats.isSocket() ? 'socket' : null;
}

/** Reads one byte more than allowed, so that a larger file is recognized without reading all of it. */
function firstBytes(path: string): Buffer {
  const buffer = Buffer.alloc(MOST_BYTES + 1);
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** What is wrong with bytes that should be text, and how to repair it; null if nothing is. */
export function faultIn(bytes: Buffer): string | null {
  const wide = wideEncoding(bytes);
  if (wide !== null) {
    return `is ${wide} text, as Notepad ("Unicode") and PowerShell (>) write it. Save it as UTF-8.`;
  }
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    return `holds a NUL byte on line ${lineAt(bytes, zero)}, so it is no text file. Replace it with UTF-8 text.`;
  }
  if (bytes.length > MOST_BYTES)
    return 'is larger than 1 MiB. Settings are smaller: check what this file is.';
  const wrong = firstInvalid(bytes);
  if (wrong === null) return null;
  return `is no UTF-8 text: line ${lineAt(bytes, wrong)} holds a byte of another encoding, such as Latin-1. Save it as UTF-8.`;
}

/** Recognized by the byte order mark, or by zeros in every other one of the first bytes, as Latin letters have. */
function wideEncoding(bytes: Buffer): string | null {
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfeff) return 'UTF-32';
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0xfeff) return 'UTF-32';
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) return 'UTF-16';
  const start = bytes.subarray(0, 64);
  const zeros = (odd: 0 | 1) => start.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const most = Math.floor(start.length / 2);
  return most >= 2 && (zeros(0) > most * 0.6 || zeros(1) > most * 0.6) && zeros(0) + zeros(1) < start.length
    ? 'UTF-16'
    : null;
}

/** Returns the offset of the first line with a byte that is not UTF-8; null if there is none. */
function firstInvalid(bytes: Buffer): number | null {
  if (isUtf8(bytes)) return null;
  // A line feed is never part of a longer character, so lines can be checked one by one.
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    if (!isUtf8(bytes.subarray(start, end))) return start;
    start = end + 1;
  }
  return 0;
}

function lineAt(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
}
