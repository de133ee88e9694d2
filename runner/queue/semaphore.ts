/** Limits how many steps of one kind a worker executes at a time, across runners. */

export interface Semaphore {
  /** Runs the work once a slot is free. */
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves once nothing is running or waiting. */
  empty(): Promise<void>;
}

export function createSemaphore(places: number): Semaphore {
  let free = places;
  const waiting: (() => void)[] = [];
  let empty = Promise.withResolvers<void>();
  const place = () => {
    if (free === places) empty = Promise.withResolvers();
    if (free > 0) {
      free -= 1;
      return;
    }
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  const giveUp = () => {
    const next = waiting.shift();
    if (next !== undefined) return next();
    free += 1;
    if (free === places) empty.resolve();
  };
  empty.resolve();
  return {
    async take(work) {
      await place();
      try {
        return await work();
      } finally {
        giveUp();
      }
    },
    empty: () => empty.promise,
  };
}
