/** Forms as people fill them in on Discord: messages that only they see, modals, and what was wrong with what they sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, FormValues, UserAction } from '../../../runner/core/ports/platform.ts';
import type { Field, FormView } from '../../../runner/core/ports/views.ts';
import type { Person } from '../../setup/discord/person.ts';
import { type DiscordService, startService } from './discord-service.ts';

let service: DiscordService;
let alice: Person;

beforeAll(async () => {
  service = await startService('gateway');
  alice = service.discord.person('alice');
});

beforeEach(() => {
  service.actions.length = 0;
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

const LONG = `/srv/${'deep/'.repeat(40)}shop`;

function launcher(values: FormValues = {}, state = JSON.stringify({ tab: 'Review' })): FormView {
  const text = { kind: 'text', placeholder: '', most: 4_000, optional: true } as const;
  const fields: Field[] = [
    {
      kind: 'tabs',
      id: 'category',
      label: 'Category',
      options: ['Analysis', 'Review'].map((value) => ({ value, label: value })),
      active: values.category ?? 'Review',
    },
    {
      kind: 'select',
      id: 'flow',
      label: 'Flow',
      options: ['code-review', 'api-review'].map((value) => ({
        value,
        label: value,
        description: `does ${value}`,
      })),
      chosen: values.flow ?? 'code-review',
      optional: false,
      watched: true,
    },
    {
      kind: 'select',
      id: 'size',
      label: 'Size',
      options: ['small', 'large'].map((value) => ({ value, label: value, description: `${value} agents` })),
      chosen: values.size ?? 'small',
      optional: false,
      watched: false,
    },
    {
      kind: 'select',
      id: 'project',
      label: 'Project',
      options: [
        { value: 'site', label: 'site' },
        { value: LONG, label: 'shop' },
      ],
      chosen: values.project ?? null,
      optional: false,
      watched: false,
    },
    { ...text, kind: 'text', id: 'focus', label: 'Focus', lines: 'many', value: values.focus ?? '' },
    { ...text, kind: 'text', id: 'base', label: 'Base', lines: 'one', value: values.base ?? '' },
    { kind: 'toggle', id: 'fast', label: 'Fast', description: 'Less breadth', on: values.fast === 'yes' },
  ];
  return { form: 'launch', title: 'Run a flow', submit: 'Start', state, fields };
}

function ask(): FormView {
  const options = ['skeptic', 'lens:security'].map((value) => ({ value, label: value }));
  return {
    form: 'ask',
    title: 'Ask an agent',
    submit: 'Ask',
    state: 'b7e1a8f0-0000-8000-8000-000000000001',
    fields: [
      { kind: 'select', id: 'step', label: 'Agent', options, chosen: null, optional: false, watched: false },
      {
        kind: 'text',
        id: 'question',
        label: 'Question',
        lines: 'many',
        value: '',
        placeholder: 'What?',
        most: 4_000,
        optional: false,
      },
    ],
  };
}

const form = (view: FormView): Answer => ({ kind: 'form', view });

/** As the command handler would: every change returns the form again, with what is in it. */
async function follow(action: UserAction): Promise<Answer> {
  if (action.kind === 'change') return form(launcher(action.values, action.state));
  if (action.kind === 'submit') return { kind: 'nothing' };
  return form(launcher());
}

const latest = () => {
  const message = alice.ephemerals().at(-1);
  if (message === undefined) throw new Error('nothing was shown');
  return message;
};

describe('a form with tabs', () => {
  it('keeps what is chosen in its message, through every change', async () => {
    service.answer = follow;
    await alice.command('flow launch');
    await alice.press(latest(), 'Analysis');
    await alice.choose(latest(), 'Flow', 'api-review');
    await alice.press(latest(), 'large');
    await alice.choose(latest(), 'Project', 'shop');
    await alice.press(latest(), 'Fast: off · Less breadth');
    expect(latest().buttons).toContain('Fast: on · Less breadth');
    expect(service.actions.at(-1)).toMatchObject({
      kind: 'change',
      form: 'launch',
      field: 'fast',
      state: JSON.stringify({ tab: 'Review' }),
      values: {
        category: 'Analysis',
        flow: 'api-review',
        size: 'large',
        project: LONG,
        fast: 'yes',
        focus: null,
      },
    });
  });

  it('opens what is to be typed, and submits it with all that was chosen', async () => {
    service.answer = follow;
    await alice.command('flow launch');
    await alice.choose(latest(), 'Project', 'site');
    await alice.press(latest(), 'Start…');
    const modal = await alice.awaitModal('Run a flow');
    expect(modal.fields).toEqual(['Focus', 'Base']);
    modal.fill('Focus', 'the retries\nof *checkout*');
    await modal.submit();
    expect(service.actions.at(-1)).toMatchObject({
      kind: 'submit',
      values: { project: 'site', flow: 'code-review', focus: 'the retries\nof *checkout*', base: null },
    });
    expect(latest()).toMatchObject({ says: 'Done. Progress shows here.', buttons: [] });
  });

  it('shows what was wrong, and keeps what was typed for the next try', async () => {
    const faults = [{ field: 'base', message: 'There is no `bse`.' }];
    service.answer = async (action) =>
      action.kind === 'submit' ? { kind: 'field_errors', fieldErrors: faults } : follow(action);
    await alice.command('flow launch');
    await alice.press(latest(), 'Start…');
    const modal = await alice.awaitModal();
    modal.fill('Focus', '# not a title\n- [a](https://b) `c`');
    modal.fill('Base', 'bse');
    await modal.submit();
    expect(latest().says).toContain('**Base:** There is no');
    await alice.press(latest(), 'Start…');
    const again = await alice.awaitModal();
    expect(again.value('Focus')).toBe('# not a title\n- [a](https://b) `c`');
    expect(again.value('Base')).toBe('bse');
  });

  it('says of one that was tampered with that it is of no use', async () => {
    service.answer = follow;
    await alice.command('flow launch');
    await alice.forge(latest(), 'Fx0:launch:::AAAA');
    await alice.forge(latest(), 'b:cancel');
    expect(alice.ephemerals().at(-1)?.says).toContain('another version of Baton');
  });
});

describe('a short form', () => {
  it('is a modal, and submits its state with its values', async () => {
    service.answer = async (action) => (action.kind === 'submit' ? { kind: 'nothing' } : form(ask()));
    await alice.command('flow help');
    const modal = await alice.awaitModal('Ask an agent');
    modal.choose('Agent', 'lens:security');
    modal.fill('Question', 'why?');
    await modal.submit();
    expect(service.actions.at(-1)).toMatchObject({
      kind: 'submit',
      form: 'ask',
      state: 'b7e1a8f0-0000-8000-8000-000000000001',
      values: { step: 'lens:security', question: 'why?' },
    });
  });

  it('is opened again, filled in, from the message that says what was wrong', async () => {
    const faults = [{ field: 'question', message: 'Too short.' }];
    const button = { action: 'ask', value: 'run-1', label: 'Ask an agent…' };
    service.answer = async (action) => {
      if (action.kind === 'submit') return { kind: 'field_errors', fieldErrors: faults };
      if (action.kind === 'button') return form(ask());
      return { kind: 'message', view: { text: 'x', blocks: [{ kind: 'buttons', buttons: [button] }] } };
    };
    await alice.command('flow help');
    await alice.press(latest(), 'Ask an agent…');
    const modal = await alice.awaitModal();
    modal.choose('Agent', 'skeptic');
    modal.fill('Question', 'why _so_?');
    await modal.submit();
    expect(latest().says).toContain('**Question:** Too short.');
    await alice.press(latest(), 'Open again…');
    expect(service.actions.at(-1)).toMatchObject({ kind: 'button', button: 'ask', value: 'run-1' });
    const again = await alice.awaitModal();
    expect(again.value('Question')).toBe('why _so_?');
    expect(again.value('Agent')).toBe('skeptic');
  });
});

describe('a form with a channel', () => {
  it('keeps the channel that was chosen while the rest of it changes', async () => {
    const view = (way: string): FormView => ({
      form: 'export',
      title: 'Export the run',
      submit: 'Export',
      state: 'run-1',
      fields: [
        {
          kind: 'select',
          id: 'way',
          label: 'Where to',
          options: ['channel', 'file'].map((value) => ({ value, label: value })),
          chosen: way,
          optional: false,
          watched: true,
        },
        { kind: 'channel', id: 'channel', label: 'Channel' },
        {
          kind: 'note',
          id: 'link',
          line: ['Or pass on ', { text: 'a link', link: 'https://baton.example/' }],
        },
      ],
    });
    service.answer = async (action) =>
      action.kind === 'submit'
        ? { kind: 'field_errors', fieldErrors: [{ field: 'channel', message: 'Not there.' }] }
        : form(view(action.kind === 'change' ? (action.values.way ?? '') : 'channel'));
    await alice.command('flow help');
    await alice.choose(latest(), 'Channel', 'releases');
    await alice.choose(latest(), 'Where to', 'file');
    const open = latest();
    await alice.press(open, 'Export');
    expect(service.actions.at(-1)).toMatchObject({
      kind: 'submit',
      values: { way: 'file', channel: service.discord.channelId('releases') },
    });
    expect(latest().says).toBe('Not there.');
    expect(service.discord.message(open.id).buttons).toEqual(['Export']);
  });
});
