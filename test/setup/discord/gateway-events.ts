/** What of an event a session is told: those of its shard and its intents, messages without what it may not read. */
import { shardOfGuild } from './gateway-client.ts';
import type { GatewaySession } from './gateway-session.ts';
import { type Channel, Guild } from './guild.ts';
import type { Message } from './message.ts';
import { may } from './permissions.ts';
import { memberJson, messageJson, readable } from './wire.ts';
import type { World } from './world.ts';

const INTENTS = { guilds: 1 << 0, guildMessages: 1 << 9, directMessages: 1 << 12 } as const;

export interface GatewayEvent {
  readonly event: string;
  readonly data: unknown;
}

/** None, or that one as the session sees it. */
export function eventsFor(
  world: World,
  session: GatewaySession,
  event: string,
  of: Channel | Guild | null,
  data: unknown,
): readonly GatewayEvent[] {
  const guild = of instanceof Guild ? of : (of?.guild ?? null);
  const hidden = of !== guild && guild !== null && !may(guild.botPermissions(of as Channel), 'ViewChannel');
  if (hidden || !isOfShard(session, guild) || !isIntended(session, event, guild)) return [];
  if (event !== 'MESSAGE_CREATE' && event !== 'MESSAGE_UPDATE') return [{ event, data }];
  return [{ event, data: messageEvent(world, data as Message, guild) }];
}

function isOfShard({ shard }: GatewaySession, guild: Guild | null): boolean {
  return guild === null ? shard.id === 0 : shardOfGuild(guild, shard.of) === shard.id;
}

function isIntended({ intents }: GatewaySession, event: string, guild: Guild | null): boolean {
  if (event === 'INTERACTION_CREATE') return true;
  if (event.startsWith('MESSAGE_')) {
    return (intents & (guild === null ? INTENTS.directMessages : INTENTS.guildMessages)) !== 0;
  }
  return (intents & INTENTS.guilds) !== 0;
}

function messageEvent(world: World, message: Message, guild: Guild | null) {
  const json = messageJson(message, readable(message, world.app.bot.id));
  if (guild === null) return json;
  const author = guild.members.get(message.author.id);
  const { user: _, ...member } = author === undefined ? { user: null } : memberJson(author, guild.joinedAt);
  return { ...json, guild_id: guild.id, ...(author === undefined ? {} : { member }) };
}
