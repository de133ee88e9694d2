/** What stands in the way of a connection, said once. */
import { DiscordAPIError } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/platform.ts';

/** Says each trouble once, and again only after it was over. */
export class ConnectionLog {
  readonly #log: (line: string) => void;
  readonly #address: string;
  #said: string | null = null;

  constructor(log: (line: string) => void, address: string) {
    this.#log = log;
    this.#address = address;
  }

  /** Gives how many milliseconds Discord wants to be left alone. */
  failed(error: unknown): number {
    this.say(
      isTokenRefused(error)
        ? 'Discord does not accept DISCORD_TOKEN; it is tried again until it does'
        : `no connection to ${this.#address} (DISCORD_API_URL): ${messageOf(error)}; it is tried again until there is one`,
    );
    return error instanceof DeliveryError ? error.retryAfterMs : 0;
  }

  say(trouble: string): void {
    if (trouble === this.#said) return;
    this.#said = trouble;
    this.#log(`discord: ${trouble}`);
  }

  recovered(): void {
    this.#said = null;
  }
}

export function isTokenRefused(error: unknown): boolean {
  if (error instanceof DeliveryError) return isTokenRefused(error.cause);
  return error instanceof DiscordAPIError && error.status === 401;
}
