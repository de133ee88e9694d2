import { describe, expect, it } from 'vitest';
import { formValues, inputBlocks } from '../../../../adapters/slack/form-values.ts';
import { renderForm } from '../../../../adapters/slack/render/form.ts';
import { readMetadata } from '../../../../adapters/slack/render/form-metadata.ts';
import type { Field, FormView } from '../../../../runner/core/ports/views.ts';
import { record } from '../../../setup/chat/json.ts';
import { viewRefusal } from '../../../setup/slack/content-rules.ts';
import { stateOf } from '../../../setup/slack/modals.ts';

const ORIGIN = { channel: 'C0SHOP', thread: null };
const LONG = `/srv/${'deep/'.repeat(30)}shop`;

const FIELDS: readonly Field[] = [
  {
    kind: 'tabs',
    id: 'category',
    label: 'Category',
    active: 'review',
    options: [
      { value: 'analysis', label: 'Analysis' },
      { value: 'review', label: 'Review' },
    ],
  },
  {
    kind: 'select',
    id: 'flow',
    label: 'Flow',
    chosen: 'code-review',
    optional: false,
    watched: true,
    options: [
      { value: 'code-review', label: 'Code review', description: 'Reads a change as four people would' },
    ],
  },
  {
    kind: 'select',
    id: 'project',
    label: 'Project',
    chosen: LONG,
    optional: true,
    watched: false,
    options: [{ value: LONG, label: 'shop' }],
  },
  {
    kind: 'text',
    id: 'focus',
    label: 'Focus',
    lines: 'many',
    value: 'is the retry safe?',
    placeholder: 'What to look at',
    most: 4_000,
    optional: true,
  },
  { kind: 'toggle', id: 'fast', label: 'Fast', description: 'Less breadth', on: true },
  { kind: 'channel', id: 'where', label: 'Channel' },
  { kind: 'note', id: 'hint', line: ['small: ', { text: '4 agents', mark: 'bold' }] },
];

describe('a form', () => {
  it('shows its fields as a modal that Slack takes', () => {
    const modal = renderForm(formOf(FIELDS), ORIGIN);
    expect(viewRefusal(modal, 'modal')).toBeNull();
    expect(modal).toMatchSnapshot();
  });

  it('is read back as it was given, long values and tabs included', () => {
    expect(readBack(formOf(FIELDS))).toEqual({
      category: 'review',
      flow: 'code-review',
      project: LONG,
      focus: 'is the retry safe?',
      fast: 'yes',
      where: null,
    });
  });

  it('carries its state and where it was opened', () => {
    const modal = renderForm(formOf([]), { channel: 'C0SHOP', thread: '17.5' });
    expect(readMetadata(modal.private_metadata ?? '')).toMatchObject({
      channel: 'C0SHOP',
      thread: '17.5',
      state: 'some "state"',
    });
  });

  it('keeps the id of a select while its options stay, and of a text always', () => {
    const [before, after] = [['a'], ['a', 'b']].map((options) =>
      inputBlocks(viewOf(formOf([selectOf(options), ...FIELDS.slice(3, 4)]))),
    );
    expect(before?.get('flow')).not.toBe(after?.get('flow'));
    expect(before?.get('focus')).toBe('focus');
    expect(after?.get('focus')).toBe('focus');
  });

  it('offers more options than a list may have in groups', () => {
    const form = formOf([selectOf(Array.from({ length: 250 }, (_, index) => `o${index}`))]);
    expect(viewRefusal(renderForm(form, ORIGIN), 'modal')).toBeNull();
  });

  it('says so when there is nothing to choose from', () => {
    expect(JSON.stringify(renderForm(formOf([selectOf([])]), ORIGIN).blocks)).toContain(
      'nothing to choose from',
    );
  });

  it('says so when a text had to be shortened to what a field takes', () => {
    const [focus] = FIELDS.slice(3, 4);
    const long = formOf(focus?.kind === 'text' ? [{ ...focus, value: 'x'.repeat(3_500) }] : []);
    const modal = renderForm(long, ORIGIN);
    expect(viewRefusal(modal, 'modal')).toBeNull();
    expect(JSON.stringify(modal.blocks)).toContain('Shortened: a field here takes 3000 characters.');
  });

  it('is refused when it carries more than Slack keeps', () => {
    expect(() => renderForm({ ...formOf([]), state: 'x'.repeat(3_000) }, ORIGIN)).toThrow(
      /more than Slack keeps/,
    );
  });
});

function formOf(fields: readonly Field[]): FormView {
  return { form: 'launch', title: 'Run a flow', submit: 'Start', state: 'some "state"', fields };
}

function selectOf(values: readonly string[]): Field {
  const options = values.map((value) => ({ value, label: value }));
  return { kind: 'select', id: 'flow', label: 'Flow', options, chosen: null, optional: true, watched: false };
}

/** The modal as Slack sends it back, untouched. */
function viewOf(form: FormView) {
  const modal = renderForm(form, ORIGIN);
  return { ...modal, state: stateOf(record(modal), new Map()) as { values: Record<string, never> } };
}

function readBack(form: FormView) {
  const view = viewOf(form);
  const metadata = readMetadata(view.private_metadata ?? '');
  return metadata === null ? null : formValues(view, metadata);
}
