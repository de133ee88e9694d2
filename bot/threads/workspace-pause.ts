/**
 * Pauses all calls to a workspace while nothing works there: the token, the installation, or the workspace itself. One call
 * at a time finds out whether it works again. Deterministic: the clock is passed in, in milliseconds.
 */

export interface WorkspacePause {
  /** Returns what the platform said, while it pauses; null otherwise. */
  readonly reason: string | null;
  /** Returns the earliest time at which a call may be made, and whether it must be the only one. */
  gate(now: number): { readonly at: number; readonly alone: boolean };
  /** Records that the workspace refused a call. */
  refused(reason: string, now: number): void;
  /** Records that a call reached the workspace. */
  works(now: number): void;
}

const LEAST_MS = 1_000;
const MOST_MS = 60_000;

export function createWorkspacePause(log: (line: string) => void): WorkspacePause {
  let away: { readonly reason: string; readonly since: number; readonly until: number } | null = null;
  return {
    get reason() {
      return away?.reason ?? null;
    },
    gate: () => ({ at: away?.until ?? 0, alone: away !== null }),
    refused(reason, now) {
      if (away === null) log(`threads wait until it works again: ${reason}`);
      const since = away?.since ?? now;
      // Fast at first: an outage of seconds costs seconds.
      const wait = Math.min(MOST_MS, Math.max(LEAST_MS, (now - since) / 4));
      away = { reason, since, until: now + wait };
    },
    works(now) {
      if (away === null) return;
      log(`threads go on, after ${Math.round((now - away.since) / 1_000)} s`);
      away = null;
    },
  };
}
