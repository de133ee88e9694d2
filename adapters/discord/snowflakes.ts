/** Reads the creation time, by Discord's own clock, from Discord's ids. */
import type { PlatformClock } from '../chat/clock.ts';

const EPOCH = 1_420_070_400_000n;

export function isSnowflake(id: string): boolean {
  return /^\d{15,20}$/.test(id);
}

/** Returns milliseconds since 1970; 0 if the text is not such an id. */
export function madeAt(id: string): number {
  return isSnowflake(id) ? Number((BigInt(id) >> 22n) + EPOCH) : 0;
}

/** Returns the smallest id of that moment. */
export function idAt(milliseconds: number): string {
  const since = BigInt(Math.max(0, Math.floor(milliseconds))) - EPOCH;
  return String((since > 0n ? since : 0n) << 22n);
}

/** Discord's clock: from its responses, and from the newest id seen, which is never ahead of it and sometimes behind. */
export class DiscordTime {
  readonly #clock: PlatformClock;
  #latest = 0;

  constructor(clock: PlatformClock) {
    this.#clock = clock;
  }

  /** Milliseconds since 1970; 0 before any response or id was seen. */
  get now(): number {
    return Math.max(this.#latest, this.#clock.isKnown ? this.#clock.now : 0);
  }

  saw(id: string): void {
    this.#latest = Math.max(this.#latest, madeAt(id));
  }
}
