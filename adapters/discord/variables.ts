/** The environment variables that configure Discord. */
import { httpUrl, secret, textThat, token, type Variables, variable } from '../../runner/core/variables.ts';

const publicKey = textThat(
  (key) => /^[0-9a-f]{64}$/i.test(key),
  'is the public key of the application: 64 hexadecimal digits',
);
const guildId = textThat((id) => /^\d{15,20}$/.test(id), 'is the id of a server, such as 300000000000000001');

export const DISCORD_VARIABLES = {
  DISCORD_TOKEN: secret(token, 'the bot’s token; turns Discord on', 'Discord is off'),
  DISCORD_PUBLIC_KEY: variable(
    publicKey,
    'the application’s public key, 64 hexadecimal digits; set: HTTP mode',
    'the gateway',
  ),
  DISCORD_GUILD_ID: variable(
    guildId,
    'the server whose own commands are registered; they are there at once, and nowhere else',
    'all servers',
  ),
  DISCORD_API_URL: variable(
    httpUrl('is an address such as http://127.0.0.1:4000/api'),
    'another address of Discord’s API, `http://host:port/api`; for tests',
    'Discord’s own',
  ),
} satisfies Variables;
