/**
 * What Slack's error codes mean for what was to be posted: by class of fault, each with what a person can do. Covers every
 * error that Slack documents for the methods that Baton calls.
 */
import { type FaultRow, faultTable } from '../chat/delivery-error.ts';

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

const NO_FILES = 'uploading files is switched off in this workspace';
const NO_SUCH_FILES = 'uploading such files is switched off in this workspace';
const UNSHARED = 'Slack could not share the file';

const FORM: readonly FaultRow[] = [
  ['form', NO_FILES, ['file_uploads_disabled', 'slack_connect_file_upload_sharing_blocked']],
  [
    'form',
    NO_SUCH_FILES,
    [
      'file_uploads_except_images_disabled',
      'file_type_not_allowed',
      'blocked_file_type',
      'slack_connect_blocked_file_type',
      'unknown_snippet_type',
    ],
  ],
  [
    'form',
    'uploading files of that size is switched off in this workspace',
    ['file_upload_size_restricted', 'snippet_too_large'],
  ],
  ['form', 'the workspace has no room for files left', ['storage_limit_reached']],
  [
    'form',
    UNSHARED,
    [
      'file_not_found',
      'file_deleted',
      'file_is_deleted',
      'file_update_failed',
      'file_share_limit_reached',
      'max_file_sharing_exceeded',
      'channels_limit_exceeded',
      'missing_file_data',
      'unable_to_share_files',
      'unknown_subtype',
      'alt_txt_too_large',
      'not_visible',
      'canvas_disabled_file_team',
      'canvas_disabled_user_team',
      'canvas_globally_disabled',
      'template_not_visible',
      'slack_connect_canvas_sharing_blocked',
      'slack_connect_clip_sharing_blocked',
      'slack_connect_file_link_sharing_blocked',
      'slack_connect_lists_sharing_blocked',
    ],
  ],
  [
    'form',
    'the message is too long for Slack',
    ['msg_too_long', 'msg_blocks_too_long', 'msg_blocks_too_many'],
  ],
  ['form', 'the message has no text', ['no_text']],
  [
    'form',
    'Slack does not take the parts of that message',
    [
      'invalid_blocks',
      'invalid_blocks_format',
      'invalid_attachments',
      'attachment_payload_limit_exceeded',
      'too_many_attachments',
      'too_many_contact_cards',
      'markdown_text_conflict',
      'invalid_metadata_format',
      'invalid_metadata_schema',
      'metadata_must_be_sent_from_app',
      'metadata_too_large',
      'invalid_chunks',
      'missing_recipient_team_id',
      'missing_recipient_user_id',
      'as_user_not_supported',
      'send_on_behalf_not_allowed',
      'duplicate_message_not_found',
      'draft_already_deleted',
      'draft_already_sent',
      'draft_has_conflict',
      'draft_not_found',
    ],
  ],
  [
    'form',
    'the form could not be opened in time',
    [
      'expired_trigger_id',
      'exchanged_trigger_id',
      'invalid_trigger_id',
      'trigger_expired',
      'trigger_exchanged',
    ],
  ],
  [
    'form',
    'the form was closed, or changed by somebody else',
    ['hash_conflict', 'not_found', 'duplicate_external_id', 'push_limit_reached', 'view_not_found'],
  ],
  [
    'form',
    'the form is too large or can’t be shown there',
    ['view_too_large', 'missing_profile_id', 'not_implemented'],
  ],
  [
    'form',
    'Slack does not take the request',
    [
      'invalid_arguments',
      'invalid_argument',
      'invalid_arg_name',
      'invalid_array_arg',
      'invalid_charset',
      'invalid_form_data',
      'invalid_post_type',
      'invalid_json',
      'json_not_object',
      'missing_args',
      'missing_argument',
      'missing_post_type',
      'missing_charset',
      'insecure_request',
      'invalid_cursor',
      'invalid_limit',
      'invalid_metadata_filter_keys',
      'invalid_name',
      'invalid_ts_latest',
      'invalid_ts_oldest',
      'invalid_types',
      'bad_timestamp',
      'no_item_specified',
      'users_list_not_supplied',
      'unknown_method',
      'method_deprecated',
      'deprecated_endpoint',
    ],
  ],
  [
    'form',
    'nothing can be added to that message',
    [
      'already_reacted',
      'too_many_emoji',
      'too_many_reactions',
      'external_channel_reaction_not_allowed',
      'no_reaction',
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
