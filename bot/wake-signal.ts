/** Wakes a loop that waits: many rings while it works are one. */
export interface WakeSignal {
  notify(): void;
  /** waits for a ring, or so long; a ring that came before counts */
  wait(most: number): Promise<void>;
}

export function createWakeSignal(): WakeSignal {
  let pending = false;
  let wake = (): void => undefined;
  return {
    notify() {
      pending = true;
      wake();
    },
    async wait(most) {
      if (!pending) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, most);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      pending = false;
    },
  };
}
