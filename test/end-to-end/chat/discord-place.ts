/** Discord, for the stories: the test server's people and messages in the words of `place.ts`. */
import { numberOf } from '../../../adapters/discord/marks.ts';
import { type DiscordOptions, startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';
import { seenMessage } from '../../setup/discord/seen.ts';
import { byBot, handsOf, ownHands, seenIn, shown } from './discord-hands.ts';
import { type ChatPlace, PATIENCE_MS } from './place.ts';
import type { PlaceOptions } from './slack-place.ts';

const MESSAGES = 'POST /channels/:channel/messages';
const EDITS = 'PATCH /channels/:channel/messages/:message';

export interface DiscordPlace extends ChatPlace {
  /** the test server itself, for what only Discord has */
  readonly discord: TestDiscord;
}

/** The place, which must be a Discord. */
export function asDiscord(place: ChatPlace): TestDiscord {
  if (!('discord' in place)) throw new Error('this place is no Discord');
  return (place as DiscordPlace).discord;
}

export async function discordPlace(
  mode: 'gateway' | 'http',
  { rooms, pace = false }: PlaceOptions,
): Promise<DiscordPlace> {
  const seed: DiscordOptions =
    rooms === undefined ? { pace } : { pace, guilds: [{ channels: rooms.map((name) => ({ name })) }] };
  const discord = await startDiscord(seed);
  return {
    discord,
    platform: 'discord',
    variables: {
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: discord.botToken,
      DISCORD_GUILD_ID: discord.guild().id,
      ...(mode === 'http' ? { DISCORD_PUBLIC_KEY: discord.app.publicKey } : {}),
    },
    serve: (address) => {
      if (mode === 'http') discord.deliverTo(`${address}/discord/interactions`);
    },
    furnished: () =>
      discord.until('the commands', () => discord.commands.seenIn(discord.guild().id).length > 0),
    person: (name) => handsOf(discord, discord.person(name)),
    onSlack: () => null,
    onDiscord: (name) => ownHands(discord, discord.person(name)),
    channelId: (name) => discord.channelId(name),
    personId: (name) => discord.person(name).id,
    team: `role:${roleNamed(discord, 'reviewers')}`,
    cards: async (channel) => discord.channel(channel).filter(byBot(discord)).map(shown),
    again: async ({ id }) => {
      const message = discord.message(id);
      return message.deleted ? null : shown(message);
    },
    replies: async ({ id }) =>
      discord
        .thread(id)
        .filter((message) => message.id !== id && byBot(discord)(message))
        .map(shown),
    isPost: (message, run_id, key) => {
      const [outermost] = seenIn(message).components;
      return outermost?.id === numberOf({ run_id, key });
    },
    calls: (_run_id, { id }) => discord.callsOf(id).length,
    get count() {
      return discord.log.calls.length;
    },
    failures: (channel) =>
      discord.log.calls.filter(
        ({ status, args }) => (status ?? 500) >= 400 && isAbout(discord, discord.channelId(channel), args),
      ).length,
    refuseAll: (error) => discord.inject({ method: '*', times: 1e6, fault: { kind: 'refuse', error } }),
    slow: (ms, chance) => {
      const where = ({ method }: { method: string }) => method.includes('/channels/:channel');
      discord.inject({ method: '*', times: 1e6, chance, where, fault: { kind: 'delay', ms, when: 'after' } });
    },
    trouble: (chance) => {
      const always = { times: 1e6, chance };
      const failing = (method: string, effect: 'none' | 'done') =>
        discord.inject({ ...always, method, fault: { kind: 'server_error', effect } });
      discord.inject({ ...always, method: MESSAGES, fault: { kind: 'rate_limited', retryAfter: 1 } });
      failing(MESSAGES, 'none');
      failing(MESSAGES, 'done');
      failing(EDITS, 'none');
    },
    sent: () =>
      discord.log.calls
        .filter(({ method }) => /messages|callback|webhooks/.test(method))
        .map(({ method, args, error }) => ({ what: method, json: JSON.stringify(args), error })),
    pinged: (message) => seenIn(message).mentions,
    pings: () =>
      [...discord.world.messages.values()]
        .map(seenMessage)
        .filter(byBot(discord))
        .flatMap(({ mentions }) => mentions),
    typed: (words) => words,
    paced: () => [...discord.pace.refusals.values()].reduce((sum, times) => sum + times, 0),
    fileTexts: () => discord.files().map((file) => file.text),
    describe: () => discord.describe(),
    until: (what, look, withinMs = PATIENCE_MS) => discord.until(what, look, withinMs),
    stop: () => discord.stop(),
  };
}

/** Whether a call is about that channel or a thread in it. */
export function isAbout(
  { world }: TestDiscord,
  id: string,
  { channel }: Readonly<Record<string, unknown>>,
): boolean {
  const where = String(channel);
  if (where === id || world.channels.get(where)?.thread?.parent.id === id) return true;
  // A thread that was deleted has the id of its card.
  return world.messages.get(where)?.channel.id === id;
}

function roleNamed(discord: TestDiscord, name: string): string {
  const role = [...discord.guild().roles.values()].find((one) => one.name === name);
  if (role === undefined) throw new Error(`no role ${name}`);
  return role.id;
}
