/** Keeps at it until something connects, and says once what stands in the way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Undelivered } from '../../runner/core/ports/platform.ts';
import { backOff } from './attempts.ts';
import { slackError, undelivered } from './undelivered.ts';

/** Says each trouble once, and when it is over. */
export class Troubles {
  readonly #log: (line: string) => void;
  readonly #apiUrl: string;
  #said: string | null = null;

  constructor(log: (line: string) => void, apiUrl: string | null) {
    this.#log = log;
    this.#apiUrl = apiUrl ?? 'https://slack.com/api/';
  }

  /** `variable` holds what Slack refuses, if it is that. */
  met(error: unknown, variable: string): void {
    const line = this.#lineFor(error, variable);
    if (line === this.#said) return;
    this.#said = line;
    this.#log(line);
  }

  over(): void {
    this.#said = null;
  }

  #lineFor(error: unknown, variable: string): string {
    const name = slackError(error);
    if (name !== null && /^\w+$/.test(name)) {
      return `slack: Slack does not accept ${variable} (${name}); it is tried again until it does`;
    }
    const { message } = wrapped(error);
    return `slack: no connection to ${this.#apiUrl} (SLACK_API_URL): ${message}; it is tried again until there is one`;
  }
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
      await resting(Math.max(wait, wrapped(error).retryAfterMs), signal);
    }
  }
  return null;
}

/** Ends early, without an error, when the signal aborts. */
export async function resting(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function wrapped(error: unknown): Undelivered {
  try {
    return undelivered(error);
  } catch {
    return new Undelivered('unsent', String(error), 0, error);
  }
}
