/** What people do on Slack, as user actions, and the answers to it, with the real Bolt in both modes. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../runner/core/ports/platform.ts';
import type { Field, FormView, MessageView } from '../../../runner/core/ports/views.ts';
import type { Person } from '../../setup/slack/person.ts';
import { startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import { type Mode, SlackService, says } from './slack-service.ts';

describe.each<Mode>(['socket', 'http'])('on Slack in %s mode', (mode) => {
  let slack: TestSlack;
  let service: SlackService;
  let alice: Person;

  beforeAll(async () => {
    slack = await startSlack();
    service = new SlackService(slack, mode, {});
    await service.start();
    await service.connected();
    alice = slack.person('alice');
  });

  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await slack.stop();
  });

  afterEach(() => {
    service.answer = async () => ({ kind: 'nothing' });
    service.actions.length = 0;
  });

  const answer = (given: Answer) => {
    service.answer = async () => given;
  };
  const lastPrivate = (what: string, of = alice) =>
    slack.until(what, () => of.ephemerals().findLast((shown) => shown.text.includes(what)));
  const mark = { run_id: 'r1', key: 'root' };
  const shop = () => ({
    workspace: slack.workspace().id,
    channel: slack.channelId('shop'),
    thread: null,
  });
  const seen = async (reference: string) => {
    const [message] = await slack.thread('shop', reference);
    if (message === undefined) throw new Error('not there');
    return message;
  };

  it('a command is a user action with what was typed, and its answer is private', async () => {
    answer(says('Baton has 5 flows.'));
    const delivery = await alice.command('/flow list “the &amp; flows” of <#C0123ABC|general>');
    expect(service.actions).toMatchObject([
      {
        platform: 'slack',
        place: { workspace: slack.workspace().id, channel: slack.channelId('shop'), thread: null },
        person: { id: alice.id, name: 'alice' },
        kind: 'command',
        text: 'list “the & flows” of <#C0123ABC|general>',
      },
    ]);
    expect(delivery.body).toMatchObject({ response_type: 'ephemeral' });
    expect(alice.ephemerals().at(-1)?.text).toBe('Baton has 5 flows.');
  });

  it('a command is acknowledged only when it was answered', async () => {
    let stored = false;
    service.answer = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      stored = true;
      return { kind: 'nothing' };
    };
    const delivery = await alice.command('/flow code-review');
    expect(delivery.failure).toBeNull();
    expect(stored).toBe(true);
  });

  it('a command whose answer is late is acknowledged in time and answered afterwards', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    service.answer = () => promise;
    const delivery = await alice.command('/flow history');
    expect(delivery).toMatchObject({ failure: null, body: {} });
    resolve(says('late history'));
    await lastPrivate('late history');
  });

  it('a delivery that comes twice is one user action', async () => {
    answer(says('once'));
    const first = await alice.command('/flow list');
    const second = await slack.deliveries.again(first);
    expect(second.failure).toBeNull();
    expect(service.actions).toHaveLength(1);
    const mention = await alice.mention('list');
    await service.action(2);
    await slack.deliveries.again(mention);
    expect(service.actions).toHaveLength(2);
  });

  it('a mention is a user action with the rest of the text, in the channel or in a thread', async () => {
    await alice.mention('code-review is it safe?');
    expect(await service.action(1)).toMatchObject({
      person: { id: alice.id, name: expect.stringMatching(/alice/i) },
      place: { thread: null },
      kind: 'mention',
      text: 'code-review is it safe?',
    });
    const root = await alice.say('a thread');
    answer(says('Only in a run’s thread.'));
    await alice.mention('cancel', { thread: root.ts });
    expect(await service.action(2)).toMatchObject({
      place: { thread: root.ts },
      kind: 'mention',
      text: 'cancel',
    });
    expect(await lastPrivate('Only in a run')).toMatchObject({ thread: root.ts });
  });

  it('a message that is edited to mention the bot is a user action; a later edit and a second event are none', async () => {
    const said = await alice.say('code-review');
    await alice.mentionByEdit(said, 'code-review is it safe?');
    const [action] = [await service.action(1)];
    expect(action).toMatchObject({ kind: 'mention', text: 'code-review is it safe?' });
    await alice.mentionByEdit(said, 'tech-debt');
    const other = await alice.mention('list');
    await service.action(2);
    expect(service.actions.map((each) => ('text' in each ? each.text : ''))).toEqual([
      'code-review is it safe?',
      'list',
    ]);
    expect(new Set(service.actions.map(({ id }) => id)).size).toBe(2);
    expect(other.failure).toBeNull();
  });

  it('messages between people are no place for a run, and it is said where one can be started', async () => {
    const entering = service.adapter.enter(slack.workspace().id, 'D0BETWEEN01');
    await expect(entering).rejects.toThrow(/messages between people: use \/flow in a channel/);
  });

  it('a shortcut on a message is a user action with the message’s text', async () => {
    const message = await alice.say('is <https://example.com|example.com> &lt;down&gt;?');
    await alice.shortcut(message);
    expect(service.actions[0]).toMatchObject({
      kind: 'shortcut',
      text: 'is example.com <down>?',
      link: expect.stringMatching(/^https:\/\/\S+\.slack\.com\/archives\/C\w+\/p\d{16}$/),
    });
  });

  it('people and channels in what was typed are read by name, unknown ones without an id', async () => {
    const channel = slack.channelId('shop');
    await alice.command(
      `/flow why did <@${alice.id}> and <@U0NOBODY1> write in <#${channel}> of <#C0NOBODY1>?`,
    );
    expect(service.actions[0]).toMatchObject({
      text: `why did @alice and someone write in <#${channel}|shop> of <#C0NOBODY1>?`,
    });
  });

  it('a pressed button is a user action with its action and value, answered privately', async () => {
    const reference = await service.adapter.post(shop(), cardView(), mark);
    answer(says('Only alice may cancel.'));
    await alice.press(await seen(reference), 'Cancel');
    expect(service.actions[0]).toMatchObject({
      place: { thread: null },
      kind: 'button',
      button: 'cancel',
      value: 'r1',
    });
    await lastPrivate('Only alice may cancel.');
    expect((await seen(reference)).says).toContain('Code review');
  });

  it('a button of a private message can have its message replaced', async () => {
    answer({ kind: 'message', view: cardView('page one') });
    await alice.command('/flow history');
    const shown = await lastPrivate('page one');
    answer({ kind: 'replace', view: cardView('page two') });
    await alice.press(shown, 'Cancel');
    await slack.until('page two', () => shown.text === 'page two');
    expect(shown.replaced).toBe(1);
  });

  it('an answer goes into the direct messages where the bot is not in the channel', async () => {
    const late = Promise.withResolvers<Answer>();
    service.answer = () => late.promise;
    await alice.command('/flow list', { channel: 'secret' });
    slack.responses.expire();
    late.resolve(says('said in private'));
    await slack.until('a direct message', () =>
      slack.callsTo('chat.postMessage').some(({ args }) => args.text === 'said in private'),
    );
  });

  it('a picture for one person goes into the direct messages, byte for byte', async () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00]);
    const file = { name: 'timeline.png', title: 'Timeline', png, alt: 'Three steps.' };
    answer({ kind: 'message', view: { text: 'The timeline.', blocks: [] }, file });
    await alice.command('/flow show 1a2b3c4d');
    await lastPrivate('timeline.png is in your direct messages with Baton.');
    expect(slack.files().at(-1)).toMatchObject({ name: 'timeline.png', length: png.length, thread: null });
  });

  it('a file for one person goes into the direct messages, and the answer says so', async () => {
    const file = { name: 'report.md', title: 'Report', text: '# Report\n' };
    answer({ kind: 'message', view: { text: 'Exported.', blocks: [] }, file });
    await alice.command('/flow export 1');
    await lastPrivate('report.md is in your direct messages');
    expect(slack.files().at(-1)).toMatchObject({ name: 'report.md', content: '# Report\n', thread: null });
  });

  it('the home page is published when a person opens it, and its buttons are user actions', async () => {
    answer({ kind: 'page', view: cardView('Your runs') });
    await alice.openHome();
    const home = await slack.until('the page', () => alice.home());
    const before = await service.action(1);
    expect(before).toMatchObject({ kind: 'home' });
    answer(says('No run there.'));
    await alice.press(home, 'Cancel');
    expect(service.actions[1]).toMatchObject({
      place: before.place,
      kind: 'button',
      button: 'cancel',
      value: 'r1',
    });
    await lastPrivate('No run there.');
  });

  it('a form opens, changes with what was typed kept, and closes when it is submitted', async () => {
    answer({ kind: 'form', view: launcher('review') });
    await alice.command('/flow');
    const modal = await alice.awaitModal('Run a flow');
    await modal.fill('Focus', 'is it safe?');
    answer({ kind: 'form', view: launcher('analysis') });
    await modal.press('Analysis');
    expect(service.actions[1]).toMatchObject({
      kind: 'change',
      form: 'launch',
      state: 'state of review',
      field: 'category',
      values: { category: 'analysis', focus: 'is it safe?', flow: 'code-review' },
    });
    await slack.until('the other tab', () => modal.options('Flow').includes('Tech debt'));
    expect(modal.value('Focus')).toBe('is it safe?');

    answer(says('Started.'));
    await modal.submit();
    expect(service.actions[2]).toMatchObject({
      place: { channel: slack.channelId('shop'), thread: null },
      kind: 'submit',
      state: 'state of analysis',
      values: { category: 'analysis', focus: 'is it safe?', flow: 'tech-debt', fast: 'no' },
    });
    expect(modal.open).toBe(false);
    await lastPrivate('Started.');
  });

  it('a form with faults stays open, says them at the fields, and can be submitted again', async () => {
    answer({ kind: 'form', view: launcher('review') });
    await alice.command('/flow');
    const modal = await alice.awaitModal();
    const faults = [
      { field: 'flow', message: 'That flow is not for this project.' },
      { field: 'category', message: 'Nothing of that category.' },
    ];
    answer({ kind: 'field_errors', fieldErrors: faults });
    await modal.submit();
    expect(modal.errors).toEqual(['That flow is not for this project. Nothing of that category.']);
    answer({ kind: 'nothing' });
    await modal.submit();
    expect(service.actions.map(({ kind }) => kind)).toEqual(['command', 'submit', 'submit']);
    expect(modal.open).toBe(false);
  });

  it('a form opens although Slack fails at first', async () => {
    slack.inject({ method: 'views.open', fault: { kind: 'server_error', effect: 'none' } });
    answer({ kind: 'form', view: launcher('review') });
    await alice.command('/flow');
    const modal = await alice.awaitModal();
    modal.close();
  });

  it('a form that could not be opened in time is said to be so', async () => {
    slack.inject({ method: 'views.open', fault: { kind: 'refuse', error: 'expired_trigger_id' } });
    answer({ kind: 'form', view: launcher('review') });
    await alice.command('/flow');
    await lastPrivate('The form could not be opened in time.');
  });

  it('a guest is no member, a colleague is, and groups have their people', async () => {
    await alice.command('/flow');
    await slack.person('gus').command('/flow');
    const [member, guest] = service.actions;
    expect(await member?.person.isMember()).toBe(true);
    expect(await guest?.person.isMember()).toBe(false);
    expect(await member?.person.isIn('group:S0NOBODY')).toBe(false);
  });

  it('a user action whose handler throws is still answered', async () => {
    service.answer = async () => {
      throw new Error('a bug');
    };
    await alice.command('/flow list');
    expect(alice.ephemerals().at(-1)?.text).toContain('Something went wrong');
    expect(service.lines.join('\n')).toContain('a bug');
  });
});

function cardView(title = 'Code review'): MessageView {
  return {
    text: title,
    blocks: [
      { kind: 'title', text: title },
      { kind: 'buttons', buttons: [{ action: 'cancel', value: 'r1', label: 'Cancel' }] },
    ],
  };
}

function launcher(active: string): FormView {
  const flow = active === 'review' ? 'code-review' : 'tech-debt';
  const label = active === 'review' ? 'Code review' : 'Tech debt';
  const fields: Field[] = [
    {
      kind: 'tabs',
      id: 'category',
      label: 'Category',
      active,
      options: [
        { value: 'review', label: 'Review' },
        { value: 'analysis', label: 'Analysis' },
      ],
    },
    {
      kind: 'select',
      id: 'flow',
      label: 'Flow',
      options: [{ value: flow, label }],
      chosen: flow,
      optional: false,
      watched: true,
    },
    {
      kind: 'text',
      id: 'focus',
      label: 'Focus',
      lines: 'many',
      value: '',
      placeholder: '',
      most: 4_000,
      optional: true,
    },
    { kind: 'toggle', id: 'fast', label: 'Fast', description: 'Less breadth', on: false },
  ];
  return { form: 'launch', title: 'Run a flow', submit: 'Start', state: `state of ${active}`, fields };
}
