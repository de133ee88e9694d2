/** What goes wrong on purpose: a rule says in which calls, how often and how. */
import type { Call } from './call.ts';
import type { Json } from './json.ts';

export type Fault =
  /** 429; `retryAfter` in seconds */
  | { readonly kind: 'rate_limited'; readonly retryAfter: number }
  /** 500, with or without the call having done what it says */
  | { readonly kind: 'server_error'; readonly effect: 'none' | 'done' }
  /** the connection is broken instead of an answer */
  | { readonly kind: 'reset'; readonly effect: 'none' | 'done' }
  /** there is no answer at all */
  | { readonly kind: 'hang'; readonly effect: 'none' | 'done' }
  /** milliseconds before the call is looked at, or before it is answered */
  | { readonly kind: 'delay'; readonly ms: number; readonly when: 'before' | 'after' }
  /** one of the platform's own error codes, with what else the answer says */
  | { readonly kind: 'refuse'; readonly error: string; readonly more?: Json; readonly status?: number }
  /** done with other arguments than were given, and answered as if it had been asked so */
  | { readonly kind: 'altered'; readonly alter: (args: Json) => Json };

export interface FaultRule {
  /** a method, or `*` for any */
  readonly method: string;
  readonly fault: Fault;
  /** how many calls it hits; 1 by default */
  readonly times?: number;
  /** 0 to 1: the share of calls that it hits; 1 by default */
  readonly chance?: number;
  readonly where?: (call: Call) => boolean;
}

export class Faults {
  readonly #rules: { readonly rule: FaultRule; left: number }[] = [];
  readonly #random: () => number;

  /** `seed` makes the chances of a run of tests repeatable. */
  constructor(seed: number) {
    this.#random = mulberry(seed);
  }

  /** Gives the function that takes the rule back. */
  inject(rule: FaultRule): () => void {
    const entry = { rule, left: rule.times ?? 1 };
    this.#rules.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The fault that this call meets; the first rule that fits counts. */
  next(call: Call): Fault | null {
    for (const entry of this.#rules) {
      const { method, where, chance = 1, fault } = entry.rule;
      if (entry.left <= 0 || (method !== '*' && method !== call.method)) continue;
      if (where !== undefined && !where(call)) continue;
      if (chance < 1 && this.#random() >= chance) continue;
      entry.left--;
      return fault;
    }
    return null;
  }
}

/** Repeatable numbers from 0 to 1. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
