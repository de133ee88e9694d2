/** How often apps may begin a session: a number a day, and so many every five seconds. */

export interface Budget {
  /** IDENTIFYs a day; 1,000 by default. Beyond it Discord takes the token away. */
  readonly identifies?: number;
  /** IDENTIFYs every five seconds; 1 by default */
  readonly maxConcurrency?: number;
  /** whether too many in five seconds are answered by op 9; false by default */
  readonly strict?: boolean;
}

const WINDOW_MS = 5_000;
const DAY_MS = 86_400_000;

export class IdentifyBudget {
  readonly total: number;
  readonly maxConcurrency: number;
  used = 0;
  readonly #strict: boolean;
  readonly #recent = new Map<number, number>();

  constructor({ identifies, maxConcurrency, strict }: Budget) {
    this.total = identifies ?? 1_000;
    this.maxConcurrency = maxConcurrency ?? 1;
    this.#strict = strict ?? false;
  }

  /** As `GET /gateway/bot` tells it. */
  get limit() {
    return {
      total: this.total,
      remaining: Math.max(0, this.total - this.used),
      reset_after: DAY_MS,
      max_concurrency: this.maxConcurrency,
    };
  }

  /** Counts one for that shard. */
  take(shard: number): 'taken' | 'too_fast' | 'spent' {
    if (this.used >= this.total) return 'spent';
    this.used++;
    const bucket = shard % this.maxConcurrency;
    const last = this.#recent.get(bucket);
    const now = Date.now();
    if (this.#strict && last !== undefined && now - last < WINDOW_MS) return 'too_fast';
    this.#recent.set(bucket, now);
    return 'taken';
  }
}
