/**
 * The WebSockets that receive frames. A client that reads too slowly is disconnected instead of buffered for: it
 * reconnects and gets the current state.
 */
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { messageOf } from '../../runner/core/errors.ts';
import type { Frame } from '../../runner/core/frames.ts';
import type { FrameFilter, RunnerService } from '../../runner/core/ports/service.ts';

const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;
const PING_EVERY_MS = 20_000;
const GOODBYE_MS = 1000;

/** Each frame is serialized once for all sockets. */
const texts = new WeakMap<Frame, string>();

function textOf(frame: Frame): string {
  const text = texts.get(frame) ?? JSON.stringify(frame);
  texts.set(frame, text);
  return text;
}

const CLOSE = { goingAway: 1001, failed: 1011, tooSlow: 1013 } as const;

interface Wanted {
  readonly project_id?: string | undefined;
  readonly run_id?: string | undefined;
  readonly events?: 'runs' | undefined;
}

const OF_RUNS: ReadonlySet<Frame['type']> = new Set(['flow_run_started', 'flow_run_step_updated']);

export interface FrameSockets {
  /** Sends the frames until the client leaves or the server closes. */
  serve(socket: WebSocket, wanted: Wanted, log: FastifyBaseLogger): Promise<void>;
  /** Closes every socket and waits a second for the clients' replies. */
  close(): Promise<void>;
}

export function openFrameSockets(service: RunnerService): FrameSockets {
  const sockets = new Set<WebSocket>();
  return {
    async serve(socket, { project_id, run_id, events }, log) {
      const filter: FrameFilter = {
        ...(project_id === undefined ? {} : { project_id }),
        ...(run_id === undefined ? {} : { run_id }),
      };
      const gone = new AbortController();
      const stopPings = keepAlive(socket);
      sockets.add(socket);
      socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
      socket.on('close', () => {
        sockets.delete(socket);
        stopPings();
        gone.abort();
      });
      try {
        for await (const frame of service.frames(filter, gone.signal)) {
          if (events === 'runs' && !OF_RUNS.has(frame.type)) continue;
          if (socket.readyState !== socket.OPEN) return;
          if (socket.bufferedAmount > MOST_BUFFERED_BYTES) return dismiss(socket);
          socket.send(textOf(frame));
        }
        if (!gone.signal.aborted) socket.close(CLOSE.goingAway, 'no more frames');
      } catch (error) {
        log.error({ err: error }, `frames could not be sent: ${messageOf(error)}`);
        socket.close(CLOSE.failed, 'the server failed');
      }
    },
    async close() {
      await Promise.all([...sockets].map(sayGoodbye));
    },
  };
}

/** Terminates the connection: a close frame would wait behind unread data. */
function dismiss(socket: WebSocket): void {
  socket.close(CLOSE.tooSlow, 'too slow');
  socket.terminate();
}

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(CLOSE.goingAway, 'the server stops');
  });
}

/** Pings a client, and terminates the connection if the last ping was not answered. */
function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  return () => clearInterval(timer);
}
