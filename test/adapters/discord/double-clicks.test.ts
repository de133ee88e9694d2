/** Two clicks on the same thing on Discord, each an interaction of its own: one user action. A form that is opened again is submitted again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lineView } from '../../../adapters/chat/text.ts';
import type { Answer } from '../../../runner/core/ports/platform.ts';
import type { Button, Field, FormView } from '../../../runner/core/ports/views.ts';
import type { Person } from '../../setup/discord/person.ts';
import { EVERY_BUTTON } from '../chat/every-button.ts';
import { type DiscordService, startService } from './discord-service.ts';

const focus: Field = {
  kind: 'text',
  id: 'focus',
  label: 'Focus',
  lines: 'one',
  value: '',
  placeholder: '',
  most: 100,
  optional: true,
};
const choice = (id: string, label: string, watched: boolean): Field => ({
  kind: 'select',
  id,
  label,
  options: ['one', 'two'].map((value) => ({ value, label: value })),
  chosen: 'one',
  optional: false,
  watched,
});
const RUN = 'b7e1a8f0-0000-8000-8000-000000000001';
const launcher: FormView = {
  form: 'launch',
  title: 'Run a flow',
  submit: 'Start',
  state: '{}',
  fields: [choice('flow', 'Flow', true), focus],
};
const exporting: FormView = {
  form: 'export',
  title: 'Export the run',
  submit: 'Export',
  state: RUN,
  fields: [choice('way', 'Where to', true)],
};
const asking: FormView = {
  form: 'ask',
  title: 'Ask an agent',
  submit: 'Ask',
  state: RUN,
  fields: [choice('step', 'Agent', false), { ...focus, label: 'Question', id: 'question' }],
};

/** How each form is sent off, twice at the same time. */
const FORMS: readonly (readonly [string, FormView, (alice: Person) => Promise<unknown>])[] = [
  ['the launcher’s Start, typed into a modal', launcher, twiceInModal('Start…')],
  ['Export, on the form’s own button', exporting, twiceOnButton('Export')],
  ['Ask, a modal of its own', asking, twiceInModal(null)],
];

function twiceOnButton(label: string) {
  return async (alice: Person) => {
    const open = alice.ephemerals().at(-1);
    if (open === undefined) throw new Error('no form is open');
    await Promise.all([alice.press(open, label), alice.press(open, label)]);
  };
}

function twiceInModal(opener: string | null) {
  return async (alice: Person) => {
    const open = alice.ephemerals().at(-1);
    if (opener !== null && open !== undefined) await alice.press(open, opener);
    const modal = await alice.awaitModal();
    await Promise.all([modal.submit(), modal.submit()]);
  };
}

describe.each(['gateway', 'http'] as const)('a double click (%s)', (mode) => {
  let service: DiscordService;
  let alice: Person;
  let submitted: Answer;
  const submissions = () => service.actions.filter(({ kind }) => kind === 'submit');

  beforeAll(async () => {
    service = await startService(mode);
    alice = service.discord.person('alice');
  });

  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await service.discord.stop();
  });

  beforeEach(() => {
    service.actions.length = 0;
    submitted = { kind: 'nothing' };
  });

  const openingOf = (view: FormView) => {
    service.answer = async ({ kind }) => (kind === 'submit' ? submitted : { kind: 'form', view });
    return alice.command('flow launch');
  };

  const shown = async (label: string, action: string, confirm?: Button['confirm']) => {
    const { id: workspace } = service.discord.guild();
    const place = { workspace, channel: service.discord.channelId('shop'), thread: null };
    const button = { action, value: RUN, label, ...(confirm === undefined ? {} : { confirm }) };
    const view = { text: label, blocks: [{ kind: 'buttons' as const, buttons: [button] }] };
    const reference = await service.adapter.post(place, view, { run_id: RUN, key: `step:${action}` });
    return service.discord.message(reference);
  };

  it.each(EVERY_BUTTON)(
    'on the button %s is one action, and a later click another',
    async (label, action) => {
      const message = await shown(label, action);
      const told = alice.ephemerals().length;
      service.answer = async () => ({ kind: 'message', view: lineView('one answer') });
      // At once: how long an answer takes on this machine is no part of a double click.
      const presses = await Promise.all([0, 1, 2].map(() => alice.press(message, label)));
      expect(presses.map(({ failure }) => failure)).toEqual([null, null, null]);
      expect(service.actions).toMatchObject([{ kind: 'button', button: action, value: RUN }]);
      await service.discord.until('the answer', () => alice.ephemerals().length > told);
      expect(alice.ephemerals()).toHaveLength(told + 1);
      service.discord.clock.advance(1);
      await alice.press(message, label);
      expect(service.actions).toHaveLength(2);
    },
  );

  it('on Cancel asks once, and on the answer cancels once', async () => {
    const question = { title: 'Cancel?', text: 'It ends.', yes: 'Cancel the run', no: 'Go back' };
    const message = await shown('Cancel', 'cancel', question);
    const told = alice.ephemerals().length;
    await Promise.all([alice.press(message, 'Cancel'), alice.press(message, 'Cancel')]);
    const [asked, ...others] = alice.ephemerals().slice(told);
    expect(others).toEqual([]);
    if (asked === undefined) throw new Error('nothing was asked');
    await Promise.all([alice.press(asked, 'Cancel the run'), alice.press(asked, 'Cancel the run')]);
    expect(service.actions).toMatchObject([{ kind: 'button', button: 'cancel' }]);
  });

  it.each(FORMS)('on %s is one action', async (_name, view, click) => {
    await openingOf(view);
    await click(alice);
    expect(submissions()).toHaveLength(1);
  });

  it.each(FORMS)('on %s acts again once the form is opened anew', async (_name, view, click) => {
    await openingOf(view);
    await click(alice);
    await openingOf(view);
    await click(alice);
    const [first, second] = submissions();
    expect(submissions()).toHaveLength(2);
    expect(first?.id).not.toBe(second?.id);
  });

  it('on a form that stayed open with a fault can be followed by another try', async () => {
    submitted = { kind: 'field_errors', fieldErrors: [{ field: 'way', message: 'Not there.' }] };
    await openingOf(exporting);
    const open = alice.ephemerals().at(-1);
    if (open === undefined) throw new Error('no form is open');
    await alice.press(open, 'Export');
    submitted = { kind: 'nothing' };
    await alice.press(open, 'Export');
    expect(submissions()).toHaveLength(2);
  });
});
