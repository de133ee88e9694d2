/**
 * Runs one task on one back end and enforces its limits of time, silence, output and tools; nothing else enforces them.
 * Returns the answer's text, or throws a `BatonError` of kind `step`, even if the back end ignores the signal to stop.
 */
import pTimeout from 'p-timeout';
import { BatonError } from '../core/errors.ts';
import type { AgentBackend, AgentEvent, AgentLimits, AgentTask } from '../core/ports/agent.ts';

/** How long a back end may take to stop before the runner no longer waits for it. */
const STOP_MS = 10_000;

/**
 * `note` sees every event. Aborting `signal` ends the task with the signal's reason, at the latest after `stopMs`
 * milliseconds.
 */
export async function runTask(
  backend: AgentBackend,
  task: AgentTask,
  signal: AbortSignal,
  note: (event: AgentEvent) => void,
  stopMs = STOP_MS,
): Promise<string> {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const limits = new LimitJudge(task.limits, (why) => stop.abort(why));
  const events = eventsOf(backend, task, until);
  let tries = 1;
  try {
    for (;;) {
      const next = await pTimeout(events.next(), { milliseconds: Number.POSITIVE_INFINITY, signal: until });
      if (next.done === true) throw fault('no_answer', 'The agent ended without an answer.', true);
      const event = next.value;
      note(event);
      limits.count(event);
      tries = triesAfter(event, tries);
      if (event.type === 'done') return answerOf(event);
      if (event.type === 'error') throw errorOf(event, tries);
    }
  } catch (error) {
    stop.abort(error);
    await stopped(events, stopMs);
    // The reason for stopping counts, not how the back end ended because of it.
    if (signal.aborted) throw signal.reason;
    throw error instanceof BatonError
      ? error
      : fault('backend_died', `The ${backend.name} back end died: ${String(error)}.`, true, error);
  } finally {
    limits.close();
  }
}

/** A generator, so that a back end that throws instead of returning its events fails at the first of them, too. */
async function* eventsOf(backend: AgentBackend, task: AgentTask, signal: AbortSignal) {
  yield* backend.run(task, signal);
}

/** Judges one task by its events. Calls `exceeded` when time is up. */
class LimitJudge {
  private bytes = 0;
  private tools = 0;
  private retries = 0;
  private readonly limits: AgentLimits;
  private readonly deadline: NodeJS.Timeout;
  private readonly silence: NodeJS.Timeout;

  constructor(limits: AgentLimits, exceeded: (why: BatonError) => void) {
    const { deadlineMs, idleMs } = limits;
    const late = `The agent took longer than ${timeOf(deadlineMs)}.`;
    const silent = `The agent said nothing for ${timeOf(idleMs)}.`;
    this.limits = limits;
    this.deadline = setTimeout(() => exceeded(fault('timeout', late, false)), deadlineMs);
    this.silence = setTimeout(() => exceeded(fault('timeout', silent, true)), idleMs);
  }

  /** Any event breaks the silence. Throws when it is one too many. */
  count(event: AgentEvent): void {
    this.silence.refresh();
    if (event.type === 'text' || event.type === 'thought') this.bytes += Buffer.byteLength(event.delta);
    if (event.type === 'done') this.bytes = Math.max(this.bytes, Buffer.byteLength(event.output));
    if (event.type === 'tool' && event.status === 'started') this.tools += 1;
    if (event.type === 'retry') this.retries += 1;
    const { maxOutputBytes, maxSteps } = this.limits;
    if (this.bytes > maxOutputBytes)
      throw fault('too_much_output', `The agent wrote more than ${maxOutputBytes} bytes.`, false);
    if (this.tools > maxSteps)
      throw fault('too_many_steps', `The agent used more than ${maxSteps} tools.`, false);
    if (this.retries > maxSteps)
      throw fault('too_many_steps', `The agent's model failed more than ${maxSteps} times.`, false);
  }

  close(): void {
    clearTimeout(this.deadline);
    clearTimeout(this.silence);
  }
}

function timeOf(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
}

/** How many tries in a row have failed when the next event is the task's error. */
function triesAfter(event: AgentEvent, tries: number): number {
  if (event.type === 'retry') return tries + 1;
  return event.type === 'text' || event.type === 'thought' || event.type === 'tool' ? 1 : tries;
}

function errorOf(error: Extract<AgentEvent, { type: 'error' }>, tries: number): BatonError {
  const { code, message, retryable: passing, retryAfterMs } = error;
  return new BatonError('step', code, message, { passing, tries, retryAfterMs });
}

function answerOf(done: Extract<AgentEvent, { type: 'done' }>): string {
  if (done.stop === 'max_tokens')
    throw fault('truncated', 'The answer was cut off at the limit of tokens.', false);
  if (done.stop === 'refusal') throw fault('refusal', 'The model refused to answer.', false);
  if (done.output.trim() === '') throw fault('no_answer', 'The agent answered nothing.', true);
  return done.output;
}

/** Resolves when the back end has stopped, or has had its time to. */
async function stopped(events: AsyncIterator<AgentEvent>, stopMs: number): Promise<void> {
  const ended = Promise.resolve(events.return?.()).catch(() => undefined);
  await pTimeout(ended, { milliseconds: stopMs, message: false });
}

function fault(code: string, message: string, passing: boolean, cause?: unknown): BatonError {
  return new BatonError('step', code, message, { passing, ...(cause === undefined ? {} : { cause }) });
}
