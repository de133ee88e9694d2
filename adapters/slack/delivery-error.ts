/** Turns failed calls of Slack's Web API into `DeliveryError`s that say what a person can do. */

import { webApi } from '@slack/bolt';
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError, type DeliveryFailure } from '../../runner/core/ports/platform.ts';
import { failureTable, rateLimitedError, unreachableError } from '../chat/delivery-error.ts';

const TITLE = 'Slack';
const INVITE = 'invite the bot to that channel: /invite @Baton';
const REINSTALL = 'its token no longer works: install the app again';
const READ_ONLY = 'posting is restricted in that channel: ask those who manage it to let the bot post';

const SCOPES = 'the app lacks a permission: install it again with all the scopes of its manifest';
const ARCHIVED = 'that channel is archived: unarchive it, or choose another one';
const WRONG_KIND = 'the bot can’t post in conversations of that kind: choose a channel';
const NO_PERSON = 'that person is not there';
const NO_SUCH_FILES = 'uploading such files is switched off in this workspace';

const FAILURES = failureTable([
  ['forbidden', INVITE, ['not_in_channel', 'channel_not_found', 'invalid_channel', 'user_not_in_channel']],
  ['forbidden', ARCHIVED, ['is_archived', 'is_inactive']],
  [
    'forbidden',
    READ_ONLY,
    [
      'restricted_action',
      'restricted_action_read_only_channel',
      'restricted_action_thread_locked',
      'restricted_action_thread_only_channel',
      'restricted_action_non_threadable_channel',
      'posting_to_channel_denied',
      'app_access_restricted',
      'channel_is_limited_access',
    ],
  ],
  ['forbidden', WRONG_KIND, ['channel_type_not_supported', 'method_not_supported_for_channel_type']],
  [
    'forbidden',
    'nobody can reply to that message: start the run from the channel',
    ['cannot_reply_to_message'],
  ],
  ['forbidden', 'the thread no longer exists', ['thread_not_found']],
  ['forbidden', 'the thread is locked', ['thread_locked']],
  [
    'forbidden',
    'direct messages to the app are switched off: enable its Messages tab',
    ['messages_tab_disabled'],
  ],
  ['forbidden', NO_PERSON, ['user_not_found', 'users_not_found']],
  ['forbidden', 'the bot can’t see that person', ['user_not_visible']],
  ['forbidden', 'that account is deactivated', ['user_disabled']],
  ['forbidden', 'bots take no direct messages', ['cannot_dm_bot']],
  ['forbidden', 'uploading files is switched off in this workspace', ['file_uploads_disabled']],
  ['forbidden', NO_SUCH_FILES, ['file_uploads_except_images_disabled', 'file_type_not_allowed']],
  [
    'forbidden',
    'uploading files of that size is switched off in this workspace',
    ['file_upload_size_restricted'],
  ],
  ['forbidden', 'the workspace has no room for files left', ['storage_limit_reached']],
  ['forbidden', SCOPES, ['missing_scope', 'no_permission']],
  ['forbidden', 'the app has no access there', ['access_denied']],
  ['forbidden', 'the workspace’s administrators have suspended posting', ['ekm_access_denied']],
  ['forbidden', 'the app is not allowed in that workspace', ['team_access_not_granted']],
  ['forbidden', 'that workspace is not there', ['team_not_found']],
  [
    'forbidden',
    REINSTALL,
    ['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired'],
  ],
  ['forbidden', 'the workspace is moving to another organisation: try again later', ['org_login_required']],
  [
    'gone',
    'the message can no longer be edited',
    [
      'message_not_found',
      'cant_update_message',
      'edit_window_closed',
      'update_failed',
      'cant_delete_message',
    ],
  ],
  // Slack did not make the change, or does not know whether it did.
  [
    'doubtful',
    'Slack reports an error',
    ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable', 'streaming_state_conflict'],
  ],
]);
const RATE_LIMITED = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'external_channel_migrating',
]);

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
  const known = FAILURES(name, error);
  if (known !== null) return known;
  if (RATE_LIMITED.has(name)) {
    return rateLimitedError(TITLE, (error.data.response_metadata?.retryAfter ?? 0) * 1_000, error);
  }
  return failure('refused', `Slack does not take it (${[name, ...detailsOf(error)].join('; ')})`, error);
}

function detailsOf({ data }: webApi.WebAPIPlatformError): string[] {
  return (data.response_metadata?.messages ?? [])
    .slice(0, 3)
    .map((message) => message.replace('[ERROR] ', ''));
}

function failure(reason: DeliveryFailure, message: string, cause: unknown): DeliveryError {
  return new DeliveryError(reason, message, 0, cause);
}
