/**
 * What Discord's error codes mean for what was to be posted: by class of fault, each with what a person can do. Discord
 * documents its codes in one list for all routes; those of routes that Baton never calls are left out.
 */
import { faultTable } from '../chat/delivery-error.ts';

/** Codes that calls react to. */
export const CODES = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMessage: 10008,
  unknownInteraction: 10062,
  slowMode: 20016,
  oldEdits: 30046,
  acknowledged: 40060,
  missingAccess: 50001,
  missingPermission: 50013,
  wrongChannelType: 50024,
  invalidForm: 50035,
  archived: 50083,
  threadExists: 160004,
  locked: 160005,
  tooManyThreads: 160006,
} as const;

const UNSEEN =
  'the bot can’t see that channel: ask the channel’s manager to give the bot “View Channel” there';
const PERMISSIONS =
  'the bot lacks a permission there: ask the channel’s manager to give it “Send Messages”, “Send Messages in Threads”, “Create Public Threads”, “Attach Files” and “Read Message History”';
const TOO_MANY_THREADS = 'the server has as many active threads as it can have: somebody has to archive some';
const INVITE_AGAIN = 'the bot is no longer on that server: invite it again';

export const discordFault = faultTable([
  ['workspace', 'Discord no longer accepts the bot’s token: check DISCORD_TOKEN', [40001, 50014, 50025]],
  ['workspace', 'the bot’s application is not there: check DISCORD_TOKEN', [10002, 20012]],
  ['workspace', 'the account that owns the bot has to be verified', [40002]],
  ['workspace', 'the account that owns the bot needs two-factor authentication', [60003]],
  ['workspace', 'Discord has suspended the bot', [20026, 40064]],

  ['place', `${UNSEEN}, if it is still there`, [CODES.unknownChannel]],
  ['place', INVITE_AGAIN, [CODES.unknownGuild, 50055]],
  ['place', 'that person is no longer on the server', [10007]],
  ['place', 'that person is not there', [10013, 50033]],
  ['place', 'that channel is for adults only, so the bot can’t post there', [20024, 40058]],
  [
    'place',
    'slow mode is on in that channel: switch it off, or give the bot “Bypass Slowmode”',
    [CODES.slowMode],
  ],
  ['place', 'the server lacks the boosts that this takes', [20035, 50101]],
  ['place', UNSEEN, [CODES.missingAccess, 50002]],
  ['place', 'direct messages don’t take that', [50003]],
  ['place', 'that person takes no direct messages from this server', [50007, 50278]],
  ['place', 'nobody can post messages of that kind there: choose a text channel', [50008]],
  ['place', 'the server demands more verification than the bot has', [50009]],
  ['place', PERMISSIONS, [CODES.missingPermission, 160002]],
  ['place', 'that can’t be done in a channel of that kind: choose a text channel', [CODES.wrongChannelType]],
  ['place', 'the server is not available where the bot is', [50095]],
  ['place', 'posts in that forum need a tag: choose a text channel', [40067]],
  ['place', 'the server has as many channels as it can have: somebody has to delete some', [30013]],

  ['thread', TOO_MANY_THREADS, [CODES.tooManyThreads, 160007]],
  ['thread', 'the thread has as many members as it can have', [30033]],
  ['thread', 'the thread is archived', [CODES.archived]],
  ['thread', 'the thread is locked: a moderator can unlock it', [CODES.locked]],
  ['thread', 'the message that the thread belongs to already has another one', [CODES.threadExists]],

  ['message', 'the message no longer exists', [CODES.unknownMessage]],
  ['message', 'the message is another’s, or of a kind that can’t be edited', [50005, 50021]],
  ['too_old', 'the message is too old to be edited', [CODES.oldEdits, 50034]],

  ['form', 'Discord’s moderation blocks that text', [20009, 20031, 200_000, 200_001, 240_000]],
  ['form', 'the request is too large', [40005]],
  ['form', 'the message is empty', [50006]],
  ['form', 'Discord does not take a part of that message', [CODES.invalidForm, 50068, 50109, 10014]],
  ['form', 'Discord does not take that file', [50045, 50046, 50123, 50138, 50146, 50192]],
  ['form', 'the interaction’s token expired', [CODES.unknownInteraction, 10015, 50027]],
  ['form', 'the interaction was answered before', [CODES.acknowledged]],
  ['form', 'Discord no longer has that version of its API', [50041]],

  ['rate_limited', 'Discord rate-limits Baton', [20022, 20028, 20029, 40062, 31001, 31002]],
  ['doubtful', 'Discord is overloaded', [130_000, 40006]],
  ['unsent', 'something between Baton and Discord refuses its requests: see to the network', [40333]],
]);

/** What a refusal without one of these codes means, by its HTTP status. */
export const discordStatusFault = faultTable([
  ['workspace', 'Discord no longer accepts the bot’s token: check DISCORD_TOKEN', [401]],
  ['place', 'the bot may not do that there', [403]],
  ['unsent', 'something between Baton and Discord answers in its place', [404, 405, 407, 408]],
  ['form', 'Discord does not take it', [400, 411, 413, 414, 415, 422]],
]);
