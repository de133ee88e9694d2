/**
 * Ctrl-C and its kin. The first asks for a clean end. Under npm one key press arrives twice, milliseconds apart, so
 * whatever comes within a second of the first is the same wish; a later one means that the person won't wait.
 */
import type { StopSignal, Terminal } from './context.ts';

const SAME_WISH_MS = 1000;
/** A supervisor that has asked for the end usually kills after ten seconds. */
const LIMIT_MS = 9_500;
const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const INTERRUPTED = 130;

export interface ShutdownSignals {
  /** aborts with the first signal */
  readonly asked: AbortSignal;
  /** which one came first; null while none has */
  first(): StopSignal | null;
  /** lets go of the signals */
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
      // Every wait ends by itself before; should one not, the process ends all the same.
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
