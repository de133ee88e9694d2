/** The acts that a process is answering: taken as long as it is open, and waited for when it stops. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What hangs must not keep the service from stopping. */
const LAST_ANSWERS_MS = 5_000;

export class InFlight {
  readonly #all = new Set<Promise<void>>();
  #open = true;

  /** Whether more are taken. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Keeps one that never rejects until it is done; ends with it. */
  hold(done: Promise<void>): Promise<void> {
    this.#all.add(done);
    return done.finally(() => this.#all.delete(done));
  }

  /** Takes no more, and waits a while for those in hand. */
  async close(): Promise<void> {
    this.#open = false;
    await within(LAST_ANSWERS_MS, Promise.all(this.#all));
  }
}

/** What comes within so many milliseconds; null when it comes later. */
export async function within<T>(milliseconds: number, coming: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  const late = sleep(milliseconds, null, { signal: timer.signal }).catch(() => null);
  const first = await Promise.race([coming, late]);
  timer.abort();
  return first;
}
