/** Times collectors from outside, so that no time gets into what they find. */
import type { Collect } from '../../flows/contracts/collecting.ts';

export interface TimedCollectors {
  readonly collect: Collect;
  /** milliseconds that each collector took, without the wait for a free place */
  readonly times: ReadonlyMap<string, number>;
}

/** `places`: as many as the pool behind `collect` has, so that whoever waits does so here, untimed. */
export function timed(collect: Collect, places: number): TimedCollectors {
  const times = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let free = places;
  const acquire = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    times,
    async collect(request, signal) {
      await acquire();
      const start = performance.now();
      try {
        return await collect(request, signal);
      } finally {
        times.set(request.collector, performance.now() - start);
        release();
      }
    },
  };
}
