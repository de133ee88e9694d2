/** What back ends share: how a task's events become one stream with exactly one last event. */
import { setImmediate } from 'node:timers/promises';
import type { AgentEvent, AgentLimits } from '../../runner/core/ports/agent.ts';

export type LastEvent = Extract<AgentEvent, { type: 'done' | 'error' }>;
export type AgentError = Extract<AgentEvent, { type: 'error' }>;
/** Any event but the last one. */
export type Progress = Exclude<AgentEvent, LastEvent>;
export type Emit = (event: Progress) => void;

/** The last event of a task whose signal was aborted. */
export const CANCELLED: AgentError = failure('cancelled', false, 'The task was cancelled.');

/** More characters of a tool's output are not reported. */
const LONGEST_TOOL_OUTPUT = 4_000;
const CHUNK = 8_192;
const HEARTBEAT_MS = 1_000;

export function failure(code: AgentError['code'], retryable: boolean, message: string): AgentError {
  return { type: 'error', code, retryable, message };
}

/** As much of a tool's output as an event reports. */
export function reportedOutput(output: string): string {
  return output.slice(0, LONGEST_TOOL_OUTPUT);
}

/** How a back end's work reports what it does. */
export interface Reporter {
  readonly emit: Emit;
  /** The program or the model's stream sent something: reports a heartbeat unless there was an event a moment ago. */
  readonly alive: () => void;
}

/**
 * Yields everything that `work` emits, then its outcome as the one last event. Once `caller` is aborted the last event
 * says so, whatever the outcome. Leaving the stream early aborts the work and waits for its end.
 */
export async function* eventStream(
  work: (report: Reporter, signal: AbortSignal) => Promise<LastEvent>,
  caller: AbortSignal,
  { idleMs }: AgentLimits,
): AsyncGenerator<AgentEvent> {
  const left = new AbortController();
  const waiting: Progress[] = [];
  // Often enough that an agent that is alive never seems silent.
  const interval = Math.min(HEARTBEAT_MS, idleMs / 4);
  let lastAt = performance.now();
  let news = Promise.withResolvers<void>();
  let ended = false;
  const emit: Emit = (event) => {
    lastAt = performance.now();
    waiting.push(event);
    news.resolve();
  };
  const alive = () => {
    if (performance.now() - lastAt >= interval) emit({ type: 'heartbeat' });
  };
  const outcome = work({ emit, alive }, AbortSignal.any([caller, left.signal])).finally(() => {
    ended = true;
    news.resolve();
  });
  outcome.catch(() => undefined);
  try {
    while (!ended) {
      await news.promise;
      news = Promise.withResolvers();
      yield* waiting.splice(0);
    }
    const last = await outcome;
    yield caller.aborted ? CANCELLED : last;
  } finally {
    left.abort();
    await outcome.catch(() => undefined);
  }
}

/**
 * Yields a complete answer in chunks, then the last event. Before each chunk it lets other work go on, for as long as
 * `between` takes, and checks the signal.
 */
export async function* streamAnswer(
  output: string,
  signal: AbortSignal,
  { chunk = CHUNK, between = setImmediate as () => Promise<unknown> } = {},
): AsyncGenerator<AgentEvent> {
  if (output.trim() === '') {
    yield failure('malformed', false, 'The agent answered nothing.');
    return;
  }
  for (let from = 0; from < output.length; from += chunk) {
    await between();
    if (signal.aborted) {
      yield CANCELLED;
      return;
    }
    yield { type: 'text', delta: output.slice(from, from + chunk) };
  }
  yield signal.aborted ? CANCELLED : { type: 'done', stop: 'end_turn', output };
}
