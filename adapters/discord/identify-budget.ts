/**
 * When a session may be opened anew. Discord allows a thousand a day and takes the token away from who asks more
 * often, and so many at once every five seconds. What fails again and again therefore gets slower and slower; the first
 * tries come fast, so that a short trouble is over soon.
 */
import { SimpleIdentifyThrottler } from '@discordjs/ws';

/** Opened at once, if need be; and one more every so often. */
const BURST = 20;
const EVERY_MS = 90_000;

export class IdentifyBudget {
  readonly #now: () => number;
  readonly #throttlers = new Map<number, SimpleIdentifyThrottler>();
  #left = BURST;
  #at: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** How long to wait for the next one, in milliseconds; it is taken with the answer. */
  take(): number {
    const now = this.#now();
    this.#left = Math.min(BURST, this.#left + (now - this.#at) / EVERY_MS) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left * EVERY_MS);
  }

  /** Keeps the pace of five seconds, of all shards of this process that share a place. */
  throttler(maxConcurrency: number): SimpleIdentifyThrottler {
    const throttler = this.#throttlers.get(maxConcurrency) ?? new SimpleIdentifyThrottler(maxConcurrency);
    this.#throttlers.set(maxConcurrency, throttler);
    return throttler;
  }
}
