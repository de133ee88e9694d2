/** The form that adds or changes a schedule: its fields, and what they say. Pure. */
import type { FormValues } from '../../runner/core/ports/platform.ts';
import type { Field, FormView } from '../../runner/core/ports/views.ts';
import type { ScheduledRun } from '../../runner/core/schedule.ts';
import { beginsWithTime, readWhen, WHEN_EXAMPLES } from '../../runner/core/schedule-words.ts';
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

/** The most words before a time: a flow's title, or a flow and a project. */
const MOST_BEFORE = 3;

/** Whether a text is meant for `/flow schedule`; otherwise it is a sentence that begins with that word. */
export function mayBeSchedule(text: string, flows: readonly string[]): boolean {
  if (/^(?:(?:list|show)$|--)/i.test(text.trim())) return true;
  const { flow, when } = typedSchedule(text.replace(/^\s*add\b\s*/i, ''), flows, []);
  if (when == null || beginsWithTime(when)) return true;
  const words = when.split(' ');
  // A flow and a project.
  if (flow != null && words.length === 1) return true;
  const isTime = (from: number) => 'cron' in readWhen(words.slice(from).join(' '));
  return Array.from({ length: MOST_BEFORE }, (_, at) => at + 1).some(isTime);
}

/** Returns what was typed after `/flow schedule`: a flow and a project by their names, a size, and the rest as the time. */
export function typedSchedule(
  typed: string,
  flows: readonly string[],
  projects: readonly string[],
): FormValues {
  const found: Record<string, string> = {};
  const rest = typed
    .replace(/\s*--fast\b/, () => {
      found.fast = 'yes';
      return '';
    })
    .replace(/--(project|size|flow|tz)[ =]+(\S+)/g, (_whole, name: string, value: string) => {
      found[name] = value;
      return '';
    })
    .split(/\s+/)
    .filter((word) => {
      const field = flows.includes(word.toLowerCase()) ? 'flow' : projects.includes(word) ? 'project' : null;
      if (field === null || Object.hasOwn(found, field)) return true;
      found[field] = field === 'flow' ? word.toLowerCase() : word;
      return false;
    });
  const when = rest.join(' ').trim();
  return when === '' ? found : { ...found, when };
}
