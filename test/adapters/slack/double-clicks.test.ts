/** Two clicks on the same thing on Slack, each a payload of its own: one action. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FormView } from '../../../runner/core/ports/views.ts';
import type { Person } from '../../setup/slack/person.ts';
import { startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import { EVERY_BUTTON } from '../chat/every-button.ts';
import { type Mode, SlackService, says } from './slack-service.ts';

const RUN = 'b7e1a8f0-0000-8000-8000-000000000001';

const BUTTONS = [['Cancel', 'cancel'], ['Delete', 'schedule-delete'], ...EVERY_BUTTON] as const;

const form = (name: string, submit: string): FormView => ({
  form: name,
  title: name,
  submit,
  state: RUN,
  fields: [
    {
      kind: 'text',
      id: 'focus',
      label: 'Focus',
      lines: 'one',
      value: '',
      placeholder: '',
      most: 100,
      optional: true,
    },
  ],
});
const FORMS = [
  form('launch', 'Start'),
  form('export', 'Export'),
  form('ask', 'Ask'),
  form('findings', 'Save'),
  form('schedule', 'Save'),
];

describe.each<Mode>(['socket', 'http'])('a double click (%s)', (mode) => {
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

  beforeEach(() => {
    service.actions.length = 0;
  });

  it.each(BUTTONS)('on the button %s is one action with one answer', async (label, action) => {
    const place = { workspace: slack.workspace().id, channel: slack.channelId('shop'), thread: null };
    const view = {
      text: label,
      blocks: [{ kind: 'buttons' as const, buttons: [{ action, value: RUN, label }] }],
    };
    const reference = await service.adapter.post(place, view, { run_id: RUN, key: `step:${action}` });
    const [message] = await slack.thread('shop', reference);
    if (message === undefined) throw new Error('not there');
    const told = alice.ephemerals().length;
    service.answer = async () => says(`one answer to ${label}`);
    const clicks = await Promise.all([alice.press(message, label), alice.press(message, label)]);
    expect(clicks.map(({ failure }) => failure)).toEqual([null, null]);
    expect(service.actions).toMatchObject([{ kind: 'button', button: action, value: RUN }]);
    await slack.until('the answer', () => alice.ephemerals().length > told);
    expect(alice.ephemerals()).toHaveLength(told + 1);
  });

  it.each(FORMS)('on $submit of the form $form is one action', async (view) => {
    service.answer = async ({ kind }) => (kind === 'submit' ? { kind: 'nothing' } : { kind: 'form', view });
    await alice.command('/flow');
    const modal = await alice.awaitModal(view.title);
    await Promise.allSettled([modal.submit(), modal.submit()]);
    expect(service.actions.filter(({ kind }) => kind === 'submit')).toHaveLength(1);
  });
});
