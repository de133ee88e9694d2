/** Caches what a platform says about its people and places, so that it is not asked again for every message. */
import { LRUCache } from 'lru-cache';
import { retry } from './retry.ts';

const MOST = 5_000;
const INSIST_MS = 2_000;
const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export class Lookups {
  readonly #known: LRUCache<string, Promise<unknown>>;

  /** `now`: milliseconds */
  constructor(now: () => number) {
    this.#known = new LRUCache({ max: MOST, perf: { now }, ttlResolution: 0 });
  }

  /**
   * Returns the cached result of `ask` for the key, at most `forMs` old (default one minute); otherwise asks. Failures
   * are not cached. A key stands for one type of result.
   */
  once<T>(key: string, ask: () => Promise<T>, forMs = MINUTE_MS): Promise<T> {
    const known = this.#known.get(key);
    if (known !== undefined) return known as Promise<T>;
    // A person waits for it: what passes within moments is no reason to refuse.
    const value = retry(INSIST_MS, ask);
    this.#known.set(key, value, { ttl: forMs });
    value.catch(() => this.#known.delete(key));
    return value;
  }
}
