/** Options for Slack's Web API client: one attempt with a short timeout; the caller decides whether to retry. */
import type { webApi } from '@slack/bolt';
import { quietLogger } from './quiet-logger.ts';

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
