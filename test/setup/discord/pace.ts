/**
 * Discord's own pace: five messages in five seconds for each channel, as many edits, fifty requests a second in all. Told in
 * the headers of answers; calls above it are answered 429.
 */
import type { Answer, Call } from '../chat/call.ts';

interface Bucket {
  /** of the calls that it counts, by route */
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

const BUCKETS: Readonly<Record<string, Bucket>> = {
  'POST /channels/:channel/messages': { name: 'create', limit: 5, windowMs: 5_000 },
  'PATCH /channels/:channel/messages/:message': { name: 'edit', limit: 5, windowMs: 5_000 },
};
const GLOBAL: Bucket = { name: 'global', limit: 50, windowMs: 1_000 };
/** routes that do not count among the fifty */
const UNCOUNTED = /^\w+ \/(interactions|webhooks)\//;

export interface Paced {
  /** the 429; null: the call may go on, and is counted */
  readonly refusal: Answer | null;
  /** what every answer of that bucket says */
  readonly headers: Readonly<Record<string, string>>;
}

export class Pace {
  enforced: boolean;
  /** how often it said no, by route */
  readonly refusals = new Map<string, number>();
  readonly #taken = new Map<string, number[]>();

  constructor(enforced: boolean) {
    this.enforced = enforced;
  }

  of(call: Call): Paced {
    if (!this.enforced) return { refusal: null, headers: {} };
    if (!UNCOUNTED.test(call.method)) {
      const wait = this.#wait(GLOBAL, '', call.at);
      if (wait !== null) return { refusal: this.#refusal(call, wait, 'global', {}), headers: {} };
    }
    const bucket = BUCKETS[call.method];
    if (bucket === undefined) return { refusal: null, headers: {} };
    const of = String(call.args.channel);
    const wait = this.#wait(bucket, of, call.at);
    const headers = this.#headers(bucket, of, call.at);
    return { refusal: wait === null ? null : this.#refusal(call, wait, 'user', headers), headers };
  }

  /** Counts a call; null, or the milliseconds until the next is taken. */
  #wait({ name, limit, windowMs }: Bucket, of: string, at: number): number | null {
    const key = `${name} ${of}`;
    const recent = (this.#taken.get(key) ?? []).filter((one) => one > at - windowMs);
    const [oldest] = recent;
    const full = recent.length >= limit && oldest !== undefined;
    this.#taken.set(key, full ? recent : [...recent, at]);
    return full ? oldest + windowMs - at : null;
  }

  #headers({ name, limit, windowMs }: Bucket, of: string, at: number): Record<string, string> {
    const recent = this.#taken.get(`${name} ${of}`) ?? [];
    const after = ((recent[0] ?? at) + windowMs - at) / 1_000;
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - recent.length)),
      'x-ratelimit-reset': String((at / 1_000 + after).toFixed(3)),
      'x-ratelimit-reset-after': after.toFixed(3),
      'x-ratelimit-bucket': `front-${name}`,
    };
  }

  #refusal(
    call: Call,
    waitMs: number,
    scope: 'user' | 'global',
    headers: Readonly<Record<string, string>>,
  ): Answer {
    this.refusals.set(call.method, (this.refusals.get(call.method) ?? 0) + 1);
    const answer = rateLimited(waitMs / 1_000, scope);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

/** `retryAfter` in seconds. */
export function rateLimited(retryAfter: number, scope: 'user' | 'shared' | 'global' = 'user'): Answer {
  const global = scope === 'global';
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: retryAfter, global },
    headers: {
      'retry-after': String(Math.max(1, Math.ceil(retryAfter))),
      'x-ratelimit-scope': scope,
      ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    },
  };
}
