/** What people do on Discord, as user actions, and how they get their answers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageView } from '../../../runner/core/ports/views.ts';
import type { Person } from '../../setup/discord/person.ts';
import { type DiscordService, says, startService } from './discord-service.ts';

let service: DiscordService;
let alice: Person;

beforeAll(async () => {
  service = await startService('gateway');
  alice = service.discord.person('alice');
});

beforeEach(() => {
  service.actions.length = 0;
  service.answer = async () => says('told');
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

const place = () => ({
  workspace: service.discord.guild().id,
  channel: service.discord.channelId('shop'),
  thread: null,
});
const mark = (key: string) => ({ run_id: 'b7e1a8f0-0000-8000-8000-000000000001', key });
const lines = (text: string): MessageView => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });

describe('a command', () => {
  it('hands on the options of a start', async () => {
    await alice.command('flow run', { flow: 'code-review', focus: 'a  b', size: 'large', fast: true });
    expect(service.actions[0]).toMatchObject({
      kind: 'start',
      given: { flow: 'code-review', focus: 'a  b', size: 'large', fast: true },
    });
  });

  const nothing = { run: '', channel: null, text: '' };

  it.each([
    ['flow launch', {}, { kind: 'command', text: '' }],
    ['flow list', {}, { kind: 'verb', verb: 'list', given: nothing }],
    ['flow show', { run: ' `1a2b3c4d` x' }, { verb: 'show', given: { ...nothing, run: '1a2b3c4d' } }],
  ])('hands on %s with what it was given', async (line, given, expected) => {
    await alice.command(line, given);
    expect(service.actions[0]).toMatchObject(expected);
  });

  it('hands on the channel of an export by its id', async () => {
    await alice.command('flow export', { run: '1a2b3c4d', channel: 'releases' });
    const channel = service.discord.channelId('releases');
    expect(service.actions[0]).toMatchObject({ verb: 'export', given: { run: '1a2b3c4d', channel } });
  });

  it('offers what could stand in an option, and nothing when the answer is late', async () => {
    const options = Array.from({ length: 30 }, (_, index) => ({
      value: `flow-${index}`,
      label: `Flow ${index}`,
    }));
    service.answer = async () => ({ kind: 'options', options });
    const offered = await alice.autocomplete('flow run', 'flow', 'fl');
    expect(offered).toHaveLength(25);
    expect(offered[0]).toEqual({ name: 'Flow 0', value: 'flow-0' });
    expect(service.actions[0]).toMatchObject({ kind: 'suggest', option: 'flow', typed: 'fl' });
    await alice.autocomplete('flow run', 'base', 'fe', { project: 'shop', fast: true });
    expect(service.actions[1]).toMatchObject({
      command: 'run',
      option: 'base',
      typed: 'fe',
      given: { project: 'shop', fast: true },
    });
    await alice.autocomplete('flow cancel', 'run', '1a');
    expect(service.actions[2]).toMatchObject({ command: 'cancel', option: 'run', typed: '1a', given: {} });
    const late = Promise.withResolvers<void>();
    service.answer = async () => late.promise.then(() => ({ kind: 'options', options }));
    expect(await alice.autocomplete('flow run', 'flow', 'fl')).toEqual([]);
    late.resolve();
  });

  it('is responded to in time, and answered by an edit, when the answer takes long', async () => {
    const late = Promise.withResolvers<void>();
    service.answer = async () => late.promise.then(() => says('after all'));
    const delivery = await alice.command('flow history');
    expect(delivery.response).toMatchObject({ type: 5, data: { flags: 64 } });
    late.resolve();
    await service.discord.until('the answer', () => alice.ephemerals().at(-1)?.says === 'after all');
  });

  it('leaves nothing behind when there is nothing to say after all', async () => {
    const late = Promise.withResolvers<void>();
    const before = alice.ephemerals().length;
    service.answer = async () => late.promise.then(() => ({ kind: 'nothing' }));
    const { interaction } = await alice.command('flow history');
    late.resolve();
    await service.discord.until('the deletion', () => interaction.original?.deleted === true);
    expect(alice.ephemerals()).toHaveLength(before);
  });

  it('tells a long answer in several messages, and one with a file with the file', async () => {
    const line = [{ text: 'word '.repeat(100) }];
    const view: MessageView = {
      text: 'long',
      blocks: Array.from({ length: 30 }, () => ({ kind: 'lines', lines: [line] })),
    };
    service.answer = async () => ({ kind: 'message', view });
    const before = alice.ephemerals().length;
    await alice.command('flow list');
    await service.discord.until('all of it', () => alice.ephemerals().length >= before + 4);
    service.answer = async () => ({
      kind: 'message',
      view: lines('here it is'),
      file: { name: 'output.md', title: 'Output', text: '# all' },
    });
    await alice.command('flow list');
    const last = await service.discord.until('the file', () => {
      const shown = alice.ephemerals().at(-1);
      return shown?.files.includes('output.md') ? shown : null;
    });
    expect(last).toMatchObject({ says: 'here it is', onlyFor: 'alice' });
  });

  it('shows a picture to the person alone, with what it shows in words', async () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]);
    const file = { name: 'timeline.png', title: 'Timeline', png, alt: 'Three steps.' };
    service.answer = async () => ({ kind: 'message', view: lines('The timeline.'), file });
    await alice.command('flow list');
    const shown = await service.discord.until('the picture', () => {
      const last = alice.ephemerals().at(-1);
      return last?.files.includes('timeline.png') ? last : null;
    });
    expect(shown).toMatchObject({ says: 'The timeline.', onlyFor: 'alice' });
    expect(JSON.stringify(shown)).toContain('Three steps.');
  });

  it('hands on the text of a message on which a flow shall be run', async () => {
    const message = alice.say('why does *this* fail?', { channel: 'shop' });
    await alice.contextCommand(message);
    expect(service.actions[0]).toMatchObject({
      kind: 'shortcut',
      text: 'why does *this* fail?',
      link: `https://discord.com/channels/${place().workspace}/${place().channel}/${message.id}`,
    });
  });

  it('reads people, roles and channels of a message by name, unknown ones without an id', async () => {
    const { channel } = place();
    const text = `<@${alice.id}> <@&1> in <#${channel}> or <#1>`;
    await alice.contextCommand(alice.say(text, { channel: 'shop' }));
    expect(service.actions[0]).toMatchObject({ text: '@alice a group in #shop or a channel' });
  });
});

describe('a button that asks first', () => {
  const confirm = { title: 'Cancel this run?', text: 'It ends.', yes: 'Cancel the run', no: 'Go on' };
  const button = { action: 'cancel', value: 'run-1', label: 'Cancel', confirm };
  const card: MessageView = { text: 'card', blocks: [{ kind: 'buttons', buttons: [button] }] };

  it('is a user action only after a yes', async () => {
    service.answer = async () => ({ kind: 'nothing' });
    const reference = await service.adapter.post(place(), card, mark('asks'));
    await alice.press(service.discord.message(reference), 'Cancel');
    const question = alice.ephemerals().at(-1);
    expect(question).toMatchObject({ buttons: ['Cancel the run', 'Go on'], onlyFor: 'alice' });
    expect(question?.says).toContain('It ends.');
    expect(service.actions).toEqual([]);
    if (question === undefined) return;
    await alice.press(question, 'Cancel the run');
    expect(service.actions).toMatchObject([{ kind: 'button', button: 'cancel', value: 'run-1' }]);
    expect(service.discord.message(question.id).buttons).toEqual([]);
  });

  it('is none when the answer is no', async () => {
    const reference = await service.adapter.post(place(), card, mark('asks again'));
    await alice.press(service.discord.message(reference), 'Cancel');
    const question = alice.ephemerals().at(-1);
    if (question !== undefined) await alice.press(question, 'Go on');
    expect(alice.ephemerals().at(-1)?.says).toBe('Nothing was done.');
    expect(service.actions).toEqual([]);
  });
});

describe('a page', () => {
  it('takes the place of the private message whose button was pressed', async () => {
    const older = { action: 'page', value: '2', label: 'Older' };
    service.answer = async (action) =>
      action.kind === 'button'
        ? { kind: 'replace', view: lines('page 2') }
        : { kind: 'message', view: { text: 'page 1', blocks: [{ kind: 'buttons', buttons: [older] }] } };
    await alice.command('flow history');
    const shown = alice.ephemerals().at(-1);
    if (shown !== undefined) await alice.press(shown, 'Older');
    expect(alice.ephemerals().at(-1)).toMatchObject({ id: shown?.id, says: 'page 2', buttons: [] });
  });
});

describe('a message that calls the bot', () => {
  it('is a user action with its text, answered into the direct messages', async () => {
    alice.say('@Baton what is broken?', { channel: 'shop' });
    const action = await service.action(1);
    expect(action).toMatchObject({ place: place(), kind: 'mention', text: 'what is broken?' });
    expect(await action.person.isMember()).toBe(true);
    await service.discord.until('the answer', () => alice.directs().at(-1)?.says === 'told');
  });

  it('names the agent when it replies to an agent’s message in a run’s thread', async () => {
    const root = await service.adapter.post(place(), lines('a card'), mark('root of talk'));
    const thread = { ...place(), thread: root };
    const output = { action: 'output', value: `${mark('').run_id} lens:security`, label: 'Full output' };
    const step = await service.adapter.post(
      thread,
      {
        text: 'step',
        blocks: [
          { kind: 'lines', lines: [['✓ ', { text: 'Security', mark: 'bold' }, ' — done']] },
          { kind: 'buttons', buttons: [output] },
        ],
      },
      mark('step:lens:security'),
    );
    alice.say('@Baton why?', { replyTo: service.discord.message(step) });
    expect(await service.action(1)).toMatchObject({
      place: thread,
      kind: 'mention',
      text: 'why?',
      repliesTo: step,
    });
    const answer = await service.adapter.post(
      thread,
      {
        text: 'a',
        blocks: [{ kind: 'lines', lines: [['bob asked ', { text: 'Skep_tic', mark: 'bold' }, ': x']] }],
      },
      mark('answer:1'),
    );
    alice.say('@Baton and?', { replyTo: service.discord.message(answer) });
    expect(await service.action(2)).toMatchObject({ kind: 'mention', text: 'and?', repliesTo: answer });
  });

  it('is a user action when it names the bot’s own role', async () => {
    alice.say('@&Baton, list', { channel: 'shop' });
    expect(await service.action(1)).toMatchObject({ place: place(), kind: 'mention', text: 'list' });
  });

  it('is a user action when an edit adds the mention, once', async () => {
    const said = alice.say('code-review is it safe?', { channel: 'shop' });
    alice.edit(said, '@Baton code-review is it safe?');
    const action = await service.action(1);
    expect(action).toMatchObject({ id: said.id, kind: 'mention', text: 'code-review is it safe?' });
    alice.edit(said, '@Baton tech-debt');
    alice.say('@Baton list', { channel: 'shop' });
    expect(await service.action(2)).toMatchObject({ text: 'list' });
    expect(service.actions).toHaveLength(2);
  });

  it('is ignored when it mentions someone else', async () => {
    alice.say('bob, look', { channel: 'shop' });
    await service.discord.gateway.settled();
    expect(service.actions).toEqual([]);
  });
});

describe('people', () => {
  it('are members unless they are guests, and in the roles that they have', async () => {
    await service.discord.person('gus').command('flow list');
    await alice.command('flow list');
    const [guest, member] = service.actions;
    expect(await guest?.person.isMember()).toBe(false);
    expect(await member?.person.isMember()).toBe(true);
    const role = [...service.discord.guild().roles.values()].find(({ name }) => name === 'reviewers');
    expect(await member?.person.isIn(`role:${role?.id}`)).toBe(true);
    expect(await guest?.person.isIn(`role:${role?.id}`)).toBe(false);
  });
});
