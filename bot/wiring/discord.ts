/** Discord as it is configured: over HTTP when its public key is set, else by the gateway, one process a shard. */
import { createDiscordAdapter } from '../../adapters/discord/adapter.ts';
import type { Posts } from '../../runner/core/posts.ts';
import type { Config } from '../config/config.ts';
import { type ConfiguredPlatform, DISCORD_IS_OFF } from './platform.ts';

/** A line that says what is missing when Discord is off. */
export function discordOf(
  { discordTokens, discord }: Config,
  posts: Posts,
  log: (line: string) => void,
): ConfiguredPlatform | string {
  const { token, publicKey, guildId, apiUrl } = discordTokens;
  if (token === null) return DISCORD_IS_OFF;
  const owner = (shard: number) => posts.lease('discord gateway', `shard ${shard}`);
  const mode =
    publicKey === null ? ({ kind: 'gateway', owner } as const) : ({ kind: 'http', publicKey } as const);
  const adapter = createDiscordAdapter({ token, mode, guildId, apiUrl, log });
  return { adapter, routes: adapter.routes, channels: discord.channels };
}
