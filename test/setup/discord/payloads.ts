/** Interactions as Discord tells them to the app. */
import type { Json } from '../chat/json.ts';
import { MOST_FILE_BYTES } from './content-rules.ts';
import type { Channel, User } from './guild.ts';
import type { Interaction } from './interactions.ts';
import type { Message } from './message.ts';
import { channelJson, memberJson, messageJson, userJson } from './wire.ts';
import type { World } from './world.ts';

/** Who acts, and where. */
export interface Actor {
  readonly user: User;
  readonly channel: Channel;
}

/** what people may do in channels, as far as an app is told: all of it but to manage */
const PEOPLE_MAY = String((1n << 10n) | (1n << 11n) | (1n << 16n) | (1n << 31n) | (1n << 35n) | (1n << 38n));

/** All but the data, which is of its type. */
export function interactionPayload(
  world: World,
  { user, channel }: Actor,
  type: number,
  { id, token }: Pick<Interaction, 'id' | 'token'>,
  more: Json,
): Json {
  const { guild } = channel;
  const member = guild?.members.get(user.id);
  const common = {
    version: 1,
    id,
    application_id: world.app.id,
    type,
    token,
    channel: channelJson(channel),
    channel_id: channel.id,
    locale: 'en-US',
    entitlements: [],
    attachment_size_limit: MOST_FILE_BYTES,
    ...more,
  };
  if (guild === null || member === undefined) {
    return {
      ...common,
      user: userJson(user),
      context: 1,
      app_permissions: '0',
      authorizing_integration_owners: { '0': '0' },
    };
  }
  return {
    ...common,
    guild: { id: guild.id, locale: 'en-US', features: [] },
    guild_id: guild.id,
    guild_locale: 'en-US',
    member: { ...memberJson(member, guild.joinedAt), permissions: PEOPLE_MAY },
    context: 0,
    app_permissions: String(guild.botPermissions(channel)),
    authorizing_integration_owners: { '0': guild.id },
  };
}

/** Of a typed command, or of one that is being typed. */
export function commandData(command: Json, subcommand: Json | null, options: readonly Json[]): Json {
  const { id, name, type, guild_id } = command;
  const given = subcommand === null ? options : [{ name: subcommand.name, type: subcommand.type, options }];
  return { id, name, type, ...(guild_id === undefined ? {} : { guild_id }), options: given };
}

export function messageCommandData(command: Json, message: Message): Json {
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    target_id: message.id,
    resolved: { messages: { [message.id]: messageJson(message) } },
  };
}

/** The channels that were chosen in a command, a select or a modal. */
export function resolvedChannels(channels: readonly Channel[]): Json {
  if (channels.length === 0) return {};
  const some = channels.map((channel) => [
    channel.id,
    { id: channel.id, name: channel.name, type: channelJson(channel).type, permissions: PEOPLE_MAY },
  ]);
  return { resolved: { channels: Object.fromEntries(some) } };
}
