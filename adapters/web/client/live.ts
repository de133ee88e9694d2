/**
 * What happens in runs, as it happens: the frames of one WebSocket, which connects again by itself. After a connection was
 * lost nobody knows what was missed, so listeners are told to read again.
 */
import { signal } from '@preact/signals';
import type { Frame } from '../../../runner/core/frames.ts';

/** `lost`: what is shown may be old; it is said once it lasts. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

export interface LiveListener {
  frame(frame: Frame): void;
  /** the connection is there, the first time or again */
  connected(): void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

/** Listens until the returned function is called. `query` names what to listen to, such as `run_id=…`; empty: all runs. */
export function listen(query: string, listener: LiveListener): () => void {
  let isOver = false;
  let delay = FIRST_DELAY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | null = null;

  const connect = () => {
    const address = new URL(`/api/ws${query === '' ? '' : `?${query}`}`, window.location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(address);
    socket.onopen = () => {
      delay = FIRST_DELAY_MS;
      connection.value = 'live';
      listener.connected();
    };
    socket.onmessage = ({ data }) => listener.frame(JSON.parse(String(data)));
    socket.onclose = () => {
      if (isOver) return;
      connection.value = 'lost';
      timer = setTimeout(connect, delay * (0.75 + Math.random() / 2));
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    };
  };
  const now = () => {
    if (isOver || socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(timer);
    connect();
  };
  window.addEventListener('online', now);
  connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    window.removeEventListener('online', now);
    socket?.close();
  };
}
