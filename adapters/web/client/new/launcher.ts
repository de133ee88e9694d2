/** Starts a run, on its page and in its dialog: which flow, on what, how broadly, and what to look at. The options are those of every other face. */
import { useEffect } from 'preact/hooks';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type {
  FlowDocument,
  FlowList,
  ProjectList,
  RunOptionDocument,
  RunOptionList,
} from '../../../../runner/core/listings.ts';
import { get, mayChange } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Awaited, Empty, Failed } from '../states.ts';
import { valuesOf } from './earlier.ts';
import { FlowChoice, type LinkTo } from './flow-choice.ts';
import { type Values, withSize } from './launch.ts';
import { LaunchForm } from './launch-form.ts';

/** What can be chosen. */
export interface Offered {
  readonly flows: readonly FlowDocument[];
  readonly projects: ProjectList['projects'];
  readonly options: readonly RunOptionDocument[];
  /** the run that is run again */
  readonly earlier: RunDocument | null;
}

export interface LauncherProps {
  /** the id of the run that is run again; null for a new one */
  readonly from: string | null;
  /** the name of the chosen flow; null: that of the earlier run, or the first one */
  readonly flow: string | null;
  readonly linkTo: LinkTo;
  /** what a person has chosen and typed; the rest is as usual, or as in the earlier run */
  readonly typed: Values;
  change(name: string, value: string): void;
  /** called with the run's id */
  started(run_id: string): void;
  /** closes the dialog that it is in; absent on its page */
  readonly close?: () => void;
}

export function Launcher(props: LauncherProps): View {
  const { from } = props;
  const offered = useLoaded((signal) => read(from, signal), [from]);
  useEffect(() => void offered.refresh(), [offered]);
  const { value, error } = offered;
  if (!mayChange())
    return html`<${Empty} title="You may look here, and start nothing"><p><a href="/">All runs</a></p><//>`;
  if (value.value !== null) return html`<${Choices} ...${props} ...${value.value} />`;
  return error.value === null
    ? html`<${Awaited} what="the flows" />`
    : html`<${Failed} error=${error.value} />`;
}

async function read(from: string | null, signal: AbortSignal): Promise<Offered> {
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

function Choices(props: LauncherProps & Offered): View {
  const { flows, projects, earlier, linkTo, typed } = props;
  const [usualFlow] = flows;
  const [usualProject] = projects;
  if (usualFlow === undefined || usualProject === undefined) return html`<${NothingToRun} />`;
  const named = props.flow ?? earlier?.flow_name ?? usualFlow.name;
  const flow = flows.find(({ name }) => name === named);
  const before = { project: usualProject.id, ...(earlier === null ? {} : valuesOf(earlier)) };
  return html`
    <${FlowChoice} flows=${flows} named=${named} linkTo=${linkTo} isFocused=${props.close !== undefined} />
    ${flow !== undefined && html`<${LaunchForm} ...${props} flow=${flow} before=${before} values=${withSize({ ...before, ...typed }, flow)} />`}
  `;
}

function NothingToRun(): View {
  return html`
    <${Empty} title="There is no project yet">
      <p>Start Baton inside a git repository, or name projects in <code>baton.yaml</code>: <code>projects: ${'{ shop: { path: /srv/shop } }'}</code></p>
    <//>
  `;
}
