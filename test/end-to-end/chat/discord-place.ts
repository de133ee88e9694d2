/** Discord, for the stories: the test server's people and messages in the words of `place.ts`. */
import { numberOf } from '../../../adapters/discord/marks.ts';
import { records, text } from '../../setup/chat/json.ts';
import { type DiscordOptions, startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';
import type { Person } from '../../setup/discord/person.ts';
import { type SeenMessage, seenMessage } from '../../setup/discord/seen.ts';
import type { ChatPlace, DiscordHands, Hands, Launcher, Shown, Wish } from './place.ts';
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
    pings: () =>
      [...discord.world.messages.values()].map(seenMessage).filter(byBot(discord)).flatMap(pingsIn),
    typed: (words) => words,
    paced: () => [...discord.pace.refusals.values()].reduce((sum, times) => sum + times, 0),
    fileTexts: () => discord.files().map((file) => file.text),
    describe: () => discord.describe(),
    until: (what, look, withinMs) => discord.until(what, look, withinMs),
    stop: () => discord.stop(),
  };
}

function handsOf(discord: TestDiscord, person: Person): Hands {
  const fresh = async (what: string, act: () => Promise<unknown>): Promise<SeenMessage> => {
    const before = person.ephemerals().length;
    await act();
    return await discord.until(what, () => person.ephemerals()[before]);
  };
  return {
    run: (wish, where) => person.command('flow run', given(wish), where),
    command: (name, { run } = {}) => person.command(`flow ${name}`, run === undefined ? {} : { run }),
    async press(on, label) {
      if (label !== 'Cancel') return await person.press(seenIn(on), label);
      const question = await fresh('whether one is sure', () => person.press(seenIn(on), label));
      return await person.press(question, 'Cancel the run');
    },
    told: () => person.ephemerals().map(shown),
    async launcher() {
      const message = await fresh('the launcher', () => person.command('flow launch'));
      return launcherOf(discord, person, message);
    },
    async runOn(words) {
      await person.contextCommand(person.say(words));
    },
    async export(card, channel) {
      const form = await fresh('the form', () => person.press(seenIn(card), 'Export…'));
      await person.choose(form, 'Channel', channel);
      await person.press(discord.message(form.id), 'Export');
    },
    async ask(card, question) {
      await person.press(seenIn(card), 'Ask an agent…');
      const form = await person.awaitModal();
      const [agent = ''] = form.options('Agent');
      form.choose('Agent', agent);
      form.fill('Question', question);
      await form.submit();
      return agent;
    },
    async call(_card, reply, _agent, question) {
      person.say(`@Baton ${question}`, { replyTo: seenIn(reply) });
    },
    async runBelow(words, wish) {
      const thread = person.startThread('Of our own', words, { channel: 'shop' });
      await person.command('flow run', given(wish), { thread });
      return async () => discord.channel(thread).filter(byBot(discord)).map(shown);
    },
  };
}

function ownHands(discord: TestDiscord, person: Person): DiscordHands {
  return {
    async offered(option, typed) {
      return (await person.autocomplete('flow run', option, typed)).map(({ value }) => value);
    },
    async runInForum(wish) {
      const thread = person.startThread('An idea', 'What about this?', { channel: 'ideas' });
      await person.command('flow run', given(wish), { thread });
      return () => discord.channel(thread).filter(byBot(discord)).map(shown);
    },
    age: ({ id }) => discord.ageMessage(id, 61),
  };
}

function given(wish: Wish): Record<string, string> {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

function roleNamed(discord: TestDiscord, name: string): string {
  const role = [...discord.guild().roles.values()].find((one) => one.name === name);
  if (role === undefined) throw new Error(`no role ${name}`);
  return role.id;
}

function launcherOf(discord: TestDiscord, person: Person, first: SeenMessage): Launcher {
  const now = () => discord.message(first.id);
  const flowsIn = ({ components }: SeenMessage): readonly string[] =>
    components
      .flatMap(inside)
      .filter((one) => text(one.placeholder).includes('Flow'))
      .flatMap(({ options }) => records(options).map(({ label }) => text(label)));
  const typed = new Map<string, string>();
  return {
    tabs: first.buttons,
    flows: () => flowsIn(now()),
    async focus(words) {
      typed.set('Focus', words);
    },
    async fill(label, words) {
      typed.set(label, words);
    },
    async turn(tab) {
      const before = flowsIn(now()).join();
      await person.press(now(), tab);
      await discord.until('the tab to turn', () => flowsIn(now()).join() !== before);
    },
    async choose(flow) {
      await person.choose(now(), 'Flow', flow);
    },
    async start() {
      await person.press(now(), 'Start…');
      const form = await person.awaitModal();
      for (const [label, words] of typed) form.fill(label, words);
      await form.submit();
    },
  };
}

const inside = (component: Record<string, unknown>): Record<string, unknown>[] => [
  component,
  ...records(component.components).flatMap(inside),
];

function pingsIn({ id, says, mentions }: SeenMessage): readonly string[] {
  return mentions.map((person) => `message ${id} pings ${person}: ${says.slice(0, 200)}`);
}

const byBot =
  ({ app }: TestDiscord) =>
  ({ author }: SeenMessage): boolean =>
    author === app.bot.name;

const seenIn = ({ source }: Shown): SeenMessage => source as SeenMessage;

function shown(message: SeenMessage): Shown {
  const { id, says, buttons, files, channel } = message;
  return { id, says, buttons, files, channel, source: message };
}
