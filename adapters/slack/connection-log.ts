/** Logs why the connection to Slack fails, once per cause. */
import { DeliveryError } from '../../runner/core/ports/platform.ts';
import { deliveryError, slackError } from './delivery-error.ts';

/** Logs each failure once, and the recovery. */
export class ConnectionLog {
  readonly #log: (line: string) => void;
  readonly #apiUrl: string;
  #logged: string | null = null;

  constructor(log: (line: string) => void, apiUrl: string | null) {
    this.#log = log;
    this.#apiUrl = apiUrl ?? 'https://slack.com/api/';
  }

  /**
   * `variable` names the setting that Slack rejected, if it rejected one. Returns how many milliseconds Slack asks to
   * wait.
   */
  failed(error: unknown, variable: string): number {
    const cause = wrapped(error);
    const line = this.#lineFor(error, cause.message, variable);
    if (line !== this.#logged) this.#log(line);
    this.#logged = line;
    return cause.retryAfterMs;
  }

  recovered(): void {
    this.#logged = null;
  }

  #lineFor(error: unknown, message: string, variable: string): string {
    const name = slackError(error);
    if (name !== null && /^\w+$/.test(name)) {
      return `slack: Slack does not accept ${variable} (${name}); Baton keeps retrying`;
    }
    return `slack: no connection to ${this.#apiUrl} (SLACK_API_URL): ${message}; Baton keeps retrying`;
  }
}

function wrapped(error: unknown): DeliveryError {
  try {
    return deliveryError(error);
  } catch {
    return new DeliveryError('unsent', String(error), 0, error);
  }
}
