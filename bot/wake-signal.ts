/** Wakes a loop that waits. Several notifications that arrive while the loop works count as one. */
export interface WakeSignal {
  notify(): void;
  /** Waits for a notification, at most this long; one that came earlier counts. */
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
