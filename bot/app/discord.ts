/**
 * Creates the Discord adapter from the configuration: over HTTP if its public key is set, otherwise by the gateway with
 * one process per shard.
 */
import { createDiscordAdapter } from '../../adapters/discord/adapter.ts';
import type { Leases } from '../../runner/core/ports/leases.ts';
import type { Config } from '../config/config.ts';
import type { ConfiguredPlatform } from './platform.ts';

export function discordOf(
  { discordTokens, discord }: Config,
  token: string,
  leases: Leases,
  log: (line: string) => void,
): ConfiguredPlatform {
  const { publicKey, guildId, apiUrl } = discordTokens;
  const owner = (shard: number) => leases.acquire('discord gateway', `shard ${shard}`);
  const mode =
    publicKey === null ? ({ kind: 'gateway', owner } as const) : ({ kind: 'http', publicKey } as const);
  const adapter = createDiscordAdapter({ token, mode, guildId, apiUrl, log });
  return { adapter, routes: adapter.routes, channels: discord.channels };
}
