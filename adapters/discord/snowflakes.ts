/** Discord's ids tell when they were made, by Discord's own clock. */

const EPOCH = 1_420_070_400_000n;

export function isSnowflake(id: string): boolean {
  return /^\d{15,20}$/.test(id);
}

/** Milliseconds since 1970; 0 for what is no such id. */
export function madeAt(id: string): number {
  return isSnowflake(id) ? Number((BigInt(id) >> 22n) + EPOCH) : 0;
}

/** The smallest id of that moment. */
export function idAt(milliseconds: number): string {
  const since = BigInt(Math.max(0, Math.floor(milliseconds))) - EPOCH;
  return String((since > 0n ? since : 0n) << 22n);
}

/** What Discord's clock shows, as far as the ids tell that came from it: never ahead of it, at times behind. */
export class DiscordTime {
  #latest = 0;

  /** Milliseconds since 1970; 0 before any id was seen. */
  get now(): number {
    return this.#latest;
  }

  saw(id: string): void {
    this.#latest = Math.max(this.#latest, madeAt(id));
  }
}
