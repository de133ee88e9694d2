/**
 * Rate limits for calls to a workspace: token buckets that follow the platform's rules, and pauses that it asked for.
 * Deterministic: the clock is passed in, in milliseconds.
 */
import type { PaceRule, Place, PlatformCall } from '../../runner/core/ports/platform.ts';

/** The channel and thread of a call. */
export type CallTarget = Pick<Place, 'channel' | 'thread'>;

export interface Pacer {
  /**
   * Returns the earliest time at which the call may be made; `now` or earlier means immediately. An optional call
   * leaves half of each burst to others.
   */
  readyAt(call: PlatformCall, target: CallTarget, optional: boolean, now: number): number;
  /** Records that the call is made. */
  take(call: PlatformCall, target: CallTarget, now: number): void;
  /** Blocks calls of this kind until then, in the channel or thread where a rule counts these, otherwise in the workspace. */
  hold(call: PlatformCall, target: CallTarget, until: number): void;
}

interface Bucket {
  tokens: number;
  /** the time at which `tokens` was computed */
  at: number;
  heldUntil: number;
}

/** Creates a pacer for one workspace. */
export function createPacer(rules: readonly PaceRule[]): Pacer {
  const buckets = new Map<string, Bucket>();
  const bucketsOf = (call: PlatformCall, target: CallTarget, now: number): [PaceRule, Bucket][] =>
    rules.flatMap((rule, index) => {
      if (!rule.calls.includes(call)) return [];
      const name = `${index} ${partOf(rule, target)}`;
      // Start with one call and no burst: the process that held the lease before may have used up the burst.
      const bucket = buckets.get(name) ?? { tokens: 1, at: now, heldUntil: 0 };
      buckets.set(name, bucket);
      bucket.tokens = Math.min(rule.burst, bucket.tokens + Math.max(0, now - bucket.at) / rule.every);
      bucket.at = Math.max(bucket.at, now);
      return [[rule, bucket]];
    });
  return {
    readyAt(call, target, optional, now) {
      const times = bucketsOf(call, target, now).map(([rule, bucket]) => {
        const least = optional ? Math.max(1, Math.ceil(rule.burst / 2)) : 1;
        const missing = Math.max(0, least - bucket.tokens);
        return Math.max(bucket.heldUntil, missing === 0 ? 0 : now + Math.ceil(missing * rule.every));
      });
      return Math.max(0, ...times);
    },
    take(call, target, now) {
      for (const [, bucket] of bucketsOf(call, target, now)) bucket.tokens -= 1;
    },
    hold(call, target, until) {
      const all = bucketsOf(call, target, until);
      const narrow = all.filter(([{ per }]) => per !== 'workspace');
      // A thread that is told to wait, for an hour perhaps, does not keep the others from theirs.
      for (const [, bucket] of narrow.length > 0 ? narrow : all) {
        bucket.heldUntil = Math.max(bucket.heldUntil, until);
        bucket.tokens = Math.min(bucket.tokens, 1);
      }
    },
  };
}

/** Returns the scope that the rule counts separately: the workspace, the thread or the channel. */
function partOf({ per }: PaceRule, { channel, thread }: CallTarget): string {
  if (per === 'workspace') return '';
  return per === 'thread' && thread !== null ? thread : channel;
}
