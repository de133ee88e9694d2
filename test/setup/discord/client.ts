/** The real discord.js, as the tests of the server use it, and the commands that they register. */
import { Client, type DiscordAPIError, Events, GatewayIntentBits } from 'discord.js';
import type { TestDiscord } from './discord.ts';

export const COMMANDS = [
  {
    name: 'flow',
    description: 'Runs flows',
    options: [
      {
        type: 1,
        name: 'run',
        description: 'Runs one',
        options: [
          { type: 3, name: 'flow', description: 'Which one', autocomplete: true, required: true },
          { type: 5, name: 'fast', description: 'Whether quickly' },
        ],
      },
    ],
  },
  { name: 'Run a flow on this', type: 3 },
];

export async function connect(front: TestDiscord): Promise<Client<true>> {
  const made = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
    rest: { api: front.apiUrl, retries: 0 },
  });
  made.on(Events.Error, () => undefined);
  const ready = new Promise<Client<true>>((resolve) => made.once(Events.ClientReady, resolve));
  await made.login(front.botToken);
  return ready;
}

/** The code with which Discord refuses a call, and what it says. */
export async function refusal(call: Promise<unknown>): Promise<{ code: number | string; says: string }> {
  const error = await call.then(
    () => new Error('it was taken'),
    (thrown: DiscordAPIError) => thrown,
  );
  return { code: 'code' in error ? error.code : error.message, says: error.message };
}
