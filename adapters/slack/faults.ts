/**
 * What Slack's error codes mean for what was to be posted: by class of fault, each with what a person can do. Those of the
 * content are in `form-faults.ts`. Together they cover every error that Slack documents for the methods that Baton calls.
 */
import { type FaultRow, faultTable } from '../chat/delivery-error.ts';
import { FORM } from './form-faults.ts';

const INVITE = 'invite the bot to that channel: /invite @Baton';
const ARCHIVED = 'that channel is archived: unarchive it, or choose another one';
const READ_ONLY = 'posting is restricted in that channel: ask those who manage it to let the bot post';
const SCOPES = 'the app lacks a permission: install it again with all the scopes of its manifest';
const REINSTALL = 'its token no longer works: install the app again';

const WORKSPACE: readonly FaultRow[] = [
  ['workspace', REINSTALL, ['not_authed', 'invalid_auth', 'token_revoked', 'token_expired']],
  ['workspace', 'the app was switched off or removed: install it again', ['account_inactive']],
  ['workspace', 'that is not the kind of token that is needed', ['not_allowed_token_type']],
  [
    'workspace',
    'the workspace is moving to another organization',
    ['org_login_required', 'team_added_to_org'],
  ],
  ['workspace', 'the app is not allowed in that workspace', ['team_access_not_granted', 'forbidden_team']],
  ['workspace', 'the organization has suspended or restricted the app', ['enterprise_is_restricted']],
  ['workspace', 'Slack has suspended the workspace until its bill is paid', ['team_disabled', 'paid_only']],
  ['workspace', 'the workspace requires two-factor authentication', ['two_factor_setup_required']],
  ['workspace', 'Slack takes no requests from this address', ['accesslimited', 'ip_not_allowed']],
  [
    'workspace',
    'the client that installs the app is not known: check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET',
    ['bad_client_secret', 'invalid_client_id', 'bad_redirect_uri', 'invalid_team_for_non_distributed_app'],
  ],
  [
    'workspace',
    'Slack does not take the code of that installation: install the app again',
    [
      'invalid_code',
      'invalid_code_verifier',
      'pkce_not_allowed',
      'user_email_unverified',
      'code_already_used',
      'cannot_install_an_org_installed_app',
      'org_login_requires_sso',
      'oauth_authorization_url_mismatch',
      'preview_feature_not_available',
      'invalid_grant_type',
      'invalid_refresh_token',
      'no_scopes',
      'invalid_scope',
    ],
  ],
];

const PLACE: readonly FaultRow[] = [
  [
    'place',
    INVITE,
    ['not_in_channel', 'channel_not_found', 'invalid_channel', 'duplicate_channel_not_found'],
  ],
  ['place', ARCHIVED, ['is_archived', 'is_inactive']],
  [
    'place',
    READ_ONLY,
    [
      'restricted_action',
      'restricted_action_read_only_channel',
      'restricted_action_thread_only_channel',
      'restricted_action_non_threadable_channel',
      'posting_to_channel_denied',
      'app_access_restricted',
      'channel_is_limited_access',
    ],
  ],
  [
    'place',
    'the bot can’t post in conversations of that kind: choose a channel',
    ['channel_type_not_supported', 'method_not_supported_for_channel_type'],
  ],
  ['place', 'the channel has as many members as it can have: choose another one', ['too_many_members']],
  [
    'place',
    'direct messages to the app are switched off: enable its Messages tab',
    ['messages_tab_disabled', 'not_enabled'],
  ],
  ['place', 'that person is not there', ['user_not_found', 'users_not_found', 'user_not_in_channel']],
  ['place', 'the bot can’t see that person', ['user_not_visible']],
  ['place', 'that account is deactivated', ['user_disabled']],
  ['place', 'bots take no direct messages', ['cannot_dm_bot']],
  [
    'place',
    'those people share no channel',
    ['invalid_user_combination', 'not_enough_users', 'too_many_users'],
  ],
  ['place', SCOPES, ['missing_scope', 'no_permission']],
  ['place', 'the app has no access there', ['access_denied', 'not_authorized', 'restricted_action_external']],
  ['place', 'the workspace’s administrators have suspended posting', ['ekm_access_denied']],
  ['place', 'that workspace is not there', ['team_not_found']],
  ['place', 'the workspace’s plan has no user groups', ['plan_upgrade_required']],
  ['place', 'that user group is not there', ['no_such_subteam']],
];

const THREAD: readonly FaultRow[] = [
  ['thread', 'nobody can reply to that message', ['cannot_reply_to_message']],
  ['thread', 'the thread no longer exists', ['thread_not_found']],
  ['thread', 'the thread is locked', ['thread_locked', 'restricted_action_thread_locked']],
];

const MESSAGE: readonly FaultRow[] = [
  ['too_old', 'the workspace’s settings no longer allow that message to be edited', ['edit_window_closed']],
  ['message', 'the message no longer exists', ['message_not_found', 'message_already_deleted']],
  [
    'message',
    'the message can no longer be edited',
    [
      'cant_update_message',
      'cant_delete_message',
      'update_failed',
      'block_mismatch',
      'cant_broadcast_message',
      'compliance_exports_prevent_deletion',
      'message_not_in_streaming_state',
      'stopped_by_user',
      'message_not_owned_by_app',
      'no_dual_broadcast_content_update',
    ],
  ],
];

/** Slack did not do it, or does not know whether it did. */
const PASSING: readonly FaultRow[] = [
  [
    'doubtful',
    'Slack reports an error',
    [
      'internal_error',
      'fatal_error',
      'request_timeout',
      'service_unavailable',
      'streaming_state_conflict',
      'streaming_mode_mismatch',
      'list_record_comment_fetch_failed',
      'messaging_processing_failed',
    ],
  ],
  [
    'rate_limited',
    'Slack rate-limits Baton',
    ['ratelimited', 'rate_limited', 'message_limit_exceeded', 'external_channel_migrating'],
  ],
];

/** Returns null for a code that is not in the table. */
export const slackFault = faultTable([...WORKSPACE, ...PLACE, ...THREAD, ...MESSAGE, ...FORM, ...PASSING]);
