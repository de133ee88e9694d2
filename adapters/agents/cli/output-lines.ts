/** A child's output as lines of text, split on bytes so that no character is cut. */
import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

/** The output exceeds its limit. */
export class TooMuchOutput extends Error {
  override readonly name = 'TooMuchOutput';
}

export interface OutputCaps {
  /** most bytes of one line */
  readonly lineBytes: number;
  /** most bytes in all */
  readonly totalBytes: number;
}

/** Yields lines without line ends, and skips empty ones. Calls `heard` for every chunk. Throws `TooMuchOutput`. */
export async function* linesOf(
  output: Readable,
  caps: OutputCaps,
  heard: () => void,
): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let total = 0;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    heard();
    total += chunk.length;
    if (total > caps.totalBytes) throw new TooMuchOutput(`more than ${caps.totalBytes} bytes`);
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...pending, chunk.subarray(from, at)]).toString('utf8');
      [pending, pendingBytes, from] = [[], 0, at + 1];
      if (line.trim() !== '') yield line;
    }
    pending.push(chunk.subarray(from));
    pendingBytes += chunk.length - from;
    if (pendingBytes > caps.lineBytes) throw new TooMuchOutput(`a line of more than ${caps.lineBytes} bytes`);
  }
  const rest = Buffer.concat(pending).toString('utf8');
  if (rest.trim() !== '') yield rest;
}
