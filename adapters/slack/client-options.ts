/** Options for Slack's clients: one attempt with a short timeout, no log; the caller decides whether to retry. */
import { type Logger, LogLevel, type webApi } from '@slack/bolt';

const TIMEOUT_MS = 8_000;

const nothing = () => undefined;

/** `apiUrl` null: Slack's own. `saw` is called with the `Date` header of each response. */
export function clientOptions(
  apiUrl: string | null,
  saw: (date: string | null) => void = nothing,
): webApi.WebClientOptions {
  return {
    async fetch(...request) {
      const response = await fetch(...request);
      saw(response.headers.get('date'));
      return response;
    },
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: quietLogger(),
  };
}

/** `warn` receives the SDK's warnings, the only sign of some rejections. */
export function quietLogger(warn: (message: string) => void = nothing): Logger {
  return {
    debug: nothing,
    info: nothing,
    warn: (...parts: unknown[]) => warn(parts.map(String).join(' ')),
    error: nothing,
    setLevel: nothing,
    getLevel: () => LogLevel.ERROR,
    setName: nothing,
  };
}
