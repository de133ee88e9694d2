/**
 * How fast a workspace may be spoken to: token buckets after the platform's rules, and pauses that it asked for.
 * Pure but for its own counts; the clock comes in as an argument, in milliseconds.
 */
import type { PaceRule, Place, PlatformCall } from '../../runner/core/ports/platform.ts';

/** Where a call is made. */
export type Spot = Pick<Place, 'channel' | 'thread'>;

export interface Pacer {
  /** When the call may be made, at the soonest; `now` or before means at once. An optional call leaves half of each burst to others. */
  readyAt(call: PlatformCall, spot: Spot, optional: boolean, now: number): number;
  /** Notes that it is made. */
  take(call: PlatformCall, spot: Spot, now: number): void;
  /** Nothing of the kind is made before then, wherever the rule counts that spot. */
  hold(call: PlatformCall, spot: Spot, until: number): void;
}

interface Bucket {
  tokens: number;
  /** when `tokens` was right */
  at: number;
  heldUntil: number;
}

export function createPacer(rules: readonly PaceRule[]): Pacer {
  const buckets = new Map<string, Bucket>();
  const bucketsOf = (call: PlatformCall, spot: Spot, now: number): [PaceRule, Bucket][] =>
    rules.flatMap((rule, index) => {
      if (!rule.calls.includes(call)) return [];
      const name = `${index} ${partOf(rule, spot)}`;
      // One call and no burst at first: who had the lane before may have used it up.
      const bucket = buckets.get(name) ?? { tokens: 1, at: now, heldUntil: 0 };
      buckets.set(name, bucket);
      bucket.tokens = Math.min(rule.burst, bucket.tokens + Math.max(0, now - bucket.at) / rule.every);
      bucket.at = Math.max(bucket.at, now);
      return [[rule, bucket]];
    });
  return {
    readyAt(call, spot, optional, now) {
      const times = bucketsOf(call, spot, now).map(([rule, bucket]) => {
        const least = optional ? Math.max(1, Math.ceil(rule.burst / 2)) : 1;
        const missing = Math.max(0, least - bucket.tokens);
        return Math.max(bucket.heldUntil, missing === 0 ? 0 : now + Math.ceil(missing * rule.every));
      });
      return Math.max(0, ...times);
    },
    take(call, spot, now) {
      for (const [, bucket] of bucketsOf(call, spot, now)) bucket.tokens -= 1;
    },
    hold(call, spot, until) {
      for (const [, bucket] of bucketsOf(call, spot, until)) {
        bucket.heldUntil = Math.max(bucket.heldUntil, until);
        bucket.tokens = Math.min(bucket.tokens, 1);
      }
    },
  };
}

/** What a rule counts for itself. */
function partOf({ per }: PaceRule, { channel, thread }: Spot): string {
  if (per === 'workspace') return '';
  return per === 'thread' && thread !== null ? thread : channel;
}
