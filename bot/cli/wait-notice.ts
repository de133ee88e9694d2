/** Reports why a run or question makes no progress: after five seconds, once per cause, and when it is over. */
import type { RunnerService, WaitingFor } from '../../runner/core/ports/service.ts';
import { isSameWait, type WaitingReason, waitingLine, waitOverLine } from '../../runner/core/waiting.ts';

const LOOK_EVERY_MS = 1000;
const AFTER_MS = 5000;

export interface WaitNotice {
  /** why there is no progress, and since when (`performance.now()`); null while there is */
  current(): { readonly reason: WaitingReason; readonly since: number } | null;
  close(): void;
}

/** `afterMs`: how long to wait without progress before reporting. */
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
    // A failure to ask is not reported here: reading the run fails as well.
    const reason = await service.waiting(of).catch(() => null);
    if (closed) return;
    // A changed cause does not restart the wait.
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
