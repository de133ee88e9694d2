/** The form of a schedule: one that is added, or one that is changed. What is wrong is said at its field. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FlowDocument, FlowList, ProjectList } from '../../../../runner/core/listings.ts';
import type { ScheduleDocument } from '../../../../runner/core/schedule.ts';
import { get, patch, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { go, withParameters } from '../location.ts';
import { flowChoices, projectChoices, sizeChoices } from '../new/choices.ts';
import { type FieldProps, PlainField, SelectField, Switch } from '../new/fields.ts';
import { useSending } from '../sending.ts';
import { Awaited, Empty, Failed } from '../states.ts';
import { useWrongField } from '../wrong-field.ts';
import { bodyOf, type FieldName, fieldAt, type Values, valuesOf } from './values.ts';

interface FormProps {
  /** null: one that is added */
  readonly schedule: ScheduleDocument | null;
  saved(): void;
}

interface Offered {
  readonly flows: readonly FlowDocument[];
  readonly projects: ProjectList['projects'];
}

export function ScheduleForm(props: FormProps): View {
  const offered = useLoaded(read, []);
  useEffect(() => void offered.refresh(), [offered]);
  const { value, error } = offered;
  if (value.value !== null) {
    return value.value.projects.length === 0
      ? html`<${Empty} title="There is no project yet"><p>Name projects in <code>baton.yaml</code> first.</p><//>`
      : html`<${Form} ...${props} ...${value.value} />`;
  }
  return error.value === null
    ? html`<${Awaited} what="the flows" />`
    : html`<${Failed} error=${error.value} />`;
}

async function read(signal: AbortSignal): Promise<Offered> {
  const [{ flows }, { projects }] = await Promise.all([
    get<FlowList>('/api/flows', signal),
    get<ProjectList>('/api/projects', signal),
  ]);
  return { flows, projects };
}

const toList = () => go(withParameters({ form: null }));

function Form({ schedule, saved, flows, projects }: FormProps & Offered): View {
  const before = useMemo(() => (schedule === null ? null : valuesOf(schedule)), []);
  const [typed, setTyped] = useState<Values>(() => before ?? newValues({ flows, projects }));
  const values = inSizeOf(flows, typed);
  const { error, isSending, sendOnce } = useSending();
  const wrong = fieldAt(error?.path ?? null);
  const form = useWrongField(error);
  const fieldOf = (name: FieldName, description = ''): FieldProps => ({
    option: { name, description },
    value: values[name],
    error: wrong === name ? (error?.message ?? null) : null,
    change: (value) => setTyped((earlier) => ({ ...earlier, [name]: value })),
  });
  const save = async () => {
    const body = bodyOf(values, before);
    const isSaved = await sendOnce(body, (key) =>
      schedule === null
        ? post('/api/schedules', body, key)
        : patch(`/api/schedules/${encodeURIComponent(schedule.id)}`, body),
    );
    if (!isSaved) return;
    saved();
    toList();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void save();
  };
  return html`
    <h1>${schedule === null ? 'Add a schedule' : `Change ${schedule.name}`}</h1>
    <form ref=${form} class="launcher" novalidate onSubmit=${submit}>
      <${Fields} flows=${flows} projects=${projects} values=${values} fieldOf=${fieldOf} />
      ${error !== null && wrong === null && html`<p class="error" role="alert">${error.message}</p>`}
      <div class="run-actions">
        <button type="submit" class="main" disabled=${isSending}>${schedule === null ? 'Add' : 'Save'}</button>
        <a class="button" href=${withParameters({ form: null })}>Cancel</a>
      </div>
    </form>
  `;
}

function newValues({ flows, projects }: Offered): Values {
  const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    ...{ flow_name: flows[0]?.name ?? '', project_id: projects[0]?.id ?? '', when: '', tz, band: 'small' },
    ...{ question: '', post_to: '', name: '', fast: '', backend: '', model: '' },
  };
}

/** A flow that does not have the chosen size takes its first one. */
function inSizeOf(flows: Offered['flows'], values: Values): Values {
  const bands: readonly string[] = flows.find(({ name }) => name === values.flow_name)?.bands ?? [];
  return bands.length === 0 || bands.includes(values.band) ? values : { ...values, band: bands[0] ?? '' };
}

interface FieldsProps extends Offered {
  readonly values: Values;
  fieldOf(name: FieldName, description?: string): FieldProps;
}

function Fields({ flows, projects, values, fieldOf }: FieldsProps): View {
  const flow = flows.find(({ name }) => name === values.flow_name);
  const rare = ['name', 'backend', 'model'] as const;
  const isOpen = rare.some((name) => fieldOf(name).error !== null);
  return html`
    <div class="pair">
      <${SelectField} ...${fieldOf('flow_name')} label="Flow" choices=${flowChoices(flows)} />
      <${SelectField} ...${fieldOf('project_id')} label="Project" choices=${projectChoices(projects)} />
      <${PlainField} ...${fieldOf('when')} placeholder="weekdays 8:00, or cron: 0 8 * * 1-5" label="When" />
      <${PlainField} ...${fieldOf('tz')} placeholder="Europe/Berlin" label="Time zone" list="time-zones" />
      <${SelectField} ...${fieldOf('band')} label="Size" choices=${flow === undefined ? [] : sizeChoices(flow)} />
      <${PlainField} ...${fieldOf('post_to')} placeholder="slack:C0123456789" label="Post its runs to (optional)" />
    </div>
    <datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option key=${zone} value=${zone} />`)}</datalist>
    <${PlainField} ...${fieldOf('question', flow?.question)} label="Focus (optional)" />
    <${Switch} ...${fieldOf('fast', 'without skeptics and the arbiter')} />
    <details open=${isOpen}>
      <summary>Name, back end and model</summary>
      <div class="pair">
        ${rare.map((name) => html`<${PlainField} key=${name} ...${fieldOf(name)} label=${RARE[name]} />`)}
      </div>
    </details>
  `;
}

const RARE = { name: 'Name (optional)', backend: 'Back end (optional)', model: 'Model (optional)' };
