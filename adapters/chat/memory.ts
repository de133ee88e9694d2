/** Caches answers of a platform for a short time, so that each question is asked once and not for every message. */
const MOST_REMEMBERED = 2_000;
const MINUTE_MS = 60_000;

export class Memory {
  readonly #now: () => number;
  readonly #remembered = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Returns the cached result of `ask` for the key, at most `forMs` old (default one minute); otherwise asks. Failures
   * are not cached.
   */
  once<T>(key: string, ask: () => Promise<T>, forMs = MINUTE_MS): Promise<T> {
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined && remembered.until > this.#now()) return remembered.value as Promise<T>;
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    const value = ask();
    this.#remembered.set(key, { value, until: this.#now() + forMs });
    value.catch(() => this.#remembered.delete(key));
    return value;
  }
}
