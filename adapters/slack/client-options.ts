/** Options for Slack's clients: one attempt with a short timeout, no log; the caller decides whether to retry. */
import { type Logger, LogLevel, type webApi } from '@slack/bolt';

const TIMEOUT_MS = 8_000;

/** `apiUrl` null: Slack's own. */
export function clientOptions(apiUrl: string | null): webApi.WebClientOptions {
  return {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: quietLogger(),
  };
}

const nothing = () => undefined;

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
