/** The form that adds or changes a schedule: its fields, and what they say. Pure. */
import type { FormValues } from '../../runner/core/ports/platform.ts';
import type { Field, FormView } from '../../runner/core/ports/views.ts';
import type { ScheduledRun } from '../../runner/core/schedule.ts';
import { WHEN_EXAMPLES } from '../../runner/core/schedule-words.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import type { LauncherChoices } from './launcher-form.ts';
import { bandOf, projectField, selectField, sizeField } from './select-fields.ts';

export const SCHEDULE_FORM = 'schedule';

/** The form's values; `state` is the id of the schedule that is changed, empty for a new one. */
export interface ScheduleFormState {
  readonly state: string;
  readonly values: FormValues;
}

const MOST_FOCUS = 3_000;

export function scheduleForm(
  { state, values }: ScheduleFormState,
  { catalogue, projects }: LauncherChoices,
): FormView {
  const flows = schedulable(catalogue.flows);
  const flow = flows.find(({ name }) => name === values.flow) ?? flows[0];
  const fields: Field[] = [
    selectField(
      'flow',
      'Flow',
      flow?.name ?? null,
      flows.map(({ name, title }) => ({ value: name, label: title })),
    ),
    projectField(values.project ?? null, projects),
    sizeField(values.size, flow, catalogue.plan),
    text('when', 'When', values, { placeholder: `${WHEN_EXAMPLES}, or a cron expression`, most: 200 }),
    text('tz', 'Time zone', values, { placeholder: 'Europe/Berlin', most: 60 }),
    text('focus', 'Focus', values, { placeholder: flow?.question ?? '', most: MOST_FOCUS }),
    {
      kind: 'toggle',
      id: 'fast',
      label: 'Fast',
      description: 'Less breadth and prose; every check stays',
      on: values.fast === 'yes',
    },
    { kind: 'channel', id: 'channel', label: 'Channel', chosen: values.channel ?? null },
  ];
  const [title, submit] = state === '' ? ['Add a schedule', 'Add'] : ['Edit the schedule', 'Save'];
  return { form: SCHEDULE_FORM, title, submit, state, fields };
}

/** Without those that need more than a focus: a schedule has nothing to give them. */
export function schedulable(flows: readonly Flow[]): readonly Flow[] {
  return flows.filter(({ inputs = [] }) => inputs.every(({ needed }) => !needed));
}

function text(
  id: 'when' | 'tz' | 'focus',
  label: string,
  values: FormValues,
  { placeholder, most }: { readonly placeholder: string; readonly most: number },
): Field {
  const optional = id === 'focus';
  const value = values[id] ?? '';
  return { kind: 'text', id, label, lines: optional ? 'many' : 'one', value, placeholder, most, optional };
}

/** Returns what shall run. `earlier`: the run of the schedule that is changed, whose back end is kept. */
export function scheduledRun(
  values: FormValues,
  project_id: string,
  earlier: ScheduledRun | null,
): ScheduledRun {
  const question = values.focus?.trim() ?? '';
  return {
    project_id,
    flow_name: values.flow ?? '',
    band: bandOf(values.size),
    fast: values.fast === 'yes',
    question: question === '' ? null : question,
    backend: earlier?.backend ?? null,
    model: earlier?.model ?? null,
  };
}
