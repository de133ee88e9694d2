/** Turns failed calls of Slack's Web API into `DeliveryError`s that say what a person can do. */

import { webApi } from '@slack/bolt';
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError, type DeliveryFault } from '../../runner/core/ports/delivery-error.ts';
import { rateLimitedError, unreachableError } from '../chat/delivery-error.ts';
import { slackFault } from './faults.ts';

const TITLE = 'Slack';

/** Converts the error of a call into a `DeliveryError`; throws any other error unchanged. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError)
    return rateLimitedError(TITLE, error.retryAfter * 1_000, error);
  if (error instanceof webApi.WebAPIPlatformError) return refusal(error);
  if (error instanceof webApi.WebAPIHTTPError) return httpFailure(error.statusCode, error);
  if (error instanceof webApi.WebAPIRequestError) return unreachableError(TITLE, error.original, error);
  // Thrown by the client for a 429 response without a wait time.
  if (error instanceof Error && error.message.startsWith('Retry header'))
    return rateLimitedError(TITLE, 0, error);
  throw error;
}

/** Like `deliveryError`, for errors of any origin, such as a database that installations are read from. */
export function failureOf(error: unknown): DeliveryError {
  try {
    return deliveryError(error);
  } catch {
    return failure('unsent', messageOf(error), error);
  }
}

/** For requests that bypass the client: uploads and response URLs. */
export function httpFailure(status: number, cause?: unknown): DeliveryError {
  if (status === 429) return rateLimitedError(TITLE, 0, cause);
  return failure(status >= 500 ? 'doubtful' : 'unsent', `Slack answered with HTTP status ${status}`, cause);
}

/** Returns Slack's error code; null if Slack did not respond with one. */
export function slackError(error: unknown): string | null {
  if (error instanceof DeliveryError) return slackError(error.cause);
  if (!(error instanceof webApi.WebAPIPlatformError)) return null;
  // Anything else is not Slack's, for example a proxy's error page.
  return /^\w+$/.test(error.data.error) ? error.data.error : null;
}

function refusal(error: webApi.WebAPIPlatformError): DeliveryError {
  const name = slackError(error);
  if (name === null) return failure('doubtful', 'something else than Slack answered', error);
  const waitMs = (error.data.response_metadata?.retryAfter ?? 0) * 1_000;
  const known = slackFault(name, error, waitMs);
  if (known?.reason === 'rate_limited') return rateLimitedError(TITLE, waitMs, error);
  if (known !== null && known.reason !== 'form') return known;
  const why = known?.message ?? `Slack does not take it (${name})`;
  return failure('form', [why, ...detailsOf(error)].join('; '), error);
}

function detailsOf({ data }: webApi.WebAPIPlatformError): string[] {
  return (data.response_metadata?.messages ?? [])
    .slice(0, 3)
    .map((message) => message.replace('[ERROR] ', ''));
}

function failure(reason: DeliveryFault, message: string, cause: unknown): DeliveryError {
  return new DeliveryError(reason, message, 0, cause);
}
