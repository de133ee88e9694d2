/**
 * Handles Ctrl-C, SIGTERM and similar signals. The first one requests a clean stop. Under npm one key press arrives
 * twice, milliseconds apart, so further signals within a second count as the same one; a later one means that the user
 * does not want to wait.
 */
import type { StopSignal, Terminal } from './context.ts';

const SAME_WISH_MS = 1000;
/** A supervisor usually kills ten seconds after asking to stop. */
const LIMIT_MS = 9_500;
const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const INTERRUPTED = 130;

export interface ShutdownSignals {
  /** aborts on the first signal */
  readonly asked: AbortSignal;
  /** the first signal; null before any */
  first(): StopSignal | null;
  /** removes the handlers */
  close(): void;
}

export function watchShutdownSignals({
  signals,
  now,
  exit,
}: Pick<Terminal, 'signals' | 'now' | 'exit'>): ShutdownSignals {
  const asked = new AbortController();
  let first: { readonly signal: StopSignal; readonly at: number } | null = null;
  let limit: NodeJS.Timeout | undefined;
  const listener = (signal: StopSignal) => {
    if (first === null) {
      first = { signal, at: now().getTime() };
      asked.abort();
      // Every wait has its own limit; this one ends the process if one fails.
      limit = setTimeout(() => exit(INTERRUPTED), LIMIT_MS).unref();
    } else if (now().getTime() - first.at > SAME_WISH_MS) {
      exit(INTERRUPTED);
    }
  };
  for (const signal of SIGNALS) signals.on(signal, listener);
  return {
    asked: asked.signal,
    first: () => first?.signal ?? null,
    close() {
      clearTimeout(limit);
      for (const signal of SIGNALS) signals.off(signal, listener);
    },
  };
}
