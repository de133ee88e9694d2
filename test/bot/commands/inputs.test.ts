/** What flows take beside the focus, as people give it in chat: typed, pasted, and in the launcher. */
import { describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../runner/core/flow-input.ts';
import type { FormValues } from '../../../runner/core/ports/platform.ts';
import type { FormView } from '../../../runner/core/ports/views.ts';
import type { Category, Flow } from '../../../runner/core/step-spec.ts';
import { runDocument } from '../memory-service.ts';
import { catalogue, flow } from '../surroundings.ts';
import { fieldOf, formOf, room, textOf } from './room.ts';

const taking = (name: string, category: Category, inputs: readonly FlowInput[] = []): Flow => ({
  ...flow(name),
  category,
  compares: false,
  inputs,
});

const FLOWS: readonly Flow[] = [
  taking('tech-debt', 'Analysis'),
  taking('root-cause', 'Discovery', [
    { name: 'symptom', needed: true, focus: true, or: 'log' },
    { name: 'log', needed: false },
    { name: 'since', needed: false },
  ]),
  taking('requirement-discovery', 'Discovery', [{ name: 'ticket', needed: true, focus: true }]),
  taking('implementation-plan', 'Planning', [{ name: 'ticket', needed: true, focus: true }]),
  taking('migration-plan', 'Planning', [
    { name: 'from', needed: true },
    { name: 'to', needed: true },
  ]),
  { ...taking('test-plan', 'Planning', [{ name: 'ticket', needed: false }]), compares: 'optional' },
  { ...taking('code-review', 'Review'), compares: true },
];

const there = () => room({ over: { catalogue: { ...catalogue, flows: FLOWS } } });
const TRACE = 'TypeError: x\n    at f (a.js:1:2)\n    at g (b.js:3:4)';

function valuesOf(form: FormView, over: FormValues = {}): FormValues {
  const values = form.fields.flatMap((field): [string, string | null][] => {
    if (field.kind === 'select') return [[field.id, field.chosen]];
    if (field.kind === 'text') return [[field.id, field.value === '' ? null : field.value]];
    return field.kind === 'toggle' ? [[field.id, field.on ? 'yes' : 'no']] : [];
  });
  return { ...Object.fromEntries(values), ...over };
}

const textFields = (form: FormView) =>
  form.fields.flatMap((field) => (field.kind === 'text' ? [[field.id, field.optional] as const] : []));

describe('typed after a flow’s name', () => {
  test.each([
    ['implementation-plan add CSV export', { ticket: 'add CSV export' }, null],
    [
      'implementation-plan add CSV export\n\nfor all\n- orders',
      { ticket: 'add CSV export\n\nfor all\n- orders' },
      null,
    ],
    [`root-cause it hangs\n${TRACE}`, { symptom: 'it hangs', log: TRACE }, null],
    [`root-cause it hangs\n\`\`\`\n${TRACE}\n\`\`\``, { symptom: 'it hangs', log: TRACE }, null],
    ['migration-plan replace moment with date-fns', { from: 'moment', to: 'date-fns' }, null],
    ['migration-plan --from vue 2 --to vue 3', { from: 'vue 2', to: 'vue 3' }, null],
    ['tech-debt the cache', {}, 'the cache'],
  ])('%j is what the flow takes', async (typed, given, question) => {
    const { say, service } = there();
    expect(await say(typed)).toEqual({ kind: 'nothing' });
    expect(service.requests).toEqual([expect.objectContaining({ given, question })]);
  });

  test.each([
    [
      'implementation-plan',
      'The flow implementation-plan needs the ticket or idea.',
      '/flow implementation-plan Export orders as CSV',
    ],
    [
      'root-cause --since v1.2',
      'needs what goes wrong or a stack trace or log.',
      '/flow root-cause Checkout hangs with an empty cart',
    ],
    [
      'migration-plan',
      'needs what to migrate from, and what to migrate to.',
      '/flow migration-plan --from moment --to date-fns',
    ],
  ])(
    '%j alone is refused in private, with a line to copy and the form that asks for it',
    async (typed, why, line) => {
      const { say, service, entered, press } = there();
      const answer = await say(typed);
      expect(textOf(answer)).toContain(why);
      expect(textOf(answer)).toContain(`For example: ${line}`);
      expect(textOf(answer)).toContain('[Start…]');
      expect([service.requests, entered]).toEqual([[], []]);
      const name = typed.split(' ')[0] ?? '';
      expect(fieldOf(formOf(await press('launch', name)), 'flow', 'select').chosen).toBe(name);
    },
  );

  test('what the flow does not take is refused with the flows that do', async () => {
    const { say, service } = there();
    const text = textOf(await say('tech-debt --ticket "add CSV export"'));
    expect(text).toContain(
      'The ticket is no input of the flow tech-debt; these take it: requirement-discovery, implementation-plan, test-plan.',
    );
    expect(service.requests).toEqual([]);
  });

  test('a focus that is too long is refused with its length', async () => {
    const { say, service } = there();
    expect(textOf(await say(`tech-debt ${'x'.repeat(4001)}`))).toBe(
      'The focus has 4,001 characters; the most is 4,000.',
    );
    expect(service.requests).toEqual([]);
  });

  test('options of a slash command are taken like typed ones', async () => {
    const { act, service } = there();
    await act({ kind: 'start', given: { flow: 'migration-plan', from: 'moment', to: 'date-fns' } });
    expect(service.requests).toEqual([
      expect.objectContaining({ given: { from: 'moment', to: 'date-fns' } }),
    ]);
  });
});

describe('the launcher', () => {
  const opened = async (name: string) => {
    const at = there();
    return { ...at, form: formOf(await at.press('launch', name)) };
  };

  test.each([
    ['tech-debt', [['focus', true]]],
    [
      'root-cause',
      [
        ['symptom', true],
        ['log', true],
        ['since', true],
        ['focus', true],
      ],
    ],
    [
      'implementation-plan',
      [
        ['ticket', false],
        ['focus', true],
      ],
    ],
    [
      'migration-plan',
      [
        ['from', false],
        ['to', false],
        ['focus', true],
      ],
    ],
    [
      'test-plan',
      [
        ['ticket', true],
        ['focus', true],
        ['pr', true],
        ['base', true],
        ['head', true],
      ],
    ],
  ])('has for %s the fields that it takes, the needed ones marked', async (name, fields) => {
    expect(textFields((await opened(name)).form)).toEqual(fields);
  });

  test('says of a base that may be left out that nothing is compared then', async () => {
    const { form } = await opened('test-plan');
    expect(fieldOf(form, 'base', 'text').placeholder).toBe('None: reads all files at one commit');
  });

  test('keeps what was typed for another flow', async () => {
    const { form, act } = await opened('migration-plan');
    const change = async (before: FormView, field: string, over: FormValues) =>
      formOf(
        await act({
          kind: 'change',
          form: before.form,
          state: before.state,
          field,
          values: valuesOf(before, over),
        }),
      );
    const debt = await change(form, 'category', { from: 'vue 2', to: 'vue 3', category: 'Analysis' });
    expect(textFields(debt)).toEqual([['focus', true]]);
    const back = await change(debt, 'category', { category: 'Planning' });
    expect(valuesOf(back)).toMatchObject({ flow: 'migration-plan', from: 'vue 2', to: 'vue 3' });
    const planned = await change(back, 'flow', { flow: 'implementation-plan' });
    const typed = { ticket: 'Export\norders' };
    const required = await change(planned, 'category', { ...typed, category: 'Discovery' });
    const discovery = await change(required, 'flow', { flow: 'requirement-discovery' });
    expect(valuesOf(discovery)).toMatchObject(typed);
  });

  test('starts the flow with them', async () => {
    const { form, act, service } = await opened('root-cause');
    const values = valuesOf(form, { log: TRACE, since: 'v1.2', project: 'shop' });
    expect(await act({ kind: 'submit', form: form.form, state: form.state, values })).toEqual({
      kind: 'nothing',
    });
    expect(service.requests).toEqual([
      expect.objectContaining({
        flow_name: 'root-cause',
        given: { log: TRACE, since: 'v1.2' },
        question: null,
      }),
    ]);
  });

  test.each([
    ['root-cause', {}, /^symptom: The flow root-cause needs what goes wrong or a stack trace or log\.$/],
    ['migration-plan', { to: 'y' }, /^from: The flow migration-plan needs what to migrate from\.$/],
    ['implementation-plan', { ticket: ' ' }, /^ticket: The ticket is blank\.$/],
    [
      'implementation-plan',
      { ticket: 'x'.repeat(20_001) },
      /^ticket: The ticket has 20,001 characters; the most is 20,000\.$/,
    ],
  ])('shows at the field of %s what is wrong with %j', async (name, over, says) => {
    const { form, act, service } = await opened(name);
    const values = valuesOf(form, { project: 'shop', ...(over as FormValues) });
    expect(textOf(await act({ kind: 'submit', form: form.form, state: form.state, values }))).toMatch(says);
    expect(service.requests).toEqual([]);
  });

  test('opens again with what a run was given', async () => {
    const at = there();
    const given = { symptom: 'it hangs', log: TRACE };
    const run = runDocument({
      flow_name: 'root-cause',
      input: { question: 'Why?', focused: false, paths: [], given },
    });
    at.service.put({ run, steps: [], report: null });
    const form = formOf(await at.press('again', run.id));
    expect(valuesOf(form)).toMatchObject({ flow: 'root-cause', ...given, focus: null });
  });

  test('leaves out an empty field where a modal would have too many', async () => {
    const at = there();
    const input = { question: 'q', focused: false, paths: ['src/**'], given: { ticket: 'CSV' } };
    const run = runDocument({ flow_name: 'test-plan', input });
    at.service.put({ run, steps: [], report: null });
    const names = textFields(formOf(await at.press('again', run.id))).map(([name]) => name);
    expect(names).toEqual(['ticket', 'focus', 'pr', 'base', 'path']);
  });
});
