/** Turns work that emits events into one stream of agent events. */
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';

export type LastEvent = Extract<AgentEvent, { type: 'done' | 'error' }>;
export type Emit = (event: Exclude<AgentEvent, LastEvent>) => void;

export const CANCELLED: LastEvent = {
  type: 'error',
  code: 'cancelled',
  retryable: false,
  message: 'The task was cancelled.',
};

/**
 * Everything that `work` emits, then its outcome as the one last event: what is emitted afterwards is not heard. Once
 * `caller` is aborted the last event says so, whatever came of the work. Leaving the stream early aborts the work.
 */
export async function* eventStream(
  work: (emit: Emit, signal: AbortSignal) => Promise<LastEvent>,
  caller: AbortSignal,
): AsyncGenerator<AgentEvent> {
  const left = new AbortController();
  const unheard: AgentEvent[] = [];
  let news = Promise.withResolvers<void>();
  let ended = false;
  const emit: Emit = (event) => {
    unheard.push(event);
    news.resolve();
  };
  const outcome = work(emit, AbortSignal.any([caller, left.signal])).finally(() => {
    ended = true;
    news.resolve();
  });
  outcome.catch(() => undefined);
  try {
    while (!ended) {
      await news.promise;
      news = Promise.withResolvers();
      yield* unheard.splice(0);
    }
    const last = await outcome;
    yield caller.aborted ? CANCELLED : last;
  } finally {
    left.abort();
  }
}
