/** Discord's record: its variables, its ids, and how it is checked and opened. Loads the client only when it is used. */
import { httpUrl, secret, textThat, token, variable } from '../../runner/core/variables.ts';
import type { AdapterSettings, Platform } from '../chat/platform.ts';
import type { DiscordSettings } from './checks.ts';

const SNOWFLAKE = /^\d{15,20}$/;

export const discord: Platform = {
  name: 'discord',
  title: 'Discord',
  variables: {
    DISCORD_TOKEN: secret(token, 'the bot’s token; turns Discord on', 'Discord is off'),
    DISCORD_PUBLIC_KEY: variable(
      textThat(
        (key) => /^[0-9a-f]{64}$/i.test(key),
        'is the public key of the application: 64 hexadecimal digits',
      ),
      'the application’s public key, 64 hexadecimal digits; set: HTTP mode',
      'the gateway',
    ),
    DISCORD_GUILD_ID: variable(
      textThat((id) => SNOWFLAKE.test(id), 'is the id of a server, such as 300000000000000001'),
      'the server whose own commands are registered; they are there at once, and nowhere else',
      'all servers',
    ),
    DISCORD_API_URL: variable(
      httpUrl('is an address such as http://127.0.0.1:4000/api'),
      'another address of Discord’s API, `http://host:port/api`; for tests',
      'Discord’s own',
    ),
  },
  enabledBy: ['DISCORD_TOKEN'],
  ids: {
    channel: { form: SNOWFLAKE, example: '"300000000000000001"' },
    person: { form: /^\d+$/, example: '"200000000000000001"' },
    group: { word: 'role', form: /^\d+$/, example: 'role:456' },
  },
  missing: ({ variables }) => ((variables.DISCORD_TOKEN ?? null) === null ? ['DISCORD_TOKEN'] : []),
  async checks(settings, verbs) {
    const { discordChecks } = await import('./checks.ts');
    return discordChecks(discordSettings(settings), verbs);
  },
  /** Over HTTP if the public key is set, otherwise by the gateway with one process per shard. */
  async open(settings, { leases, verbs, log }) {
    const { createDiscordAdapter } = await import('./adapter.ts');
    const { token, publicKey, guildId, apiUrl } = discordSettings(settings);
    if (token === null) throw new Error('Discord is opened without a token');
    const owner = (shard: number) => leases.acquire('discord gateway', `shard ${shard}`);
    const mode =
      publicKey === null ? ({ kind: 'gateway', owner } as const) : ({ kind: 'http', publicKey } as const);
    return createDiscordAdapter({ token, mode, guildId, apiUrl, verbs, log });
  },
};

function discordSettings({ variables }: AdapterSettings): DiscordSettings {
  return {
    token: variables.DISCORD_TOKEN ?? null,
    publicKey: variables.DISCORD_PUBLIC_KEY ?? null,
    guildId: variables.DISCORD_GUILD_ID ?? null,
    apiUrl: variables.DISCORD_API_URL ?? null,
  };
}
