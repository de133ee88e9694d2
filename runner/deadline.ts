/** Waits with a limit, for what may never respond, such as a stopped server. */
import pTimeout from 'p-timeout';

/** Waits at most `ms` for a promise to settle, either way. Returns whether it did. */
export async function within(ms: number, ended: Promise<unknown>): Promise<boolean> {
  const inTime = ended.then(
    () => true,
    () => true,
  );
  return await pTimeout(inTime, { milliseconds: ms, fallback: () => false });
}

/** Resolves to the answer, or rejects with `late()` if there is none within `ms`; a later answer is ignored. */
export async function withinDeadline<T>(ms: number, answer: Promise<T>, late: () => Error): Promise<T> {
  const fallback = (): never => {
    throw late();
  };
  return await pTimeout(answer, { milliseconds: ms, fallback });
}

interface TimeLimit {
  readonly ms: number;
  /** made only if time is up, since an error with its stack costs more than the wait */
  readonly late: () => Error;
  /** ends the work earlier, with its reason */
  readonly until?: AbortSignal;
}

/**
 * Gives work a signal that aborts when its time is up or when it fails, for what it left running. Rejects with the
 * signal's reason even if the work ignores it.
 */
export async function withTimeLimit<T>(
  { ms, late, until }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const signal = until === undefined ? stop.signal : AbortSignal.any([until, stop.signal]);
  signal.throwIfAborted();
  const timer = setTimeout(() => stop.abort(late()), ms);
  try {
    return await pTimeout(work(signal), { milliseconds: Number.POSITIVE_INFINITY, signal });
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
