/** Sends what a person asks for, and keeps why it was refused. */
import { useRef, useState } from 'preact/hooks';
import { ApiError, newKey } from './api.ts';

export interface Sending {
  /** of the last attempt; null while one is under way, and if it succeeded */
  readonly error: ApiError | null;
  readonly isSending: boolean;
  /** Resolves to whether it succeeded. Throws what is no answer of the API. */
  send(action: () => Promise<unknown>): Promise<boolean>;
  /** The same for what must take effect once, however often it is asked for: the same body has the same key until it succeeds. */
  sendOnce(body: object, action: (key: string) => Promise<unknown>): Promise<boolean>;
  /** Says what is wrong before anything is sent. */
  refuse(error: ApiError): void;
}

export function useSending(): Sending {
  const [error, setError] = useState<ApiError | null>(null);
  const [isSending, setSending] = useState(false);
  const sent = useRef({ body: '', key: '' });
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
  const sendOnce = async (content: object, action: (key: string) => Promise<unknown>) => {
    const body = JSON.stringify(content);
    if (sent.current.body !== body) sent.current = { body, key: newKey() };
    const { key } = sent.current;
    const isDone = await send(() => action(key));
    if (isDone) sent.current = { body: '', key: '' };
    return isDone;
  };
  return { error, isSending, send, sendOnce, refuse: setError };
}
