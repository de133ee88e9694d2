/** What a person does and sees on Discord, in the words of `place.ts`. */
import { records, text } from '../../setup/chat/json.ts';
import type { TestDiscord } from '../../setup/discord/discord.ts';
import type { Person } from '../../setup/discord/person.ts';
import type { SeenMessage } from '../../setup/discord/seen.ts';
import { formOf, inside } from './discord-form.ts';
import type { DiscordHands, Form, Hands, Launcher, Shown, Wish } from './place.ts';

/** Labels of the buttons that ask whether one is sure, and of the answer. */
const SURE: Readonly<Record<string, string>> = { Cancel: 'Cancel the run', Delete: 'Delete it' };

export function handsOf(discord: TestDiscord, person: Person): Hands {
  const fresh = async (what: string, act: () => Promise<unknown>): Promise<SeenMessage> => {
    const before = person.ephemerals().length;
    await act();
    return await discord.until(what, () => person.ephemerals()[before]);
  };
  const opened = async (act: () => Promise<unknown>): Promise<Form> => {
    const before = person.ephemerals().length;
    await act();
    const form = await discord.until('a form', () => person.modal() ?? person.ephemerals()[before]);
    return formOf(discord, person, form);
  };
  return {
    run: (wish, where) => person.command('flow run', given(wish), where),
    command: (name, words = {}) => person.command(`flow ${name}`, words),
    async says(words) {
      person.say(`@Baton ${words}`, { channel: 'shop' });
    },
    async callByEdit(words) {
      const said = person.say(words, { channel: 'shop' });
      for (const end of ['', '!']) person.edit(said, `@Baton ${words}${end}`);
    },
    async press(on, label) {
      const yes = SURE[label];
      if (yes === undefined) return await person.press(seenIn(on), label);
      const question = await fresh('whether one is sure', () => person.press(seenIn(on), label));
      return await person.press(question, yes);
    },
    form: (on, label) => opened(() => person.press(seenIn(on), label)),
    formBy: (name, words) => opened(() => person.command(`flow ${name}`, { text: words })),
    told: () => toldTo(person).map(shown),
    directs: async () => person.directs().map(shown),
    ownFiles: async () =>
      toldTo(person)
        .flatMap(({ attachments }) => attachments)
        .map(({ name, bytes }) => ({
          name,
          isPicture: text(Buffer.from(bytes).toString('latin1', 1, 4)) === 'PNG',
        })),
    async launcher() {
      const message = await fresh('the launcher', () => person.command('flow launch'));
      return launcherOf(discord, person, message);
    },
    async runOn(words, shows) {
      const embeds = shows === undefined ? [] : [{ title: shows.title, description: shows.body }];
      const said = person.say(words, { channel: 'shop', embeds });
      await person.contextCommand(said);
      return said.id;
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

export function ownHands(discord: TestDiscord, person: Person): DiscordHands {
  return {
    async offered(option, typed) {
      return (await person.autocomplete('flow run', option, typed)).map(({ value }) => value);
    },
    async offeredRuns(command) {
      return (await person.autocomplete(`flow ${command}`, 'run', '')).map(({ name }) => name);
    },
    async callByRole(words) {
      person.say(`@&Baton ${words}`, { channel: 'shop' });
    },
    async runInForum(wish) {
      const thread = person.startThread('An idea', 'What about this?', { channel: 'ideas' });
      await person.command('flow run', given(wish), { thread });
      return () => discord.channel(thread).filter(byBot(discord)).map(shown);
    },
    age: ({ id }) => discord.ageMessage(id, 61),
  };
}

function given(wish: Wish): Record<string, string | boolean> {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
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

/** In private in a channel, or in the channel that this person and the bot share; oldest first. */
function toldTo(person: Person): SeenMessage[] {
  return [...person.ephemerals(), ...person.directs()].sort((one, other) =>
    Number(BigInt(one.id) - BigInt(other.id)),
  );
}

export const byBot =
  ({ app }: TestDiscord) =>
  ({ author }: SeenMessage): boolean =>
    author === app.bot.name;

export const seenIn = ({ source }: Shown): SeenMessage => source as SeenMessage;

export function shown(message: SeenMessage): Shown {
  const { id, says, buttons, files, channel } = message;
  return { id, says, buttons, files, channel, source: message };
}
