/** The form below the choice of a flow. What is wrong is said at its field, some of it before anything is sent. */
import { commitsOf, sameCommitsFault } from '../../../../runner/core/commits.ts';
import type { FlowDocument, RunOptionDocument } from '../../../../runner/core/listings.ts';
import { ApiError, post } from '../api.ts';
import { html, type View } from '../html.ts';
import { useSending } from '../sending.ts';
import { useWrongField } from '../wrong-field.ts';
import { projectChoices, sizeChoices } from './choices.ts';
import { commitChoices } from './earlier.ts';
import { Expected, estimateQuery, useExpected } from './expected.ts';
import { type FieldProps, PlainField, SelectField, Switch, TextField } from './fields.ts';
import { bodyOf, hasField, optionAt, sizeFault, textOptions, type Values } from './launch.ts';
import type { LauncherProps, Offered } from './launcher-props.ts';

interface LaunchFormProps
  extends Pick<Offered, 'projects' | 'options' | 'earlier'>,
    Pick<LauncherProps, 'change' | 'started' | 'close'> {
  readonly flow: FlowDocument;
  readonly values: Values;
  /** the same without what was chosen and typed here */
  readonly before: Values;
}

const COMMITS = { name: 'commits', description: '' };

export function LaunchForm(props: LaunchFormProps): View {
  const { options, flow, values, change, close } = props;
  const unknownSize = sizeFault(values.size ?? '', flow);
  const expected = useExpected(unknownSize === null ? estimateQuery(flow.name, values) : null);
  const { error, isSending, submit } = useStart(props);
  const form = useWrongField(error);
  const faults = [
    error,
    unknownSize === null ? null : new ApiError('unknown_size', unknownSize, 'band'),
    expected.error.value,
  ];
  const fieldAt = (fault: ApiError | null) => fieldNamed(fault?.path ?? null, props);
  const fieldOf = (option: FieldProps['option']): FieldProps => ({
    option,
    value: values[option.name] ?? '',
    error: faults.find((fault) => fieldAt(fault) === option.name)?.message ?? null,
    change: (value) => change(option.name, value),
  });
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event);
  };
  return html`
    <form ref=${form} class="launcher" novalidate onSubmit=${submit} onKeyDown=${keyed}>
      <${Main} ...${props} fieldOf=${fieldOf} />
      <${Expected} ...${expected} isSaid=${fieldAt(expected.error.value) !== null} />
      <${Texts} ...${props} fieldOf=${fieldOf} />
      ${options
        .filter(({ kind }) => kind === 'switch')
        .map((option) => html`<${Switch} key=${option.name} ...${fieldOf(option)} />`)}
      <${Rare} ...${props} fieldOf=${fieldOf} />
      ${error !== null && fieldAt(error) === null && html`<p class="error" role="alert">${error.message}</p>`}
      <div class="run-actions">
        <button type="submit" class="main" disabled=${isSending}>Start</button>
        ${close !== undefined && html`<button type="button" onClick=${close}>Close</button>`}
      </div>
    </form>
  `;
}

/** Returns the field that the place of an error in the request belongs to; null for none that is shown. */
function fieldNamed(path: string | null, { options, flow, values, earlier }: LaunchFormProps): string | null {
  if (path?.split('.')[0] === COMMITS.name && earlier !== null) return COMMITS.name;
  const option = optionAt(options, path);
  return option !== null && hasField(option, flow, values) ? option.name : null;
}

function useStart({ options, flow, values, before, earlier, started }: LaunchFormProps) {
  const { error, isSending, sendOnce, refuse } = useSending();
  const submit = (event: Event) => {
    event.preventDefault();
    if (isSending) return;
    const isSame = values[COMMITS.name] === 'same';
    const contradiction = isSame ? sameCommitsFault(before, values) : null;
    if (contradiction !== null) return refuse(new ApiError('bad_request', contradiction, COMMITS.name));
    const commits = isSame && earlier !== null ? { commits: commitsOf(earlier) } : {};
    const body = { ...bodyOf(options, flow, values), ...commits };
    void sendOnce(body, async (key) => {
      const { run_id } = await post<{ run_id: string }>('/api/runs', body, key);
      started(run_id);
    });
  };
  return { error, isSending, submit };
}

interface PartProps extends LaunchFormProps {
  fieldOf(option: FieldProps['option']): FieldProps;
}

const named = (options: readonly RunOptionDocument[], name: string) =>
  options.filter((option) => option.name === name);

function Main({ options, projects, flow, fieldOf }: PartProps): View {
  return html`
    <div class="pair">
      ${named(options, 'project').map(
        (option) =>
          html`<${SelectField} ...${fieldOf(option)} label="Project" choices=${projectChoices(projects)} />`,
      )}
      ${named(options, 'size').map(
        (option) => html`<${SelectField} ...${fieldOf(option)} label="Size" choices=${sizeChoices(flow)} />`,
      )}
    </div>
  `;
}

function Texts({ options, flow, values, earlier, fieldOf }: PartProps): View {
  const commits = earlier === null ? null : commitsOf(earlier);
  const { refs, others } = textOptions(options, flow, values);
  const field = (option: RunOptionDocument) =>
    html`<${TextField} key=${option.name} ...${fieldOf(option)} flow=${flow} />`;
  return html`
    ${commits !== null && html`<${SelectField} ...${fieldOf(COMMITS)} label="Commits" choices=${commitChoices(commits)} />`}
    ${others.map(field)}
    ${refs.length > 0 && html`<div class="pair">${refs.map(field)}</div>`}
  `;
}

function Rare({ options, values, fieldOf }: PartProps): View {
  const rare = [...named(options, 'backend'), ...named(options, 'model')];
  const isOpen = rare.some((option) => fieldOf(option).error !== null || Boolean(values[option.name]));
  return html`
    <details open=${isOpen}>
      <summary>Back end and model</summary>
      <div class="pair">${rare.map((option) => html`<${PlainField} key=${option.name} ...${fieldOf(option)} />`)}</div>
    </details>
  `;
}
