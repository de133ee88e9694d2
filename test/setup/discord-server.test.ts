/** The Discord of the tests itself, with the real discord.js. */
import {
  type BaseInteraction,
  type Client,
  Events,
  type Message,
  MessageFlags,
  REST,
  Routes,
  type TextChannel,
} from 'discord.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS, connect, refusal } from './discord/client.ts';
import { startDiscord, type TestDiscord } from './discord/discord.ts';

const data = process.env.BATON_TEST_DATA;
let discord: TestDiscord;
let client: Client<true>;
let rest: REST;

beforeAll(async () => {
  discord = await startDiscord();
  client = await connect(discord);
  rest = client.rest;
  await client.application.commands.set(COMMANDS);
});

afterAll(async () => {
  await client.destroy();
  await discord.stop();
});

afterEach(() => {
  client.removeAllListeners(Events.InteractionCreate);
  client.removeAllListeners(Events.MessageCreate);
});

/** One of its own, that ends with the test. */
async function another() {
  const front = await startDiscord();
  onTestFinished(() => front.stop());
  return front;
}

const shop = () => client.channels.cache.get(discord.channelId('shop')) as TextChannel;
const alice = () => discord.person('alice');
const messagesOf = (channel: string) => Routes.channelMessages(discord.channelId(channel));
const button = (label: string, custom_id: string) => ({
  type: 1,
  components: [{ type: 2, style: 1, label, custom_id }],
});
const words = (content: string) => ({ type: 10, content });

function answer(reply: (interaction: BaseInteraction) => unknown): void {
  client.on(Events.InteractionCreate, reply);
}

describe('messages', () => {
  it('stand in their channel and in the thread on them, with files, buttons and edits', async () => {
    const root = await shop().send({
      content: 'root',
      components: [button('Cancel', 'cancel:1')],
      files: [{ name: 'report.md', attachment: Buffer.from('# Rëport') }],
    });
    const thread = await root.startThread({ name: 'a run' });
    const reply = await thread.send('working');
    await reply.edit('done');
    expect(thread.id).toBe(root.id);
    expect(discord.thread(root.id)).toMatchObject([
      { says: 'root', buttons: ['Cancel'], files: ['report.md'], thread: root.id },
      { says: 'done', edited: true },
    ]);
    expect(discord.message(root.id).attachments[0]?.text).toBe('# Rëport');
    expect(discord.callsOf(root.id).map(({ method }) => method)).toEqual([
      'POST /channels/:channel/messages',
      'POST /channels/:channel/messages/:message/threads',
      'POST /channels/:channel/messages',
      'PATCH /channels/:channel/messages/:message',
    ]);
    expect((await refusal(root.startThread({ name: 'another' }))).code).toBe(160004);
  });

  it('are made once for each nonce, until it is forgotten', async () => {
    const body = { content: 'once', nonce: 'run-1 root', enforce_nonce: true };
    const first = (await rest.post(messagesOf('shop'), { body })) as Message;
    const again = (await rest.post(messagesOf('shop'), { body })) as Message;
    discord.clock.advance(4);
    const later = (await rest.post(messagesOf('shop'), { body })) as Message;
    expect(again.id).toBe(first.id);
    expect(later.id).not.toBe(first.id);
  });

  it('are told of without what they say unless they mention the bot', async () => {
    const heard: string[] = [];
    client.on(Events.MessageCreate, ({ content, author }) => author.bot || heard.push(content));
    alice().say('between us');
    alice().say('@Baton help');
    await discord.gateway.settled();
    expect(heard).toEqual(['', `<@${discord.app.bot.id}> help`]);
  });

  it('can be edited three times in six seconds once they are an hour old', async () => {
    const front = await another();
    const own = new REST({ api: front.apiUrl, retries: 0 }).setToken(front.botToken);
    const channel = front.channelId('shop');
    const { id } = (await own.post(Routes.channelMessages(channel), { body: { content: 'x' } })) as Message;
    const edits = async () => await own.patch(Routes.channelMessage(channel, id), { body: { content: 'y' } });
    await edits();
    front.ageMessage(id, 61);
    for (const _ of [1, 2, 3]) await edits();
    expect((await refusal(edits())).code).toBe(30046);
  });

  it('are not taken by an archived thread until it is open again', async () => {
    const root = await shop().send('root');
    const thread = await root.startThread({ name: 'closed' });
    discord.archive(thread.id);
    expect(
      (await refusal(rest.post(Routes.channelMessages(thread.id), { body: { content: 'x' } }))).code,
    ).toBe(50083);
    await rest.patch(Routes.channel(thread.id), { body: { archived: false } });
    await rest.post(Routes.channelMessages(thread.id), { body: { content: 'open' } });
    expect(discord.thread(thread.id).at(-1)?.says).toBe('open');
  });

  it('begin the posts of a forum', async () => {
    const id = discord.person('bob').startThread('An idea', 'what if', { channel: 'ideas' });
    await rest.post(Routes.channelMessages(id), { body: { content: 'why not' } });
    expect(discord.thread(id).map(({ says }) => says)).toEqual(['what if', 'why not']);
    expect((await refusal(rest.post(messagesOf('ideas'), { body: { content: 'x' } }))).code).toBe(50008);
  });

  it.each([
    ['a channel that is not there', '1', 10003],
    ['one that the bot can’t see', 'secret', 50001],
    ['one that it may not write to', 'announcements', 50013],
  ])('are refused in %s', async (_, channel, code) => {
    const id = channel === '1' ? channel : discord.channelId(channel);
    expect((await refusal(rest.post(Routes.channelMessages(id), { body: { content: 'x' } }))).code).toBe(
      code,
    );
  });

  it.each([
    ['2,001 characters', { content: 'x'.repeat(2_001) }],
    ['embeds of 6,001 characters', { embeds: [4_000, 2_001].map((n) => ({ description: 'x'.repeat(n) })) }],
    ['the same custom id twice', { components: [button('A', 'a'), button('B', 'a')] }],
    ['components of the second version without the flag', { components: [words('x')] }],
    ['text of 4,001 characters', { flags: 1 << 15, components: [words('x'.repeat(4_000)), words('x')] }],
    ['41 components', { flags: 1 << 15, components: Array.from({ length: 41 }, () => words('x')) }],
    ['content next to components', { flags: 1 << 15, content: 'x', components: [words('x')] }],
    ['a label of 81 characters', { components: [button('x'.repeat(81), 'a')] }],
    ['a row of six buttons', { components: [{ type: 1, components: Array.from({ length: 6 }, six) }] }],
    ['26 options', { components: [{ type: 1, components: [select(26)] }] }],
  ])('are refused with %s', async (_, body) => {
    expect((await refusal(rest.post(messagesOf('shop'), { body }))).code).toBe(50035);
  });

  it.skipIf(data === undefined)('are judged by Discord’s own document (needs BATON_TEST_DATA)', async () => {
    const { code, says } = await refusal(
      rest.post(messagesOf('shop'), { body: { content: 'x', tts: 'no' } }),
    );
    expect(code).toBe(50035);
    expect(says).toContain('tts[SCHEMA_TYPE]');
  });

  it('go to one person alone', async () => {
    const { id } = (await rest.post(Routes.userChannels(), {
      body: { recipient_id: alice().id },
    })) as Message;
    await rest.post(Routes.channelMessages(id), { body: { content: 'to you' } });
    expect(
      alice()
        .directs()
        .map(({ says }) => says),
    ).toEqual(['to you']);
  });
});

const six = (_: unknown, index: number) => ({ type: 2, style: 1, label: 'x', custom_id: `${index}` });
function select(count: number) {
  const options = Array.from({ length: count }, (_, index) => ({ label: `${index}`, value: `${index}` }));
  return { type: 3, custom_id: 'select', placeholder: 'Flow', options };
}

describe('interactions', () => {
  it('bring a command with its options, and its answer to one person', async () => {
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { options } = interaction;
      const content = `${options.getSubcommand()} ${options.getString('flow')} ${options.getBoolean('fast')}`;
      await interaction.reply({ content, flags: MessageFlags.Ephemeral });
    });
    const { failure, ackMs } = await alice().command('flow run', { flow: 'tech-debt', fast: true });
    expect(failure).toBeNull();
    expect(ackMs).toBeLessThan(3_000);
    expect(alice().ephemerals().at(-1)?.says).toBe('run tech-debt true');
    expect(discord.channel('shop').map(({ says }) => says)).not.toContain('run tech-debt true');
  });

  it('offer what stands in an option', async () => {
    answer(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond([{ name: `${typed}-debt`, value: 'tech-debt' }]);
    });
    expect(await alice().autocomplete('flow run', 'flow', 'tech')).toEqual([
      { name: 'tech-debt', value: 'tech-debt' },
    ]);
  });

  it('may be deferred, then edited and followed until a quarter of an hour is over', async () => {
    const { promise, resolve } = Promise.withResolvers<BaseInteraction>();
    answer(async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(`on: ${interaction.targetMessage.content}`);
      await interaction.followUp({ content: 'more', flags: MessageFlags.Ephemeral });
      resolve(interaction);
    });
    const { response } = await discord.person('bob').contextCommand(alice().say('look at this'));
    const interaction = await promise;
    const seen = discord.person('bob').ephemerals();
    expect(response?.type).toBe(5);
    expect(seen.map(({ says }) => says)).toEqual(['on: look at this', 'more']);
    discord.clock.advance(16);
    if (!interaction.isRepliable()) throw new Error('it can’t be answered');
    expect((await refusal(interaction.editReply('late'))).code).toBe(50027);
  });

  it('bring pressed buttons, choices, and the modals that they open', async () => {
    answer(async (interaction) => {
      if (interaction.isButton()) {
        const input = { type: 4, custom_id: 'question', style: 2, required: true } as const;
        const components = [{ type: 18, label: 'Question', component: input }] as const;
        await interaction.showModal({ title: 'Ask', custom_id: 'ask:1', components: [...components] });
      }
      if (interaction.isStringSelectMenu()) await interaction.update({ content: interaction.values.join() });
      if (interaction.isModalSubmit()) {
        const asked = interaction.fields.getTextInputValue('question');
        await interaction.reply({ content: `asked ${asked}`, flags: MessageFlags.Ephemeral });
      }
    });
    const body = { content: 'x', components: [button('Ask…', 'ask'), { type: 1, components: [select(2)] }] };
    const { id } = (await rest.post(messagesOf('shop'), { body })) as Message;
    await alice().press(discord.message(id), 'Ask');
    const modal = await alice().awaitModal('Ask');
    await expect(modal.submit()).rejects.toThrow('Discord asks first for: Question');
    modal.fill('question', 'why?');
    await modal.submit();
    expect(modal.open).toBe(false);
    expect(alice().ephemerals().at(-1)?.says).toBe('asked why?');
    await alice().choose(discord.message(id), 'Flow', '1');
    expect(discord.message(id).says).toBe('1');
  });

  it('are answered once, and in three seconds', async () => {
    const codes: (number | string)[] = [];
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const callback = Routes.interactionCallback(interaction.id, interaction.token);
      const body = { type: 4, data: { content: 'x' } };
      await rest.post(callback, { body, auth: false });
      codes.push((await refusal(rest.post(callback, { body, auth: false }))).code);
      const strange = Routes.interactionCallback(interaction.id, 'made-up');
      codes.push((await refusal(rest.post(strange, { body, auth: false }))).code);
      discord.log.changed();
    });
    await alice().command('flow run', { flow: 'x' });
    await discord.until('the refusals', () => codes.length === 2);
    expect(codes).toEqual([40060, 10062]);
    client.removeAllListeners(Events.InteractionCreate);
    answer(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      discord.clock.advance(0.1);
      codes.push((await refusal(interaction.reply('late'))).code);
    });
    expect((await alice().command('flow run', { flow: 'x' })).failure).toBe('no_answer');
    expect(codes.at(-1)).toBe(10062);
  });

  it('come twice when they are delivered again', async () => {
    const ids: string[] = [];
    answer(async (interaction) => {
      ids.push(interaction.id);
      if (ids.length === 1 && interaction.isRepliable()) await interaction.reply('x');
    });
    await discord.again(await alice().command('flow run', { flow: 'x' }));
    expect(ids).toEqual([ids[0], ids[0]]);
  });
});
