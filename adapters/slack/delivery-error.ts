/** Turns failed calls of Slack's Web API into `DeliveryError`s that say what a person can do. */

import { webApi } from '@slack/bolt';
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError, type DeliveryFailure } from '../../runner/core/ports/platform.ts';
import { isUnsent } from '../chat/sending.ts';

const INVITE = 'invite the bot to that channel: /invite @Baton';
const REINSTALL = 'its token no longer works: install the app again';
const READ_ONLY = 'posting is restricted in that channel: ask those who manage it to let the bot post';

/** Slack errors that rule out further posts there, with what a person can do. */
const CLOSED: Readonly<Record<string, string>> = {
  not_in_channel: INVITE,
  channel_not_found: INVITE,
  invalid_channel: INVITE,
  user_not_in_channel: INVITE,
  is_archived: 'that channel is archived: unarchive it, or choose another one',
  is_inactive: 'that channel is archived: unarchive it, or choose another one',
  restricted_action: READ_ONLY,
  restricted_action_read_only_channel: READ_ONLY,
  restricted_action_thread_locked: READ_ONLY,
  restricted_action_thread_only_channel: READ_ONLY,
  restricted_action_non_threadable_channel: READ_ONLY,
  posting_to_channel_denied: READ_ONLY,
  app_access_restricted: READ_ONLY,
  channel_is_limited_access: READ_ONLY,
  channel_type_not_supported: 'the bot can’t post in conversations of that kind: choose a channel',
  method_not_supported_for_channel_type: 'the bot can’t post in conversations of that kind: choose a channel',
  cannot_reply_to_message: 'nobody can reply to that message: start the run from the channel',
  thread_not_found: 'the thread no longer exists',
  thread_locked: 'the thread is locked',
  messages_tab_disabled: 'direct messages to the app are switched off: enable its Messages tab',
  user_not_found: 'that person is not there',
  user_not_visible: 'the bot can’t see that person',
  user_disabled: 'that account is deactivated',
  users_not_found: 'that person is not there',
  cannot_dm_bot: 'bots take no direct messages',
  file_uploads_disabled: 'uploading files is switched off in this workspace',
  file_uploads_except_images_disabled: 'uploading such files is switched off in this workspace',
  file_type_not_allowed: 'uploading such files is switched off in this workspace',
  file_upload_size_restricted: 'uploading files of that size is switched off in this workspace',
  storage_limit_reached: 'the workspace has no room for files left',
  missing_scope: 'the app lacks a permission: install it again with all the scopes of its manifest',
  no_permission: 'the app lacks a permission: install it again with all the scopes of its manifest',
  access_denied: 'the app has no access there',
  ekm_access_denied: 'the workspace’s administrators have suspended posting',
  team_access_not_granted: 'the app is not allowed in that workspace',
  team_not_found: 'that workspace is not there',
  not_authed: REINSTALL,
  invalid_auth: REINSTALL,
  account_inactive: REINSTALL,
  token_revoked: REINSTALL,
  token_expired: REINSTALL,
  org_login_required: 'the workspace is moving to another organisation: try again later',
};

const GONE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'update_failed',
  'cant_delete_message',
]);
/** Slack did not make the change, or does not know whether it did. */
const DOUBTFUL = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'streaming_state_conflict',
]);
const RATE_LIMITED = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'external_channel_migrating',
]);
const WAIT_MS = 1_000;

/** Converts the error of a call into a `DeliveryError`; throws any other error unchanged. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) return waiting(error.retryAfter * 1_000, error);
  if (error instanceof webApi.WebAPIPlatformError) return refusal(error);
  if (error instanceof webApi.WebAPIHTTPError) return httpFailure(error.statusCode, error);
  if (error instanceof webApi.WebAPIRequestError) {
    const reason = isUnsent(error.original) ? 'unsent' : 'doubtful';
    return failure(reason, `Slack can’t be reached: ${causeOf(error.original)}`, error);
  }
  // Thrown by the client for a 429 response without a wait time.
  if (error instanceof Error && error.message.startsWith('Retry header')) return waiting(WAIT_MS, error);
  throw error;
}

/** For requests that bypass the client: uploads and response URLs. */
export function httpFailure(status: number, cause?: unknown): DeliveryError {
  if (status === 429) return waiting(WAIT_MS, cause);
  return failure(status >= 500 ? 'doubtful' : 'unsent', `Slack answered with HTTP status ${status}`, cause);
}

/** Returns Slack's error code; null if Slack did not respond with one. */
export function slackError(error: unknown): string | null {
  if (error instanceof DeliveryError) return slackError(error.cause);
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
}

function refusal(error: webApi.WebAPIPlatformError): DeliveryError {
  const name = error.data.error;
  const closed = CLOSED[name];
  if (closed !== undefined) return failure('forbidden', `${closed} (${name})`, error);
  if (GONE.has(name)) return failure('gone', `the message can no longer be edited (${name})`, error);
  if (DOUBTFUL.has(name)) return failure('doubtful', `Slack reports an error (${name})`, error);
  if (RATE_LIMITED.has(name)) {
    return waiting((error.data.response_metadata?.retryAfter ?? 0) * 1_000 || WAIT_MS, error);
  }
  // The response is not Slack's, for example a proxy's error page.
  if (!/^\w+$/.test(name)) return failure('doubtful', 'something else than Slack answered', error);
  return failure('refused', `Slack does not take it (${[name, ...detailsOf(error)].join('; ')})`, error);
}

function detailsOf({ data }: webApi.WebAPIPlatformError): string[] {
  return (data.response_metadata?.messages ?? [])
    .slice(0, 3)
    .map((message) => message.replace('[ERROR] ', ''));
}

function waiting(milliseconds: number, cause: unknown): DeliveryError {
  return new DeliveryError('rate_limited', 'Slack rate-limits Baton', milliseconds, cause);
}

function failure(reason: DeliveryFailure, message: string, cause: unknown): DeliveryError {
  return new DeliveryError(reason, message, 0, cause);
}

/** Returns the underlying cause, since `fetch failed` alone is not informative. */
export function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : messageOf(error);
}
