/** "May WHO start FLOW on PROJECT from WHERE?", with the line of the configuration that decides. It stands in the address. */
import { useEffect, useState } from 'preact/hooks';
import type { AppliedDocument, SettingsDocument } from '../../../../runner/core/inspection.ts';
import { ApiError, get } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { go, here, parameter, withParameters } from '../location.ts';
import { type FieldProps, PlainField } from '../new/fields.ts';
import { catalogue } from '../runs/catalogue.ts';
import { Awaited } from '../states.ts';
import { useWrongField } from '../wrong-field.ts';
import { Because, Section } from './section.ts';

const FIELDS = [
  { name: 'who', label: 'Who', placeholder: 'slack:T0TEAM:U0ALICE' },
  { name: 'flow', label: 'Starts which flow (optional)', placeholder: 'the channel’s own' },
  { name: 'project', label: 'On which project (optional)', placeholder: 'the channel’s own' },
  { name: 'where', label: 'From which channel', placeholder: 'slack:C0GENERAL1' },
] as const;

export function Why({ settings }: { readonly settings: SettingsDocument }): View {
  const asked = Object.entries(inAddress()).filter(([, value]) => value !== '');
  const query = String(new URLSearchParams(asked));
  const answer = useLoaded((signal) => read(query, signal), [query]);
  useEffect(() => void answer.refresh(), [answer]);
  const result = answer.value.value;
  const error = result instanceof ApiError ? result : answer.error.value;
  const isOfField = FIELDS.some(({ name }) => name === error?.path);
  return html`
    <${Section} title="Who may do what">
      <p>May a person start a flow on a project from a channel?</p>
      <${Form} error=${error} settings=${settings} />
      ${error !== null && !isOfField && html`<p class="error" role="alert">${error.message}</p>`}
      ${query !== '' && result === null && error === null && html`<${Awaited} what="the answer" />`}
      ${result !== null && !(result instanceof ApiError) && result !== NOT_ASKED && html`<${Answer} applied=${result} />`}
    <//>
  `;
}

const NOT_ASKED = 'not asked';

/** What is wrong with the question is an answer too. */
async function read(
  query: string,
  signal: AbortSignal,
): Promise<AppliedDocument | ApiError | typeof NOT_ASKED> {
  if (query === '') return NOT_ASKED;
  try {
    return await get<AppliedDocument>(`/api/why?${query}`, signal);
  } catch (error) {
    if (error instanceof ApiError && error.path !== null) return error;
    throw error;
  }
}

const inAddress = (): Readonly<Record<string, string>> =>
  Object.fromEntries(FIELDS.map(({ name }) => [name, parameter(name) ?? '']));

interface FormProps {
  readonly error: ApiError | null;
  readonly settings: SettingsDocument;
}

function Form({ error, settings }: FormProps): View {
  const flows = useLoaded(async () => [...(await catalogue()).titles.keys()], []);
  useEffect(() => void flows.refresh(), [flows]);
  const form = useWrongField(error);
  const [typed, setTyped] = useState(inAddress);
  // The address changes by the browser's own steps too.
  useEffect(() => setTyped(inAddress()), [here.value.search]);
  const submit = (event: Event) => {
    event.preventDefault();
    go(withParameters(typed));
  };
  const fieldOf = (name: string): FieldProps => ({
    option: { name, description: '' },
    value: typed[name] ?? '',
    error: error?.path === name ? error.message : null,
    change: (value) => setTyped((before) => ({ ...before, [name]: value.trim() })),
  });
  const choices = {
    flow: flows.value.value ?? [],
    project: settings.projects.map(({ id }) => id),
    where: settings.platforms.flatMap(({ name, channels }) => channels.map(({ id }) => `${name}:${id}`)),
    who: [],
  };
  return html`
    <form ref=${form} class="why" novalidate onSubmit=${submit}>
      ${FIELDS.map(
        ({ name, label, placeholder }) => html`
          <${PlainField} key=${name} ...${fieldOf(name)} label=${label} placeholder=${placeholder} list=${`${name}-list`} />
          <datalist id=${`${name}-list`}>${choices[name].map((value) => html`<option key=${value} value=${value} />`)}</datalist>
        `,
      )}
      <p><button type="submit">Ask</button></p>
    </form>
  `;
}

const STARTS = 'Start runs';

function Answer({ applied: { who, where, settings } }: { readonly applied: AppliedDocument }): View {
  const first = settings.filter(({ name }) => name === STARTS);
  const rest = settings.filter(({ name }) => name !== STARTS);
  return html`
    <div role="status">
      ${first.map(
        ({ value, because }) =>
          html`<p class="why-answer"><b>May ${who} start it from ${where}? ${value}</b> <${Because}>${because}<//></p>`,
      )}
      <dl>${rest.map(
        ({ name, value, because }) =>
          html`<div key=${name}><dt>${name}</dt><dd>${value} <${Because}>${because}<//></dd></div>`,
      )}</dl>
    </div>
  `;
}
