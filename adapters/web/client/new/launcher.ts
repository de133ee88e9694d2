/** Starts a run, on its page and in its dialog: which flow, on what, how broadly, and what to look at. The options are those of every other face. */
import { useEffect } from 'preact/hooks';
import type { RunDocument } from '../../../../runner/core/documents.ts';
import type { FlowList, ProjectList, RunOptionList } from '../../../../runner/core/listings.ts';
import { get, mayChange } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Awaited, Empty, Failed } from '../states.ts';
import { valuesOf } from './earlier.ts';
import { FlowChoice } from './flow-choice.ts';
import { withSize } from './launch.ts';
import { LaunchForm } from './launch-form.ts';
import type { LauncherProps, Offered } from './launcher-props.ts';

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
