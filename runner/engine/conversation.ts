/**
 * One task with one back end: its events are consumed within our own limits, whatever the agent does. Ends with the
 * answer's text, or throws a `BatonError` of kind `step`; never trusts the back end to stop, to end, or to be brief.
 */
import { BatonError } from '../core/errors.ts';
import type { AgentBackend, AgentEvent, AgentTask } from '../core/ports/agent.ts';

/** How long a back end that was told to stop may take before it is left behind. */
const FAREWELL_MS = 10_000;

/** `note` sees every event. Aborting `signal` ends it with the signal's reason. */
export async function runTask(
  backend: AgentBackend,
  task: AgentTask,
  signal: AbortSignal,
  note: (event: AgentEvent) => void,
): Promise<string> {
  const stop = new AbortController();
  const { deadlineMs, idleMs } = task.limits;
  const onSilence = () => stop.abort(minutesFault('said nothing for', idleMs));
  const deadlineTimer = setTimeout(
    () => stop.abort(minutesFault('took longer than', deadlineMs)),
    deadlineMs,
  );
  let idleTimer = setTimeout(onSilence, idleMs);
  const cut = AbortSignal.any([signal, stop.signal]);
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  cut.addEventListener('abort', () => aborted.reject(cut.reason), { once: true });
  if (cut.aborted) aborted.reject(cut.reason);

  const events = eventsOf(backend, task, cut);
  const limits = new Meter(task);
  let tries = 1;
  try {
    for (;;) {
      const next = await Promise.race([events.next(), aborted.promise]);
      if (next.done === true) throw fault('no_answer', 'The agent ended without an answer.', true);
      clearTimeout(idleTimer);
      idleTimer = setTimeout(onSilence, idleMs);
      note(next.value);
      limits.count(next.value);
      tries = triesAfter(next.value, tries);
      if (next.value.type === 'done') return answerOf(next.value);
      if (next.value.type === 'error') throw errorOf(next.value, tries);
    }
  } catch (error) {
    stop.abort(error);
    await farewell(events);
    // What made us stop counts, not what the back end made of being stopped.
    if (cut.aborted && signal.aborted) throw signal.reason;
    throw error instanceof BatonError
      ? error
      : fault('backend_died', `The ${backend.name} back end died: ${String(error)}.`, true, error);
  } finally {
    clearTimeout(deadlineTimer);
    clearTimeout(idleTimer);
  }
}

/** How many tries in a row have failed when the next event is the task's error. */
function triesAfter(event: AgentEvent, tries: number): number {
  if (event.type === 'retry') return tries + 1;
  return event.type === 'text' || event.type === 'thought' || event.type === 'tool' ? 1 : tries;
}

/** Silence has cost minutes already, so a step that ends in it is tried once more, not three times. */
const TRIES_OF_SILENCE = 2;

function errorOf(error: Extract<AgentEvent, { type: 'error' }>, tries: number): BatonError {
  return new BatonError('step', error.code, error.message, {
    passing: error.retryable,
    tries: error.code === 'timeout' ? Math.max(tries, TRIES_OF_SILENCE) : tries,
    retryAfterMs: error.retryAfterMs,
  });
}

/** A generator, so that even a back end that throws instead of giving its events fails at the first of them. */
async function* eventsOf(backend: AgentBackend, task: AgentTask, signal: AbortSignal) {
  yield* backend.run(task, signal);
}

/** Counts what an agent may not do without end. */
class Meter {
  private bytes = 0;
  private steps = 0;
  private readonly task: AgentTask;

  constructor(task: AgentTask) {
    this.task = task;
  }

  count(event: AgentEvent): void {
    if (event.type === 'text' || event.type === 'thought') this.bytes += Buffer.byteLength(event.delta);
    if (event.type === 'done') this.bytes = Math.max(this.bytes, Buffer.byteLength(event.output));
    if (event.type === 'tool' && event.status === 'started') this.steps += 1;
    const { maxOutputBytes, maxSteps } = this.task.limits;
    if (this.bytes > maxOutputBytes)
      throw fault('flood', `The agent wrote more than ${maxOutputBytes} bytes.`, false);
    if (this.steps > maxSteps)
      throw fault('too_many_steps', `The agent used more than ${maxSteps} tools.`, false);
  }
}

function answerOf(done: Extract<AgentEvent, { type: 'done' }>): string {
  if (done.stop === 'max_tokens')
    throw fault('truncated', 'The answer was cut off at the limit of tokens.', false);
  if (done.stop === 'refusal') throw fault('refusal', 'The model refused to answer.', false);
  if (done.output.trim() === '') throw fault('no_answer', 'The agent answered nothing.', true);
  return done.output;
}

async function farewell(events: AsyncIterator<AgentEvent>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FAREWELL_MS);
  });
  const ended = Promise.resolve(events.return?.()).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([ended, patience]);
  clearTimeout(timer);
}

function minutesFault(what: string, ms: number): BatonError {
  const time = ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
  return fault('timeout', `The agent ${what} ${time}.`, false);
}

function fault(code: string, message: string, passing: boolean, cause?: unknown): BatonError {
  return new BatonError('step', code, message, { passing, ...(cause === undefined ? {} : { cause }) });
}
