/** Keeps at it until something connects, and says once what stands in the way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DiscordAPIError } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import { Undelivered } from '../../runner/core/ports/platform.ts';
import { backOff } from './attempts.ts';

/** Says each trouble once, and again only after it was over. */
export class Troubles {
  readonly #log: (line: string) => void;
  readonly #address: string;
  #said: string | null = null;

  constructor(log: (line: string) => void, address: string) {
    this.#log = log;
    this.#address = address;
  }

  met(error: unknown): void {
    this.say(
      isTokenRefused(error)
        ? 'Discord does not accept DISCORD_TOKEN; it is tried again until it does'
        : `no connection to ${this.#address} (DISCORD_API_URL): ${messageOf(error)}; it is tried again until there is one`,
    );
  }

  say(trouble: string): void {
    if (trouble === this.#said) return;
    this.#said = trouble;
    this.#log(`discord: ${trouble}`);
  }

  over(): void {
    this.#said = null;
  }
}

export function isTokenRefused(error: unknown): boolean {
  if (error instanceof Undelivered) return isTokenRefused(error.cause);
  return error instanceof DiscordAPIError && error.status === 401;
}

/** Until it succeeds; null when the signal ends it before. */
export async function persistently<T>(
  signal: AbortSignal,
  attempt: () => Promise<T>,
  failed: (error: unknown) => void,
): Promise<T | null> {
  for (const wait of backOff()) {
    if (signal.aborted) return null;
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return null;
      failed(error);
      await resting(Math.max(wait, error instanceof Undelivered ? error.retryAfterMs : 0), signal);
    }
  }
  return null;
}

/** Ends early, without an error, when the signal aborts. */
export async function resting(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
