/** The launcher of every flow as each platform shows it: however much was typed, it fits. */
import { describe, expect, test } from 'vitest';
import { renderFormMessage } from '../../../adapters/discord/render/form-message.ts';
import { LIMITS } from '../../../adapters/discord/render/limits.ts';
import { renderTyping } from '../../../adapters/discord/render/modal.ts';
import { renderForm } from '../../../adapters/slack/render/form.ts';
import { earlierRun } from '../../../bot/commands/earlier-run.ts';
import { launcherForm } from '../../../bot/commands/launcher-form.ts';
import { emptyLauncherState, type LauncherState } from '../../../bot/commands/launcher-state.ts';
import { FLOWS } from '../../../flows/catalogue/catalogue.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import type { FormView } from '../../../runner/core/ports/views.ts';
import { RUN_OPTIONS } from '../../../runner/core/run-request.ts';
import { CATEGORIES, type Flow } from '../../../runner/core/step-spec.ts';
import { seeded } from '../../runner/core/seeded.ts';
import { snapshot } from '../threads/stories.ts';

const choices = {
  catalogue: {
    flows: FLOWS,
    plan: (flow: Flow, band: 'small' | 'medium' | 'large', fast: boolean) => buildDag(flow.steps, band, fast),
  },
  projects: ['shop', 'site', `/srv/${'deep/'.repeat(20)}api`],
};

const random = seeded(7);
const letters = (length: number): string =>
  Array.from({ length }, () =>
    random.pick([...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789漢字é']),
  ).join('');

/** Every field was filled once, with what can't be compressed. */
function full(flow: Flow, length: number): LauncherState {
  const typed = RUN_OPTIONS.flatMap(({ name, field }) =>
    field === undefined ? [] : [[name, letters(Math.min(length, field.most))] as const],
  );
  const { category, values } = emptyLauncherState(flow, 'shop');
  return {
    category,
    chosen: Object.fromEntries(
      CATEGORIES.map((each) => [each, FLOWS.find((one) => one.category === each)?.name ?? '']),
    ),
    values: { ...values, ...Object.fromEntries(typed) },
    again: null,
  };
}

const textFields = ({ fields }: FormView) => fields.filter(({ kind }) => kind === 'text');

describe.each(FLOWS.map((flow) => [flow.name, flow] as const))('the launcher of %s', (_name, flow) => {
  test.each([
    ['empty', emptyLauncherState(flow, 'shop')],
    ['filled with short texts', full(flow, 20)],
    ['filled with long texts', full(flow, 4000)],
  ])('fits on both platforms, %s', (_how, state) => {
    const view = launcherForm(state, flow, choices);
    expect(
      renderForm(view, { channel: 'C0GENERAL1', thread: '1700000000.000100' }).blocks.length,
    ).toBeGreaterThan(5);
    expect(renderFormMessage(view).components).toHaveLength(1);
    expect(renderTyping(view).components).toHaveLength(textFields(view).length);
    expect(view.state.length).toBeLessThanOrEqual(2000);
  });

  test('has at most the text fields that a modal of Discord holds, also with paths to read', () => {
    const view = launcherForm(full(flow, 20), flow, choices);
    expect(textFields(view).length).toBeLessThanOrEqual(LIMITS.modal.fields);
  });
});

describe.each(FLOWS.map((flow) => [flow.name, flow] as const))('running %s again', (_name, flow) => {
  test.each([20, 4000, 20_000])('fits on both platforms, with texts of %i characters', (length) => {
    const run = {
      ...snapshot([]).run,
      flow_name: flow.name,
      input: {
        question: letters(length),
        focused: true,
        paths: [letters(200)],
        given: givenTo(flow, length),
      },
      refs: { base: letters(200), head: letters(200) },
      base_sha: 'b'.repeat(40),
    };
    const again = earlierRun({ run });
    const { category } = flow;
    const state = { category, chosen: { [category]: flow.name }, values: again.shown, again };
    const view = launcherForm(state, flow, choices);
    expect(renderForm(view, { channel: 'C0GENERAL1', thread: null }).blocks.length).toBeGreaterThan(5);
    const message = renderFormMessage(view);
    // Nothing that it shows is shortened by the platform.
    expect(JSON.stringify(message)).not.toContain('shortened to what');
    expect(renderTyping(view).components).toHaveLength(textFields(view).length);
  });
});

function givenTo({ inputs = [] }: Flow, length: number) {
  return Object.fromEntries(inputs.map(({ name }) => [name, letters(length)]));
}

test('its tabs are the categories that have flows, in their order', () => {
  const [flow] = FLOWS;
  if (flow === undefined) throw new Error('there are no flows');
  const [tabs] = launcherForm(emptyLauncherState(flow, 'shop'), flow, choices).fields;
  const used = CATEGORIES.filter((each) => FLOWS.some(({ category }) => category === each));
  expect(tabs).toMatchObject({ kind: 'tabs', options: used.map((value) => ({ value, label: value })) });
});
