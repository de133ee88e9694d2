/**
 * How fast a workspace may be spoken to: token buckets after the platform's rules, and pauses that it asked for.
 * Pure but for its own counts; the clock comes in as an argument, in milliseconds.
 */
import type { PaceRule, PlatformCall } from '../../runner/core/ports/platform.ts';

export interface Pacer {
  /** When the call may be made, at the soonest; `now` or before means at once. An optional call leaves half of each burst to others. */
  readyAt(call: PlatformCall, channel: string, optional: boolean, now: number): number;
  /** Notes that it is made. */
  take(call: PlatformCall, channel: string, now: number): void;
  /** Nothing of the kind is made before then, in the channel or, for a rule of the workspace, at all. */
  hold(call: PlatformCall, channel: string, until: number): void;
}

interface Bucket {
  tokens: number;
  /** when `tokens` was right */
  at: number;
  heldUntil: number;
}

export function createPacer(rules: readonly PaceRule[]): Pacer {
  const buckets = new Map<string, Bucket>();
  const bucketsOf = (call: PlatformCall, channel: string, now: number): [PaceRule, Bucket][] =>
    rules.flatMap((rule, index) => {
      if (!rule.calls.includes(call)) return [];
      const name = rule.per === 'channel' ? `${index} ${channel}` : `${index}`;
      // One call and no burst at first: who had the lane before may have used it up.
      const bucket = buckets.get(name) ?? { tokens: 1, at: now, heldUntil: 0 };
      buckets.set(name, bucket);
      bucket.tokens = Math.min(rule.burst, bucket.tokens + Math.max(0, now - bucket.at) / rule.every);
      bucket.at = Math.max(bucket.at, now);
      return [[rule, bucket]];
    });
  return {
    readyAt(call, channel, optional, now) {
      const times = bucketsOf(call, channel, now).map(([rule, bucket]) => {
        const least = optional ? Math.max(1, Math.ceil(rule.burst / 2)) : 1;
        const missing = Math.max(0, least - bucket.tokens);
        return Math.max(bucket.heldUntil, missing === 0 ? 0 : now + Math.ceil(missing * rule.every));
      });
      return Math.max(0, ...times);
    },
    take(call, channel, now) {
      for (const [, bucket] of bucketsOf(call, channel, now)) bucket.tokens -= 1;
    },
    hold(call, channel, until) {
      for (const [, bucket] of bucketsOf(call, channel, until)) {
        bucket.heldUntil = Math.max(bucket.heldUntil, until);
        bucket.tokens = Math.min(bucket.tokens, 1);
      }
    },
  };
}
