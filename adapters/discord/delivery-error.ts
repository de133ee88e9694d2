/** Turns failed calls of Discord's API into `DeliveryError`s that say what a person can do. */

import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError, type DeliveryFailure } from '../../runner/core/ports/platform.ts';
import { isUnsent } from '../chat/sending.ts';

export const CODES = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownInteraction: 10062,
  oldEdits: 30046,
  acknowledged: 40060,
  missingAccess: 50001,
  wrongChannelType: 50024,
  archived: 50083,
  threadExists: 160004,
} as const;

const UNSEEN =
  'the bot can’t see that channel: ask the channel’s manager to give the bot “View Channel” there';

/** Discord errors that rule out further calls there, with what a person can do. */
const CLOSED: Readonly<Record<number, string>> = {
  10003: `${UNSEEN}, if it is still there`,
  10004: 'the bot is no longer on that server: invite it again',
  10007: 'that person is no longer on the server',
  10013: 'that person is not there',
  20009: 'posting is restricted in that channel',
  30033: 'the thread has as many members as it can have',
  40001: 'the bot lacks a permission: invite it again with all that it asks for',
  40333: 'something between Baton and Discord refuses its requests: see to the network',
  50001: UNSEEN,
  50007: 'that person takes no direct messages from this server',
  50008: 'nobody can post messages of that kind there: choose a text channel',
  50013:
    'the bot lacks a permission there: ask the channel’s manager to give it “Send Messages”, “Send Messages in Threads”, “Create Public Threads”, “Attach Files” and “Read Message History”',
  50024: 'that can’t be done in a channel of that kind: choose a text channel',
  160005: 'the thread is locked: a moderator can unlock it',
  160006: 'the server has as many active threads as it can have: somebody has to archive some',
  160007: 'the server has as many active threads as it can have: somebody has to archive some',
};

const WAIT_MS = 1_000;

/** Converts the error of a call into a `DeliveryError`. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) {
    const { retryAfter, sublimitTimeout } = error;
    const wait = Math.max(retryAfter, sublimitTimeout) || WAIT_MS;
    return new DeliveryError('rate_limited', 'Discord rate-limits Baton', wait, error);
  }
  if (error instanceof DiscordAPIError) return refusal(error);
  if (error instanceof HTTPError) {
    return failure('doubtful', `Discord answered with HTTP status ${error.status}`, error);
  }
  return failure(
    isUnsent(error) ? 'unsent' : 'doubtful',
    `Discord can’t be reached: ${causeOf(error)}`,
    error,
  );
}

/** Returns Discord's error code; null if Discord did not respond with one. */
export function discordCode(error: unknown): number | null {
  if (error instanceof DeliveryError) return discordCode(error.cause);
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null;
}

function refusal(error: DiscordAPIError): DeliveryError {
  const { code, status } = error;
  const closed = typeof code === 'number' ? CLOSED[code] : undefined;
  if (status === 401) {
    return failure('forbidden', 'Discord no longer accepts the bot’s token: check DISCORD_TOKEN', error);
  }
  if (closed !== undefined) return failure('forbidden', `${closed} (${code})`, error);
  if (code === CODES.unknownMessage) return failure('gone', `the message no longer exists (${code})`, error);
  if (code === CODES.oldEdits)
    return failure('too_old', `the message is too old to be edited (${code})`, error);
  if (status === 403) return failure('forbidden', `the bot may not do that (${code})`, error);
  return failure('refused', `Discord does not take it (${code}): ${reasonOf(error)}`, error);
}

/** The message of a form error lists each field on a line of its own. */
function reasonOf({ message }: DiscordAPIError): string {
  return message.replace(/\s*\n\s*/g, '; ').slice(0, 400);
}

function failure(reason: DeliveryFailure, message: string, cause: unknown): DeliveryError {
  return new DeliveryError(reason, message, 0, cause);
}

function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : messageOf(error);
}
