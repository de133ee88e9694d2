/** How things look in Discord's JSON. */
import type { Json } from '../chat/json.ts';
import { CHANNEL_TYPES, type Channel, type Guild, type Member, type User } from './guild.ts';
import { type Attachment, FLAGS, type Message, rolesNamedIn } from './message.ts';
import { madeAt } from './snowflake.ts';
import type { World } from './world.ts';

const GUEST = 1 << 4;
const STARTER_TYPE = { plain: 0, reply: 19, command: 20 } as const;

export function userJson({ id, name, bot }: User): Json {
  return {
    id,
    username: name,
    global_name: bot ? null : name,
    discriminator: '0',
    avatar: null,
    bot,
    system: false,
    public_flags: 0,
    flags: 0,
  };
}

export function memberJson({ user, roles, guest, pending }: Member, joinedAt: number): Json {
  return {
    user: userJson(user),
    nick: null,
    avatar: null,
    banner: null,
    roles,
    joined_at: iso(joinedAt),
    premium_since: null,
    deaf: false,
    mute: false,
    flags: guest ? GUEST : 0,
    pending,
    communication_disabled_until: null,
  };
}

export function rolesJson(guild: Guild): Json[] {
  return [...guild.roles.values()].map(({ id, name, permissions }, position) => ({
    id,
    name,
    permissions: String(permissions),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: name === 'Baton',
    ...(name === 'Baton' ? { tags: { bot_id: guild.bot.user } } : {}),
    mentionable: true,
    flags: 0,
  }));
}

export function channelJson(channel: Channel): Json {
  const { id, kind, name, guild, recipient, thread } = channel;
  const type = CHANNEL_TYPES[kind];
  if (recipient !== null)
    return { id, type, flags: 0, last_message_id: null, recipients: [userJson(recipient)] };
  const common = { id, type, name, guild_id: guild?.id, flags: 0, rate_limit_per_user: 0 };
  if (thread !== null) return { ...common, ...threadJson(channel) };
  return {
    ...common,
    position: 0,
    parent_id: null,
    topic: null,
    nsfw: false,
    last_message_id: null,
    permission_overwrites: channel.overwrites.map((one) => ({
      id: one.id,
      type: one.kind === 'role' ? 0 : 1,
      allow: String(one.allow),
      deny: String(one.deny),
    })),
    ...(kind === 'forum' ? { available_tags: [], default_reaction_emoji: null } : {}),
  };
}

function threadJson({ id, thread }: Channel): Json {
  if (thread === null) return {};
  return {
    parent_id: thread.parent.id,
    owner_id: thread.owner,
    message_count: 0,
    total_message_sent: 0,
    member_count: 1,
    thread_metadata: {
      archived: thread.archived,
      locked: thread.locked,
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: iso(thread.archivedAt),
      create_timestamp: iso(madeAt(id)),
    },
    member: { id, user_id: thread.owner, join_timestamp: iso(madeAt(id)), flags: 0 },
  };
}

export function guildJson(guild: Guild): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    owner_id: [...guild.members.values()].find(({ user }) => !user.bot)?.user.id ?? guild.id,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: rolesJson(guild),
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    premium_tier: 0,
    preferred_locale: 'en-US',
    public_updates_channel_id: null,
    nsfw_level: 0,
  };
}

/** Of GUILD_CREATE: the guild with all that is in it that a bot with few intents is told. */
export function wholeGuildJson(guild: Guild, world: World): Json {
  const me = guild.members.get(world.app.bot.id);
  const active = world.threadsOf(guild).filter(({ thread }) => thread?.archived === false);
  return {
    ...guildJson(guild),
    joined_at: iso(guild.joinedAt),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: me === undefined ? [] : [memberJson(me, guild.joinedAt)],
    channels: world.channelsOf(guild).map(channelJson),
    threads: active.map(channelJson),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function applicationJson({ app, guilds, interactionsUrl }: World): Json {
  const { id, name, publicKey, bot } = app;
  return {
    id,
    name,
    icon: null,
    description: '',
    summary: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: publicKey,
    flags: 0,
    team: null,
    hook: true,
    redirect_uris: [],
    interactions_endpoint_url: interactionsUrl,
    approximate_guild_count: guilds.length,
    bot: userJson(bot),
  };
}

/** Of a message; `reads` is whether its content may be told (see `readable`). */
export function messageJson(message: Message, reads = true): Json {
  const { id, channel, author, repliesTo, thread, interaction } = message;
  const flags = message.flags | (thread === null ? 0 : FLAGS.hasThread);
  const type =
    interaction !== null
      ? STARTER_TYPE.command
      : repliesTo === null
        ? STARTER_TYPE.plain
        : STARTER_TYPE.reply;
  return {
    id,
    type,
    channel_id: channel.id,
    author: userJson(author),
    content: reads ? message.content : '',
    embeds: reads ? message.embeds : [],
    components: reads ? message.components : [],
    attachments: reads ? message.attachments.map(attachmentJson) : [],
    timestamp: iso(madeAt(id)),
    edited_timestamp: message.editedAt === null ? null : iso(message.editedAt),
    tts: false,
    mention_everyone: false,
    mentions: message.mentions.map((user) => ({ ...userJson(mentioned(user, message)) })),
    mention_roles: rolesNamedIn(message),
    pinned: false,
    flags,
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(repliesTo === null ? {} : replyJson(repliesTo)),
    ...(thread === null ? {} : { thread: channelJson(thread) }),
    ...(interaction === null
      ? {}
      : {
          interaction_metadata: interaction.metadata,
          application_id: interaction.application,
          webhook_id: interaction.application,
        }),
  };
}

function mentioned(id: string, { repliesTo, author }: Message): User {
  const known = [repliesTo?.author, author].find((user) => user?.id === id);
  return known ?? { id, name: id, bot: false, closed: false };
}

function replyJson(to: Message): Json {
  return {
    message_reference: {
      type: 0,
      message_id: to.id,
      channel_id: to.channel.id,
      guild_id: to.channel.guild?.id,
    },
    referenced_message: to.deleted ? null : messageJson({ ...to, repliesTo: null }),
  };
}

function attachmentJson({ id, name, bytes, url, description }: Attachment): Json {
  return {
    id,
    filename: name,
    size: bytes.length,
    url,
    proxy_url: url,
    content_type: 'text/plain; charset=utf-8',
    ...(description === null ? {} : { description }),
  };
}

/**
 * Whether the app is told what a message says: without the intent for message content it is only for its own messages,
 * direct ones, and those that mention the bot, or its role, or reply to it with a ping.
 */
export function readable(message: Message, bot: string): boolean {
  if (message.author.id === bot || message.channel.guild === null) return true;
  const own = message.channel.guild.bot.roles;
  return message.mentions.includes(bot) || rolesNamedIn(message).some((role) => own.includes(role));
}

function iso(at: number): string {
  return new Date(at).toISOString().replace('Z', '000+00:00');
}
