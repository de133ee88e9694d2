/**
 * Our own limits on one task, whatever the agent thinks of them: the signal, the deadline, silence, steps and text.
 * The first that is met is why the task ends; what the agent says about being stopped does not count.
 */
import type { AgentEvent, AgentTask } from '../../../runner/core/ports/agent.ts';
import { CANCELLED } from '../answer-stream.ts';

export type AgentError = Extract<AgentEvent, { type: 'error' }>;

export interface TaskWatch {
  /** The agent is alive: restarts the idle timer. */
  heard(): void;
  /** False once the event is one too many; it is then not to be passed on. */
  allows(event: AgentEvent): boolean;
  /** Ends the task for another reason. */
  cut(why: AgentEvent): void;
  /** why the task had to end; null as long as it may go on */
  readonly why: AgentEvent | null;
  /** Lets go of timers and of the signal. */
  close(): void;
}

/** `onCut` is called once, when the first limit is met; at once if the signal was aborted before. */
export function watchTask(
  { limits }: Pick<AgentTask, 'limits'>,
  signal: AbortSignal,
  onCut: () => void,
): TaskWatch {
  let why: AgentEvent | null = null;
  let [steps, bytes] = [0, 0];
  const cut = (reason: AgentEvent) => {
    if (why !== null) return;
    why = reason;
    onCut();
  };
  const onAbort = () => cut(CANCELLED);
  const deadline = setTimeout(() => cut(overdue('took longer than', limits.deadlineMs)), limits.deadlineMs);
  const idle = setTimeout(() => cut(overdue('said nothing for', limits.idleMs)), limits.idleMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    heard: () => {
      if (why === null) idle.refresh();
    },
    allows(event) {
      if (isStep(event)) steps += 1;
      bytes += sizeOf(event);
      if (steps > limits.maxSteps) cut(excess(`used more than ${limits.maxSteps} steps`));
      if (bytes > limits.maxOutputBytes) cut(excess(`wrote more than ${limits.maxOutputBytes} bytes`));
      return why === null;
    },
    cut,
    get why() {
      return why;
    },
    close() {
      clearTimeout(deadline);
      clearTimeout(idle);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** An agent that talks to its model again and again without using a tool is in a loop too, hence the retries. */
function isStep(event: AgentEvent): boolean {
  return event.type === 'retry' || (event.type === 'tool' && event.status === 'started');
}

function sizeOf(event: AgentEvent): number {
  return event.type === 'text' || event.type === 'thought' ? Buffer.byteLength(event.delta) : 0;
}

/** The error of an agent that goes on without end; the same again would do the same. */
export function excess(what: string): AgentError {
  const message = `The agent ${what}, so it was stopped. A smaller size or a narrower focus asks less of it.`;
  return { type: 'error', code: 'malformed', retryable: false, message };
}

function overdue(what: string, ms: number): AgentError {
  const time = ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
  return {
    type: 'error',
    code: 'timeout',
    retryable: true,
    message: `The agent ${what} ${time}, so it was stopped.`,
  };
}
