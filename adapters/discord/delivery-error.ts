/** Turns failed calls of Discord's API into `DeliveryError`s that say what a person can do. */

import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DeliveryError, type DeliveryFault } from '../../runner/core/ports/delivery-error.ts';
import { rateLimitedError, unreachableError } from '../chat/delivery-error.ts';
import { CODES, discordFault, discordStatusFault } from './faults.ts';

const TITLE = 'Discord';

/** Converts the error of a call into a `DeliveryError`. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) {
    const { retryAfter, sublimitTimeout } = error;
    return rateLimitedError(TITLE, Math.max(retryAfter, sublimitTimeout), error);
  }
  if (error instanceof DiscordAPIError) return refusal(error);
  if (error instanceof HTTPError) {
    return failure('doubtful', `Discord answered with HTTP status ${error.status}`, error);
  }
  return unreachableError(TITLE, error);
}

/** Returns Discord's error code; null if Discord did not respond with one. */
export function discordCode(error: unknown): number | null {
  if (error instanceof DeliveryError) return discordCode(error.cause);
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null;
}

/** Whether nothing but its components may be what Discord does not take of a message. */
export function areComponentsRefused(error: unknown): boolean {
  if (error instanceof DeliveryError) return areComponentsRefused(error.cause);
  if (!(error instanceof DiscordAPIError) || error.code !== CODES.invalidForm) return false;
  const fields = 'errors' in error.rawError ? Object.keys(Object(error.rawError.errors)) : [];
  return fields.every((field) => field === 'components');
}

function refusal(error: DiscordAPIError): DeliveryError {
  const { code, status } = error;
  const waitMs = waitOf(error.rawError);
  // A code is only as good as its status: a gateway in between may answer 401 with any body.
  const known = status === 401 ? null : discordFault(code, error, waitMs);
  const met = known ?? discordStatusFault(status, error, waitMs);
  if (met?.reason === 'rate_limited') return rateLimitedError(TITLE, waitMs, error);
  if (met !== null && met.reason !== 'form') return met;
  const why = known?.message ?? `Discord does not take it (${code})`;
  return failure('form', `${why}: ${reasonOf(error)}`, error);
}

/** How long a refusal asks to wait, as slow mode does; in seconds in the body. */
function waitOf(body: unknown): number {
  const named = typeof body === 'object' && body !== null && 'retry_after' in body ? body.retry_after : 0;
  return typeof named === 'number' && named > 0 ? Math.ceil(named * 1_000) : 0;
}

/** The message of a form error lists each field on a line of its own. */
function reasonOf({ message }: DiscordAPIError): string {
  return message.replace(/\s*\n\s*/g, '; ').slice(0, 400);
}

function failure(reason: DeliveryFault, message: string, cause: unknown): DeliveryError {
  return new DeliveryError(reason, message, 0, cause);
}

/** Whether Discord rejected the bot's token. */
export function isTokenRefused(error: unknown): boolean {
  if (error instanceof DeliveryError) return isTokenRefused(error.cause);
  return error instanceof DiscordAPIError && error.status === 401;
}
