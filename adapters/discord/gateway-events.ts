/**
 * Handles events of the gateway: interactions, messages that mention the bot or reply to one of its messages, and servers
 * that it joins or leaves.
 */
import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type GatewayMessageCreateDispatchData,
} from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import type { UserAction } from '../../runner/core/ports/platform.ts';
import type { Connection } from '../chat/connection.ts';
import type { Directory } from '../chat/directory.ts';
import type { Openings } from '../chat/openings.ts';
import type { Api } from './api.ts';
import type { Channels } from './channels.ts';
import type { DiscordInbox, Interactions } from './interactions.ts';
import { nameOf, profileOf } from './people.ts';
import type { DiscordTime } from './snowflakes.ts';
import { typedText, withoutMention } from './typed-text.ts';

export interface GatewayEvents {
  readonly api: Api;
  readonly inbox: DiscordInbox;
  readonly interactions: Interactions;
  readonly channels: Channels;
  readonly directory: Directory;
  readonly time: DiscordTime;
  readonly connection: Connection;
  readonly openings: Openings;
  readonly log: (line: string) => void;
}

/** Handles a gateway event. Never throws. */
export function onDispatch(payload: GatewayDispatchPayload, events: GatewayEvents): void {
  const { interactions, connection, openings, log } = events;
  switch (payload.t) {
    case GatewayDispatchEvents.InteractionCreate:
      void interactions.fromGateway(payload.d);
      return;
    case GatewayDispatchEvents.MessageCreate:
      mentioned(payload.d, events).catch((error: unknown) =>
        log(`discord: a mention was not taken: ${messageOf(error)}`),
      );
      return;
    case GatewayDispatchEvents.GuildCreate:
    case GatewayDispatchEvents.GuildDelete:
      if (
        connection.workspaces?.includes(payload.d.id) !==
        (payload.t === GatewayDispatchEvents.GuildCreate)
      ) {
        void connection.learn();
      }
      if (payload.t === GatewayDispatchEvents.GuildCreate) openings.opened(payload.d.id, null);
      return;
    // Permissions changed, a thread was unlocked or archived.
    case GatewayDispatchEvents.GuildRoleUpdate:
      openings.opened(payload.d.guild_id, null);
      return;
    case GatewayDispatchEvents.ChannelCreate:
    case GatewayDispatchEvents.ChannelUpdate:
      openings.opened(payload.d.guild_id, payload.d.id);
      return;
    case GatewayDispatchEvents.ThreadUpdate:
      if (payload.d.guild_id !== undefined) openings.opened(payload.d.guild_id, payload.d.parent_id ?? null);
      return;
    case GatewayDispatchEvents.ThreadDelete:
      openings.opened(payload.d.guild_id, null);
      return;
  }
}

async function mentioned(message: GatewayMessageCreateDispatchData, events: GatewayEvents): Promise<void> {
  const { api, inbox, time } = events;
  time.saw(message.id);
  const action = await parseMention((await api.me()).id, events, message);
  if (action !== null) await inbox.receive({ action, reply: null }, null);
}

/** Returns null for a message that no person addressed to the bot on a server. Throws `DeliveryError`. */
async function parseMention(
  bot: string,
  { channels, directory }: Pick<GatewayEvents, 'channels' | 'directory'>,
  message: GatewayMessageCreateDispatchData,
): Promise<UserAction | null> {
  const { id, author, guild_id, channel_id, content, mentions, referenced_message } = message;
  const isCalled = mentions.some((user) => user.id === bot);
  if (guild_id === undefined || author.bot === true || message.webhook_id !== undefined || !isCalled)
    return null;
  const parent = await channels.parentOf(channel_id);
  const text = typedText(withoutMention(content, bot), mentions).trim();
  const isReply = parent !== null && referenced_message?.author.id === bot;
  const given = message.member === undefined ? null : profileOf(author, whole(message.member));
  return {
    id,
    platform: 'discord',
    place: {
      workspace: guild_id,
      channel: parent ?? channel_id,
      thread: parent === null ? null : channel_id,
    },
    person: directory.person(guild_id, author.id, given?.name ?? nameOf(author), given),
    kind: 'mention',
    text,
    ...(isReply ? { repliesTo: referenced_message.id } : {}),
  };
}

/** Adds the fields that interactions have. */
function whole({ roles, pending, nick, flags }: NonNullable<GatewayMessageCreateDispatchData['member']>) {
  return { roles, pending: pending ?? false, nick: nick ?? null, flags };
}
