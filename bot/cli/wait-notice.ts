/** Says why a run or a question makes no progress: after five seconds, once for each cause, and when it is over. */
import type { RunnerService, WaitingFor } from '../../runner/core/service.ts';
import { isSameWait, type WaitingReason, waitingLine, waitOverLine } from '../../runner/core/waiting.ts';

const LOOK_EVERY_MS = 1000;
const AFTER_MS = 5000;

export interface WaitNotice {
  /** why nothing goes on, and since when (`performance.now()`); null while it does */
  current(): { readonly reason: WaitingReason; readonly since: number } | null;
  close(): void;
}

/** `afterMs`: how long nothing may go on before it is said. */
export function openWaitNotice(
  service: Pick<RunnerService, 'waiting'>,
  of: WaitingFor,
  write: (line: string) => void,
  afterMs = AFTER_MS,
): WaitNotice {
  let current: { readonly reason: WaitingReason; readonly since: number } | null = null;
  let shown: WaitingReason | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const look = async () => {
    const askedAt = performance.now();
    // What could not be asked is a fault that whoever reads the run meets as well.
    const reason = await service.waiting(of).catch(() => null);
    if (closed) return;
    // The wait goes on while its cause changes: a queue in which another cause shows up, a lost connection.
    current = reason === null ? null : { reason, since: current?.since ?? askedAt };
    if (current === null) {
      if (shown !== null) write(waitOverLine(shown));
      shown = null;
    } else if (performance.now() - current.since >= afterMs && !isSameWait(shown, current.reason)) {
      shown = current.reason;
      write(waitingLine(shown));
    }
  };
  const live = () => {
    look().finally(() => {
      if (!closed) timer = setTimeout(live, Math.min(LOOK_EVERY_MS, afterMs));
    });
  };
  live();
  return {
    current: () => current,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
