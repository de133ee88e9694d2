/** Sends what a person asks for, and keeps why it was refused. */
import { useState } from 'preact/hooks';
import { ApiError } from './api.ts';

export interface Sending {
  /** of the last attempt; null while one is under way, and if it succeeded */
  readonly error: ApiError | null;
  readonly isSending: boolean;
  /** Resolves to whether it succeeded. Throws what is no answer of the API. */
  send(action: () => Promise<unknown>): Promise<boolean>;
  /** Says what is wrong before anything is sent. */
  refuse(error: ApiError): void;
}

export function useSending(): Sending {
  const [error, setError] = useState<ApiError | null>(null);
  const [isSending, setSending] = useState(false);
  const send = async (action: () => Promise<unknown>) => {
    setSending(true);
    setError(null);
    try {
      await action();
      return true;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setError(cause);
      return false;
    } finally {
      setSending(false);
    }
  };
  return { error, isSending, send, refuse: setError };
}
