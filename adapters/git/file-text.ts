/** Decodes a blob as text, or says why it has none. */
import type { FileText } from '../../runner/core/ports/repository.ts';

export type Text = Pick<FileText, 'text' | 'omitted'>;

/** The largest file that is decoded, in bytes. */
export const MOST_BYTES = 1_000_000;
/** A NUL within this many bytes makes a file binary, as in git. */
const BINARY_WINDOW = 8_000;
/** The specification of Git LFS has every pointer smaller than this. */
export const LFS_POINTER_BYTES = 1_024;
const LFS_POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d+\r?\n(?:[a-z0-9.-]+ .*\r?\n)*oid [a-z0-9]+:[0-9a-f]{32,}\r?\n(?:[a-z0-9.-]+ .*\r?\n)*size \d+\r?\n?$/;

/** Decoded without a byte order mark; ends of lines as they are. */
export function textIn(blob: Buffer): Text {
  if (blob.length > MOST_BYTES) return { text: '', omitted: 'too-large' };
  if (blob.subarray(0, BINARY_WINDOW).includes(0)) return { text: '', omitted: 'binary' };
  const text = blob.toString();
  if (blob.length < LFS_POINTER_BYTES && LFS_POINTER.test(text)) return { text: '', omitted: 'lfs-pointer' };
  return { text: text.startsWith('\u{feff}') ? text.slice(1) : text, omitted: null };
}

/** Returns true if a line can occur in a Git LFS pointer; only the whole file shows whether it is one. */
export function mayBeInLfsPointer(line: string): boolean {
  return /^(version https:\/\/|oid |size |ext-)/.test(line);
}
