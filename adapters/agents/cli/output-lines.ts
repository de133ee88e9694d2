/** A child's output as lines of text, split on bytes so that no character is cut. */
import type { Readable } from 'node:stream';
import type { AgentLimits } from '../../../runner/core/ports/agent.ts';

const NEWLINE = 0x0a;

/** The output exceeds its limit; the message is `printed …`. */
export class TooMuchOutput extends Error {
  override readonly name = 'TooMuchOutput';
}

/** Yields the lines that each chunk completes, without line ends and without empty ones. Throws `TooMuchOutput`. */
export async function* linesOf(
  output: Readable,
  { maxLineBytes, maxStreamBytes }: Pick<AgentLimits, 'maxLineBytes' | 'maxStreamBytes'>,
): AsyncGenerator<readonly string[]> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let total = 0;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > maxStreamBytes) throw new TooMuchOutput(`printed more than ${maxStreamBytes} bytes`);
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      lines.push(Buffer.concat([...pending, chunk.subarray(from, at)]).toString('utf8'));
      [pending, pendingBytes, from] = [[], 0, at + 1];
    }
    pending.push(chunk.subarray(from));
    pendingBytes += chunk.length - from;
    yield lines.filter(isNotBlank);
    if (pendingBytes > maxLineBytes)
      throw new TooMuchOutput(`printed a line of more than ${maxLineBytes} bytes`);
  }
  yield [Buffer.concat(pending).toString('utf8')].filter(isNotBlank);
}

function isNotBlank(line: string): boolean {
  return line.trim() !== '';
}
