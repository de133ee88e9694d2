/** Tracks the actions that this process is answering: accepts new ones while open, and waits for them on shutdown. */
import { setTimeout as sleep } from 'node:timers/promises';

/** A hanging action must not keep the service from stopping. */
const LAST_ANSWERS_MS = 5_000;

export class InFlight {
  readonly #all = new Set<Promise<void>>();
  #open = true;

  /** Whether new actions are accepted. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Tracks a promise that never rejects; resolves with it. */
  hold(done: Promise<void>): Promise<void> {
    this.#all.add(done);
    return done.finally(() => this.#all.delete(done));
  }

  /** Stops accepting actions, and waits a limited time for those in flight. */
  async close(): Promise<void> {
    this.#open = false;
    await within(LAST_ANSWERS_MS, Promise.all(this.#all));
  }
}

/** Resolves to the value if it arrives within so many milliseconds, else to null. */
export async function within<T>(milliseconds: number, coming: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  const late = sleep(milliseconds, null, { signal: timer.signal }).catch(() => null);
  const first = await Promise.race([coming, late]);
  timer.abort();
  return first;
}
