/** What a page shows of the API: not there yet, there, or an error; read again when something changes. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError } from './api.ts';

export interface Loaded<T> {
  /** null until the first answer; kept while a later one is awaited */
  readonly value: Signal<T | null>;
  /** of the last reading; null if it succeeded */
  readonly error: Signal<ApiError | null>;
  /** Reads again; calls while one is under way are answered by one more. */
  refresh(): Promise<void>;
  stop(): void;
}

/** The least time between two readings, however much happens. */
const PAUSE_MS = 300;
const RETRY_MS = 3_000;

function loaded<T>(read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const value = signal<T | null>(null);
  const error = signal<ApiError | null>(null);
  const over = new AbortController();
  let isReading = false;
  let isWanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = async (): Promise<void> => {
    if (over.signal.aborted) return;
    isWanted = true;
    if (isReading) return;
    clearTimeout(timer);
    isReading = true;
    isWanted = false;
    try {
      value.value = await read(over.signal);
      error.value = null;
    } catch (cause) {
      if (over.signal.aborted) return;
      if (!(cause instanceof ApiError)) throw cause;
      error.value = cause;
    } finally {
      timer = setTimeout(
        () => {
          isReading = false;
          if (isWanted || error.value?.code === 'unreachable') void refresh();
        },
        error.value?.code === 'unreachable' ? RETRY_MS : PAUSE_MS,
      );
    }
  };
  return {
    value,
    error,
    refresh,
    stop() {
      clearTimeout(timer);
      over.abort();
    },
  };
}

/** The same for as long as the component is shown: what `inputs` name is read anew when they change. The component decides when. */
export function useLoaded<T>(
  read: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Loaded<T> {
  const made = useMemo(() => loaded(read), inputs as unknown[]);
  useEffect(() => made.stop, [made]);
  return made;
}
