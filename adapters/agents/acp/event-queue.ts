/** Events pushed by callbacks, read in order as an async iterable by one reader. */
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';

export interface EventQueue extends AsyncIterable<AgentEvent> {
  push(event: AgentEvent): void;
  /** The reader gets what was pushed before, then ends. */
  close(): void;
}

export function createEventQueue(): EventQueue {
  const waiting: AgentEvent[] = [];
  let closed = false;
  let wake = () => {};
  return {
    push(event) {
      waiting.push(event);
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* waiting.splice(0);
        if (waiting.length > 0) continue;
        if (closed) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
