/** Wakes a loop that waits: many rings while it works are one. */
export interface Bell {
  ring(): void;
  /** waits for a ring, or so long; a ring that came before counts */
  rung(most: number): Promise<void>;
}

export function createBell(): Bell {
  let pending = false;
  let wake = (): void => undefined;
  return {
    ring() {
      pending = true;
      wake();
    },
    async rung(most) {
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
