/** Logs why the connection to Discord fails, once per cause. */
import { DiscordAPIError } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/platform.ts';

/** Logs each failure once, and again only after a recovery. */
export class ConnectionLog {
  readonly #log: (line: string) => void;
  readonly #address: string;
  #logged: string | null = null;

  constructor(log: (line: string) => void, address: string) {
    this.#log = log;
    this.#address = address;
  }

  /** Returns how many milliseconds Discord asks to wait. */
  failed(error: unknown): number {
    this.log(
      isTokenRefused(error)
        ? 'Discord does not accept DISCORD_TOKEN; Baton keeps retrying'
        : `no connection to ${this.#address} (DISCORD_API_URL): ${messageOf(error)}; Baton keeps retrying`,
    );
    return error instanceof DeliveryError ? error.retryAfterMs : 0;
  }

  log(line: string): void {
    if (line === this.#logged) return;
    this.#logged = line;
    this.#log(`discord: ${line}`);
  }

  recovered(): void {
    this.#logged = null;
  }
}

export function isTokenRefused(error: unknown): boolean {
  if (error instanceof DeliveryError) return isTokenRefused(error.cause);
  return error instanceof DiscordAPIError && error.status === 401;
}
