/**
 * Limits how often a new gateway session is opened. Discord allows a thousand a day, revokes the token of a bot that
 * exceeds this, and limits how many may be opened every five seconds. Repeated attempts therefore become slower and
 * slower; the first ones are fast, so that the bot recovers quickly from a short outage.
 */
import { SimpleIdentifyThrottler } from '@discordjs/ws';

/** Sessions that may be opened immediately; then one more per interval. */
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

  /** Returns how many milliseconds to wait before the next session, and reserves it. */
  take(): number {
    const now = this.#now();
    this.#left = Math.min(BURST, this.#left + (now - this.#at) / EVERY_MS) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left * EVERY_MS);
  }

  /** Enforces the five-second limit among this process's shards that share a rate limit key. */
  throttler(maxConcurrency: number): SimpleIdentifyThrottler {
    const throttler = this.#throttlers.get(maxConcurrency) ?? new SimpleIdentifyThrottler(maxConcurrency);
    this.#throttlers.set(maxConcurrency, throttler);
    return throttler;
  }
}
