/** Discord's time: its clock, which tests may put forward, and the ids that tell when something was made. */

const EPOCH = 1_420_070_400_000;
export const MINUTE = 60_000;

export class DiscordClock {
  #ahead = 0;
  #last = 0n;

  /** milliseconds since the epoch */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Lets that many minutes pass: tokens run out, messages grow old, nonces are forgotten. */
  advance(minutes: number): void {
    this.#ahead += minutes * MINUTE;
  }

  /** A new id, greater than all before. */
  id(): string {
    const earliest = BigInt(this.now() - EPOCH) << 22n;
    this.#last = earliest > this.#last ? earliest : this.#last + 1n;
    return String(this.#last);
  }
}

/** When the thing with that id was made: milliseconds since the epoch. */
export function madeAt(id: string): number {
  return Number(BigInt(id) >> 22n) + EPOCH;
}

export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^(0|[1-9]\d{0,19})$/.test(value);
}

/** Older than the other, as ids tell it. */
export function isBefore(a: string, b: string): boolean {
  return BigInt(a) < BigInt(b);
}
