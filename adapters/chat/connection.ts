/**
 * Keeps an adapter connected: learns the bot's workspaces, which also checks its token, then keeps the connection up.
 * Whatever fails is tried again until it works, and logged once per cause.
 */
import type { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import { abortableSleep, retryUntilAborted } from './retry.ts';

export interface ConnectionOptions {
  readonly log: ConnectionLog;
  /** the variable that holds the token that `learn` uses */
  readonly tokenVariable: string;
  /** how often to learn the workspaces again, in milliseconds; null: the adapter calls `learn` on changes */
  readonly refreshMs: number | null;
  /** Returns the ids of the workspaces that the bot is in. */
  learn(): Promise<readonly string[]>;
  /** Keeps the connection up until the signal aborts; called once the workspaces are known. Never rejects. */
  keepUp(signal: AbortSignal): Promise<unknown>;
  /** Whether actions can arrive at present. */
  isReachable(): boolean;
}

type WorkspacesListener = (workspaces: readonly string[]) => void;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #end = new AbortController();
  readonly #listeners = new Set<WorkspacesListener>();
  #workspaces: readonly string[] | null = null;
  #isStale = false;
  #learning: Promise<void> | null = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#workspaces !== null && this.#options.isReachable() && !this.#end.signal.aborted;
  }

  /** Null until they are known. */
  get workspaces(): readonly string[] | null {
    return this.#workspaces;
  }

  start(): void {
    this.#work = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#work;
  }

  /** Calls the listener with the workspaces once they are known and on every change; returns an unsubscribe function. */
  onWorkspaces(listener: WorkspacesListener): () => void {
    this.#listeners.add(listener);
    if (this.#workspaces !== null) listener(this.#workspaces);
    return () => this.#listeners.delete(listener);
  }

  /** Learns the workspaces again. Never rejects. */
  async learn(): Promise<void> {
    this.#isStale = true;
    this.#learning ??= this.#learn().finally(() => {
      this.#learning = null;
    });
    await this.#learning;
  }

  /** Tries until it succeeds; resolves to null if the adapter is stopped first. */
  async retry<T>(attempt: () => Promise<T>): Promise<T | null> {
    const { log, tokenVariable } = this.#options;
    let hasFailed = false;
    const result = await retryUntilAborted(this.#end.signal, attempt, (error) => {
      hasFailed = true;
      return log.failed(error, tokenVariable);
    });
    if (result !== null && hasFailed) log.recovered();
    return result;
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#end;
    await this.learn();
    if (!signal.aborted) await Promise.all([this.#options.keepUp(signal), this.#refresh(signal)]);
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const { refreshMs } = this.#options;
    while (refreshMs !== null && !signal.aborted) {
      await abortableSleep(refreshMs, signal);
      await this.learn();
    }
  }

  async #learn(): Promise<void> {
    while (this.#isStale && !this.#end.signal.aborted) {
      this.#isStale = false;
      const found = await this.retry(() => this.#options.learn());
      if (found === null) return;
      const learned = [...found].sort();
      if (this.#workspaces?.join() === learned.join()) continue;
      this.#workspaces = learned;
      for (const listener of this.#listeners) listener(learned);
    }
  }
}

export interface ConnectionLogOptions {
  readonly platform: string;
  /** the platform's name in front of people */
  readonly title: string;
  /** the address that is called, and the variable that sets it */
  readonly address: string;
  readonly addressVariable: string;
  readonly log: (line: string) => void;
  classify(error: unknown): DeliveryError;
  /** Returns null unless the platform rejected the token; otherwise its name for that, empty if it has none. */
  rejection(failure: DeliveryError): string | null;
}

/** Logs why the connection fails: each cause once, and again only after a recovery. */
export class ConnectionLog {
  readonly #options: ConnectionLogOptions;
  #logged: string | null = null;

  constructor(options: ConnectionLogOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.address;
  }

  /** `tokenVariable` holds the token that was used. Returns how many milliseconds the platform asks to wait. */
  failed(error: unknown, tokenVariable: string): number {
    const { title, address, addressVariable, classify, rejection } = this.#options;
    const failure = classify(error);
    const name = rejection(failure);
    this.log(
      name === null
        ? `no connection to ${address} (${addressVariable}): ${failure.message}; Baton keeps retrying`
        : `${title} does not accept ${tokenVariable}${name === '' ? '' : ` (${name})`}; Baton keeps retrying`,
    );
    return failure.retryAfterMs;
  }

  log(line: string): void {
    if (line === this.#logged) return;
    this.#logged = line;
    this.#options.log(`${this.#options.platform}: ${line}`);
  }

  recovered(): void {
    this.#logged = null;
  }
}
