/** Starts a run: which flow, on what, how broadly, and what to look at. The options are those of every other face. */
import { useEffect, useState } from 'preact/hooks';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type {
  FlowDocument,
  FlowList,
  ProjectList,
  RunOptionDocument,
  RunOptionList,
} from '../../../../runner/core/listings.ts';
import { get, mayChange, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { go, parameter } from '../location.ts';
import { projectChoices, sizeChoices } from '../new/choices.ts';
import { valuesOf } from '../new/earlier.ts';
import { Expected, estimateQuery } from '../new/expected.ts';
import { type FieldProps, fieldId, PlainField, SelectField, Switch, TextField } from '../new/fields.ts';
import { FlowChoice } from '../new/flow-choice.ts';
import { bodyOf, fitting, hasField, isShown, optionAt, type Values } from '../new/launch.ts';
import { useSending } from '../sending.ts';
import { Awaited, Empty, Failed } from '../states.ts';

interface Known {
  readonly flows: readonly FlowDocument[];
  readonly projects: ProjectList['projects'];
  readonly options: readonly RunOptionDocument[];
  /** the run that is run again */
  readonly earlier: RunDocument | null;
}

export function NewPage(): View {
  const from = parameter('from');
  const known = useLoaded((signal) => read(from, signal), [from]);
  useEffect(() => void known.refresh(), [known]);
  const { value, error } = known;
  if (!mayChange())
    return html`<${Empty} title="You may look here, and start nothing"><p><a href="/">All runs</a></p><//>`;
  if (value.value !== null) {
    const [usual] = value.value.flows;
    if (usual === undefined || value.value.projects.length === 0) return html`<${NothingToRun} />`;
    return html`<${Launcher} key=${from} usual=${usual} ...${value.value} />`;
  }
  return error.value === null
    ? html`<${Awaited} what="the flows" />`
    : html`<${Failed} error=${error.value} />`;
}

async function read(from: string | null, signal: AbortSignal): Promise<Known> {
  const [{ flows }, { projects }, { options }, earlier] = await Promise.all([
    get<FlowList>('/api/flows', signal),
    get<ProjectList>('/api/projects', signal),
    get<RunOptionList>('/api/run-options', signal),
    from === null
      ? null
      : get<{ run: RunDocument }>(`/api/runs/${encodeURIComponent(from)}?brief=true`, signal),
  ]);
  return { flows, projects, options, earlier: earlier?.run ?? null };
}

function Launcher({
  flows,
  usual,
  projects,
  options,
  earlier,
}: Known & { readonly usual: FlowDocument }): View {
  const [given, setGiven] = useState<Values>(() => ({
    size: 'small',
    project: parameter('project') ?? projects[0]?.id ?? '',
    ...(earlier === null ? {} : valuesOf(earlier)),
  }));
  const { error, isSending, sendOnce } = useSending();
  const named = parameter('flow') ?? earlier?.flow_name;
  const flow = flows.find(({ name }) => name === named) ?? usual;
  const values = fitting(given, flow);
  const found = optionAt(options, error?.path ?? null);
  const wrong = found !== null && hasField(found, flow, values) ? found : null;
  // The field may be in a part that opens only now.
  useEffect(() => {
    if (wrong !== null) document.getElementById(fieldId(wrong.name))?.focus();
  }, [error]);
  const fieldOf = (option: RunOptionDocument): FieldProps => ({
    option,
    value: values[option.name] ?? '',
    error: wrong?.name === option.name ? (error?.message ?? null) : null,
    change: (value) => setGiven((before) => ({ ...before, [option.name]: value })),
  });
  const begin = () => {
    const body = bodyOf(options, flow, values);
    if (isSending) return;
    void sendOnce(body, async (key) => {
      const { run_id } = await post<{ run_id: string }>('/api/runs', body, key);
      go(`/runs/${run_id}`);
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    begin();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) begin();
  };
  return html`
    <h1>${earlier === null ? 'New run' : 'Run again'}</h1>
    <${FlowChoice} flows=${flows} chosen=${flow} />
    <form class="launcher" novalidate onSubmit=${submit} onKeyDown=${keyed}>
      <${Fields} options=${options} flow=${flow} values=${values} projects=${projects} fieldOf=${fieldOf} />
      ${error !== null && wrong === null && html`<p class="error" role="alert">${error.message}</p>`}
      <p><button type="submit" class="main" disabled=${isSending}>Start</button></p>
    </form>
  `;
}

interface FieldsProps extends Pick<Known, 'options' | 'projects'> {
  readonly flow: FlowDocument;
  readonly values: Values;
  fieldOf(option: RunOptionDocument): FieldProps;
}

/** What the flow takes comes first; the back end and the model are folded away. */
function Fields({ options, flow, values, projects, fieldOf }: FieldsProps): View {
  const named = (name: string) => options.filter((option) => option.name === name);
  const texts = options.filter((option) => isShown(option, flow, values));
  const ordered = [
    ...texts.filter(({ input }) => input !== null),
    ...texts.filter(({ input }) => input === null),
  ];
  const isWrong = (option: RunOptionDocument) => fieldOf(option).error !== null;
  const rare = [...named('backend'), ...named('model')];
  return html`
    <div class="pair">
      ${named('project').map(
        (option) =>
          html`<${SelectField} ...${fieldOf(option)} label="Project" choices=${projectChoices(projects)} />`,
      )}
      ${named('size').map(
        (option) => html`<${SelectField} ...${fieldOf(option)} label="Size" choices=${sizeChoices(flow)} />`,
      )}
    </div>
    <${Expected} query=${estimateQuery(flow.name, values)} />
    ${ordered.map((option) => html`<${TextField} key=${option.name} ...${fieldOf(option)} flow=${flow} />`)}
    ${options
      .filter(({ kind }) => kind === 'switch')
      .map((option) => html`<${Switch} key=${option.name} ...${fieldOf(option)} />`)}
    <details open=${rare.some((option) => isWrong(option) || values[option.name])}>
      <summary>Back end and model</summary>
      <div class="pair">${rare.map((option) => html`<${PlainField} key=${option.name} ...${fieldOf(option)} />`)}</div>
    </details>
  `;
}

function NothingToRun(): View {
  return html`
    <${Empty} title="There is no project yet">
      <p>Start Baton inside a git repository, or name projects in <code>baton.yaml</code>: <code>projects: ${'{ shop: { path: /srv/shop } }'}</code></p>
    <//>
  `;
}
