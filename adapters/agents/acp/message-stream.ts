/**
 * Reads and writes JSON-RPC messages, one per line, over an agent's standard input and output. Skips lines that are not
 * messages.
 */
import type { Readable, Writable } from 'node:stream';
import { type AnyMessage, methods, type Stream } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import { linesOf } from '../cli/output-lines.ts';

const MEGABYTE = 1024 * 1024;
/** One message may carry a whole file that a tool read; a task reads many. */
const CAPS = { lineBytes: 16 * MEGABYTE, totalBytes: 256 * MEGABYTE };

const Message = z.looseObject({ jsonrpc: z.literal('2.0') });
const Update = z.looseObject({
  method: z.literal(methods.client.session.update),
  params: z.object({ update: z.unknown() }),
});

export interface Wire {
  readonly input: Writable;
  readonly output: Readable;
  /** called for all input */
  readonly heard: () => void;
}

/**
 * The messages for the SDK, but for the session's updates: those go to `updated`, in order with the answers around them,
 * since the SDK complains on the console about each that is newer than itself. Reading fails with `TooMuchOutput` at the
 * caps.
 */
export function messageStream({ input, output, heard }: Wire, updated: (update: unknown) => void): Stream {
  return {
    readable: ReadableStream.from(messagesOf(linesOf(output, CAPS, heard), updated)),
    writable: new WritableStream({
      write: (message) => void input.write(`${JSON.stringify(message)}\n`),
    }),
  };
}

async function* messagesOf(
  lines: AsyncIterable<string>,
  updated: (update: unknown) => void,
): AsyncGenerator<AnyMessage> {
  for await (const line of lines) {
    const message = Message.safeParse(parsed(line));
    const update = Update.safeParse(message.data);
    if (update.success) updated(update.data.params.update);
    // The SDK tells requests, answers and notifications apart, and answers what is none of them.
    else if (message.success) yield message.data as AnyMessage;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
