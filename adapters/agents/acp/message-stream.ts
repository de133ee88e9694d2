/**
 * Reads and writes JSON-RPC messages, one per line, over an agent's standard input and output. Skips lines that are not
 * messages.
 */
import type { Readable, Writable } from 'node:stream';
import { type AnyMessage, methods, type Stream } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import type { AgentLimits } from '../../../runner/core/ports/agent.ts';
import { linesOf } from '../cli/output-lines.ts';

const Message = z.looseObject({ jsonrpc: z.literal('2.0') });
const Update = z.looseObject({
  method: z.literal(methods.client.session.update),
  params: z.object({ update: z.unknown() }),
});

export interface Wire {
  readonly input: Writable;
  readonly output: Readable;
  /** one message may carry a whole file that a tool read */
  readonly limits: Pick<AgentLimits, 'maxLineBytes' | 'maxStreamBytes'>;
  /** called after all output that the agent sends */
  readonly alive: () => void;
}

/**
 * Returns the messages for the SDK, except the session's updates: those go to `updated`, in order with the answers
 * around them, since the SDK complains on the console about each that is newer than itself. Reading fails with
 * `TooMuchOutput` at the limits.
 */
export function messageStream(wire: Wire, updated: (update: unknown) => void): Stream {
  return {
    readable: ReadableStream.from(messagesOf(wire, updated)),
    writable: new WritableStream({
      write: (message) => void wire.input.write(`${JSON.stringify(message)}\n`),
    }),
  };
}

async function* messagesOf(
  { output, limits, alive }: Wire,
  updated: (update: unknown) => void,
): AsyncGenerator<AnyMessage> {
  for await (const lines of linesOf(output, limits)) {
    for (const line of lines) {
      const message = Message.safeParse(parsed(line));
      const update = Update.safeParse(message.data);
      if (update.success) updated(update.data.params.update);
      // The SDK tells requests, answers and notifications apart, and answers what is none of them.
      else if (message.success) yield message.data as AnyMessage;
    }
    alive();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
