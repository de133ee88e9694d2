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
