/** Turns failed calls of Discord's API into `DeliveryError`s that say what a person can do. */

import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DeliveryError, type DeliveryFailure } from '../../runner/core/ports/platform.ts';
import { failureTable, rateLimitedError, unreachableError } from '../chat/delivery-error.ts';

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

const TOO_MANY_THREADS = 'the server has as many active threads as it can have: somebody has to archive some';

const FAILURES = failureTable([
  ['forbidden', `${UNSEEN}, if it is still there`, [CODES.unknownChannel]],
  ['forbidden', 'the bot is no longer on that server: invite it again', [10004]],
  ['forbidden', 'that person is no longer on the server', [10007]],
  ['forbidden', 'that person is not there', [10013]],
  ['forbidden', 'posting is restricted in that channel', [20009]],
  ['forbidden', 'the thread has as many members as it can have', [30033]],
  ['forbidden', 'the bot lacks a permission: invite it again with all that it asks for', [40001]],
  ['forbidden', 'something between Baton and Discord refuses its requests: see to the network', [40333]],
  ['forbidden', UNSEEN, [CODES.missingAccess]],
  ['forbidden', 'that person takes no direct messages from this server', [50007]],
  ['forbidden', 'nobody can post messages of that kind there: choose a text channel', [50008]],
  [
    'forbidden',
    'the bot lacks a permission there: ask the channel’s manager to give it “Send Messages”, “Send Messages in Threads”, “Create Public Threads”, “Attach Files” and “Read Message History”',
    [50013],
  ],
  [
    'forbidden',
    'that can’t be done in a channel of that kind: choose a text channel',
    [CODES.wrongChannelType],
  ],
  ['forbidden', 'the thread is locked: a moderator can unlock it', [160005]],
  ['forbidden', TOO_MANY_THREADS, [160006, 160007]],
  ['gone', 'the message no longer exists', [CODES.unknownMessage]],
  ['too_old', 'the message is too old to be edited', [CODES.oldEdits]],
]);

/** Converts the error of a call into a `DeliveryError`. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) {
    const { retryAfter, sublimitTimeout } = error;
    return rateLimitedError('Discord', Math.max(retryAfter, sublimitTimeout), error);
  }
  if (error instanceof DiscordAPIError) return refusal(error);
  if (error instanceof HTTPError) {
    return failure('doubtful', `Discord answered with HTTP status ${error.status}`, error);
  }
  return unreachableError('Discord', error);
}

/** Returns Discord's error code; null if Discord did not respond with one. */
export function discordCode(error: unknown): number | null {
  if (error instanceof DeliveryError) return discordCode(error.cause);
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null;
}

function refusal(error: DiscordAPIError): DeliveryError {
  const { code, status } = error;
  if (status === 401) {
    return failure('forbidden', 'Discord no longer accepts the bot’s token: check DISCORD_TOKEN', error);
  }
  const known = FAILURES(code, error);
  if (known !== null) return known;
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

/** Whether Discord rejected the bot's token. */
export function isTokenRefused(error: unknown): boolean {
  if (error instanceof DeliveryError) return isTokenRefused(error.cause);
  return error instanceof DiscordAPIError && error.status === 401;
}
