/** Estimates a platform's clock from the `Date` headers of its responses, since this machine's may be wrong. */

import { type CheckOutcome, failed, passed } from '../../runner/core/ports/checks.ts';

/** Headers are in whole seconds, and responses take a while. */
const TOLERANCE_MS = 2_000;
/** A difference that a person should know of: requests are signed with a time, and messages are looked up by it. */
const NAMED_MS = 30_000;

export interface PlatformClockOptions {
  readonly platform: string;
  /** the platform's name in front of people */
  readonly title: string;
  /** this machine's clock, in milliseconds since 1970 */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export class PlatformClock {
  readonly #options: PlatformClockOptions;
  #ahead = 0;
  /** whether a response was seen */
  isKnown = false;
  #isLogged = false;

  constructor(options: PlatformClockOptions) {
    this.#options = options;
  }

  /** Milliseconds since 1970; by this machine's clock until the first response. */
  get now(): number {
    return this.#options.now() + this.#ahead;
  }

  /** `date`: the header of a response that just arrived; null if it had none */
  saw(date: string | null): void {
    const ahead = clockDifference(date, this.#options.now());
    if (ahead === null) return;
    this.isKnown = true;
    this.#ahead = Math.abs(ahead) < TOLERANCE_MS ? 0 : ahead;
    const { platform, title, log } = this.#options;
    const difference = namedDifference(ahead, title);
    if (difference === null || this.#isLogged) return;
    this.#isLogged = true;
    log(`${platform}: ${difference}; set it by NTP`);
  }
}

/** Returns how many milliseconds the platform's clock is ahead of this machine's; null without a readable header. */
function clockDifference(date: string | null, now: number): number | null {
  const there = date === null ? Number.NaN : Date.parse(date);
  // The header leaves out half a second on average.
  return Number.isNaN(there) ? null : there + 500 - now;
}

/** The doctor's finding about the clock; `date` is the header of a response that just arrived. */
export function clockOutcome(date: string | null, now: number, title: string): CheckOutcome {
  const ahead = clockDifference(date, now);
  if (ahead === null) return passed(`${title} told no time`);
  const difference = namedDifference(ahead, title);
  return difference === null
    ? passed(`that of ${title}, to a few seconds`)
    : failed(difference, 'set it by NTP: requests are signed with the time, and refused five minutes later');
}

/** Says by how much this machine's clock is wrong; null if it is not worth naming. */
function namedDifference(ahead: number, title: string): string | null {
  if (Math.abs(ahead) <= NAMED_MS) return null;
  const seconds = Math.round(Math.abs(ahead) / 1_000);
  return `this machine’s clock is ${seconds} s ${ahead > 0 ? 'behind' : 'ahead of'} ${title}’s`;
}
