/**
 * Socket Mode connections. Each socket is reconnected on its own, with the client's own reconnecting turned off: it
 * waits for seconds before it begins and ends the process when it fails. With two sockets, one stays connected while
 * the other is replaced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, SocketModeReceiver } from '@slack/bolt';
import pTimeout from 'p-timeout';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { ConnectionLog } from '../chat/connection.ts';
import { abortableSleep, retryUntilAborted } from '../chat/retry.ts';
import { clientOptions, quietLogger } from './client-options.ts';

/** Longer than any single step of connecting may take. */
const CONNECT_MS = 15_000;
/** A socket that lasted less than this is not reopened immediately. */
const STABLE_MS = 1_000;
const GOODBYE_MS = 2_000;

type SocketClient = SocketModeReceiver['client'];

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly connectionLog: ConnectionLog;
}

export class Socket {
  readonly #client: SocketClient;
  readonly #receiver: SocketModeReceiver;
  readonly #connectionLog: ConnectionLog;
  #connected = false;

  constructor({ appToken, apiUrl, connectionLog }: SocketOptions) {
    this.#receiver = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: clientOptions(apiUrl) },
      logger: quietLogger(),
    });
    this.#client = this.#receiver.client;
    this.#client.on('connected', () => {
      this.#connected = true;
    });
    this.#client.on('disconnected', () => {
      this.#connected = false;
    });
    this.#connectionLog = connectionLog;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Passes incoming requests to that app. */
  feed(app: App): void {
    this.#receiver.init(app);
  }

  /** Keeps the socket connected until the signal aborts. */
  async keepUp(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await retryUntilAborted(
        signal,
        () => this.#connect(),
        (error) => this.#connectionLog.failed(error, 'SLACK_APP_TOKEN'),
      );
      if (this.#connected) this.#connectionLog.recovered();
      const begun = performance.now();
      await this.#ended(signal);
      if (performance.now() - begun < STABLE_MS) await abortableSleep(STABLE_MS, signal);
    }
    await this.#disconnect();
  }

  async #connect(): Promise<void> {
    try {
      const message = new DeliveryError('unsent', 'Slack did not say hello');
      await pTimeout(this.#client.start(), { milliseconds: CONNECT_MS, message });
    } catch (error) {
      await this.#disconnect();
      // The client rejects with undefined if the socket closes before Slack's hello.
      throw error ?? new DeliveryError('unsent', 'Slack closed the socket');
    }
  }

  #ended(signal: AbortSignal): Promise<void> {
    if (!this.#connected || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#client.off('disconnected', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#client.on('disconnected', done);
      signal.addEventListener('abort', done);
    });
  }

  /** Waits briefly for Slack to acknowledge the disconnect. */
  async #disconnect(): Promise<void> {
    this.#connected = false;
    await Promise.race([this.#client.disconnect(), sleep(GOODBYE_MS, undefined, { ref: false })]);
  }
}
