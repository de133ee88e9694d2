/** Streams a complete answer as events, for the offline and the scripted back end. */
import { setImmediate } from 'node:timers/promises';
import type { AgentEvent } from '../../runner/core/ports/agent.ts';

const CHUNK = 8_192;

/** The last event of a run whose signal was aborted. */
export const CANCELLED: AgentEvent = {
  type: 'error',
  code: 'cancelled',
  retryable: false,
  message: 'The task was cancelled.',
};

/** Yields `text` in chunks, then the last event. Between chunks it yields to other work and checks the signal. */
export async function* streamAnswer(output: string, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  if (output.trim() === '') {
    yield { type: 'error', code: 'malformed', retryable: false, message: 'The agent answered nothing.' };
    return;
  }
  for (let from = 0; from < output.length; from += CHUNK) {
    await setImmediate();
    if (signal.aborted) {
      yield CANCELLED;
      return;
    }
    yield { type: 'text', delta: output.slice(from, from + CHUNK) };
  }
  yield signal.aborted ? CANCELLED : { type: 'done', stop: 'end_turn', output };
}
