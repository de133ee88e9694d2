/**
 * The back end for when no model is configured. It answers from the step's brief by rules, given in as `answer`, and
 * needs no checkout, no network and no key. It never pretends to be a model: it names none and reports no tokens.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { AgentBackend, AgentEvent, AgentTask } from '../../runner/core/ports/agent.ts';
import { CANCELLED, failure, streamAnswer } from './events.ts';

export interface OfflineOptions {
  /** the answer to a step's brief, in the step's contract; throwing ends the task with an `error` of code `model` */
  readonly answer: (brief: unknown) => string;
}

export function createOfflineBackend(options: OfflineOptions): AgentBackend {
  return {
    name: 'offline',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    run: (task, signal) => answerTask(options, task, signal),
  };
}

async function* answerTask(
  options: OfflineOptions,
  task: AgentTask,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  yield { type: 'started' };
  if (signal.aborted) {
    yield CANCELLED;
    return;
  }
  let output: string;
  try {
    output = options.answer(task.brief);
  } catch (error) {
    yield failure('model', false, `The offline back end could not answer: ${messageOf(error)}`);
    return;
  }
  yield* streamAnswer(output, signal);
}
