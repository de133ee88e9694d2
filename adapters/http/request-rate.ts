/**
 * How many requests a caller may send: each has a bucket of a minute's worth that fills up steadily. Kept in memory, since
 * each process defends itself.
 */

export interface RequestRate {
  /** Counts a request. Returns 0 if it may be served, else how many seconds to wait. */
  count(caller: string): number;
}

interface Bucket {
  /** requests that may be served at once */
  left: number;
  /** when that was so, in milliseconds */
  at: number;
}

const MINUTE_MS = 60_000;
/** More callers are not remembered: the ones that have been away longest start anew. */
const MOST_CALLERS = 10_000;

/** `now` is a time in milliseconds that never goes back. */
export function createRequestRate(perMinute: number, now: () => number): RequestRate {
  // In the order of the last request.
  const buckets = new Map<string, Bucket>();
  return {
    count(caller) {
      const at = now();
      const last = buckets.get(caller) ?? { left: perMinute, at };
      const left = Math.min(perMinute, last.left + ((at - last.at) / MINUTE_MS) * perMinute);
      const isServed = left >= 1;
      buckets.delete(caller);
      buckets.set(caller, { left: isServed ? left - 1 : left, at });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_CALLERS && oldest !== undefined) buckets.delete(oldest);
      return isServed ? 0 : Math.ceil(((1 - left) / perMinute) * (MINUTE_MS / 1000));
    },
  };
}
