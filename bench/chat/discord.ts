/** Discord for the part `chat`: people who choose commands, press buttons and type into options. */
import type { Delivery } from '../../test/setup/discord/deliveries.ts';
import { startDiscord, type TestDiscord } from '../../test/setup/discord/discord.ts';
import type { SeenMessage } from '../../test/setup/discord/seen.ts';
import { FOCUS, ONLOOKER, type Platform, pick, ROOMS, STARTERS, type UserActionKind } from './platform.ts';

const LAUNCHER_WITHIN_MS = 5_000;

export async function openDiscord(mode: 'gateway' | 'http'): Promise<Platform> {
  const people = [...STARTERS, ONLOOKER].map((name) => ({ name }));
  const channels = ROOMS.map((name) => ({ name }));
  const discord = await startDiscord({ pace: true, guilds: [{ people, channels }] });
  const guild = discord.guild().id;
  return {
    name: 'Discord',
    variables: {
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: discord.botToken,
      DISCORD_GUILD_ID: guild,
      ...(mode === 'http' ? { DISCORD_PUBLIC_KEY: discord.app.publicKey } : {}),
    },
    log: discord.log,
    serve: (address) => {
      if (mode === 'http') discord.deliverTo(`${address}/discord/interactions`);
    },
    furnished: () => discord.until('the commands', () => discord.commands.seenIn(guild).length > 0),
    placeOf: (room) => `discord:${discord.channelId(room)}`,
    async deeds() {
      const all = ROOMS.flatMap((room) => discord.channel(room));
      const cards = all.filter(({ buttons }) => buttons.includes('Cancel'));
      const replies = all.flatMap(({ id }) => discord.thread(id).slice(1));
      const outputs = replies.filter(({ buttons }) => buttons.includes('Full output'));
      return cards.length === 0 || outputs.length === 0 ? null : deedsOn(discord, cards, outputs);
    },
    stop: () => discord.stop(),
  };
}

function deedsOn(
  discord: TestDiscord,
  cards: readonly SeenMessage[],
  outputs: readonly SeenMessage[],
): Record<string, UserActionKind> {
  const starter = (n: number) => discord.person(pick(STARTERS, n));
  const at = (n: number) => ({ channel: pick(ROOMS, n) });
  const chosen =
    (command: string, given: Record<string, string> = {}): UserActionKind =>
    async (n) =>
      taken(await starter(n).command(command, given, at(n)));
  return {
    '/flow launch': async (n) => {
      const person = starter(n);
      const shown = person.ephemerals().length;
      const delivery = await person.command('flow launch', {}, at(n));
      return {
        ackMs: delivery.ackMs,
        openMs: await opening(discord, delivery, () => person.ephemerals().length > shown),
      };
    },
    '/flow list': chosen('flow list'),
    '/flow history': chosen('flow history'),
    '/flow run tech-debt <focus>': chosen('flow run', { flow: 'tech-debt', focus: `${FOCUS}?` }),
    'button Full output': async (n) => taken(await starter(n).press(pick(outputs, n), 'Full output')),
    'button Cancel, asking first': async (n) =>
      taken(await discord.person(ONLOOKER).press(pick(cards, n), 'Cancel')),
    'what an option offers': async (n) => {
      const begun = Date.now();
      const offered = await starter(n).autocomplete('flow run', 'flow', 'de', {}, at(n));
      return { ackMs: offered.length === 0 ? null : Date.now() - begun, openMs: null };
    },
  };
}

const taken = ({ ackMs }: Delivery) => ({ ackMs, openMs: null });

/** From the command until the person sees the form. */
async function opening(
  discord: TestDiscord,
  { at }: Delivery,
  isShown: () => boolean,
): Promise<number | null> {
  try {
    await discord.until('the launcher', isShown, LAUNCHER_WITHIN_MS);
    return Date.now() - at;
  } catch {
    return null;
  }
}
