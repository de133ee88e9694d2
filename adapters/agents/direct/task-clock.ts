/** Time limits of a task: its deadline, and how long it may be silent. One signal reports both. */
import { BatonError } from '../../../runner/core/errors.ts';
import type { AgentLimits } from '../../../runner/core/ports/agent.ts';

export interface TaskClock {
  /** aborted with a `BatonError` of code `timeout` when time is up, with the caller's reason when the caller aborts */
  readonly signal: AbortSignal;
  /** Something was heard: silence is counted from now. */
  heard(): void;
  /** The task has ended: what is still under way for it is cut off. */
  stop(): void;
}

export function startClock({ deadlineMs, idleMs }: AgentLimits, caller: AbortSignal): TaskClock {
  const limit = new AbortController();
  const deadline = setTimeout(() => limit.abort(timeUp('took longer than', deadlineMs, false)), deadlineMs);
  const silence = setTimeout(() => limit.abort(timeUp('said nothing for', idleMs, true)), idleMs);
  return {
    signal: AbortSignal.any([caller, limit.signal]),
    heard: () => void silence.refresh(),
    stop() {
      clearTimeout(deadline);
      clearTimeout(silence);
      limit.abort(new Error('the task has ended'));
    },
  };
}

function timeUp(what: string, ms: number, passing: boolean): BatonError {
  return new BatonError('step', 'timeout', `The model ${what} ${(ms / 1000).toFixed(0)} seconds.`, {
    passing,
  });
}
