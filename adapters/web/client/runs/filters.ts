/** Which runs the list shows: by project, flow, person and text. They stand in the address, so a link keeps them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { html, type View } from '../html.ts';
import { go, here, parameter, withParameters } from '../location.ts';
import { type Choice, Options } from '../options.ts';
import { type Catalogue, catalogue } from './catalogue.ts';

export const NO_FILTERS = { project_id: null, flow_name: null, requested_by: null, text: null };
const NAMES = Object.keys(NO_FILTERS);
const KNOWN = [...NAMES, 'status', 'before'];

/** Returns what the address says; other parameters are none of the list's. */
export function searchOf(search: string): Readonly<Record<string, string>> {
  const entries = [...new URLSearchParams(search)].filter(
    ([name, value]) => KNOWN.includes(name) && value !== '',
  );
  return Object.fromEntries(entries);
}

export const isFiltered = (): boolean =>
  KNOWN.some((name) => name !== 'before' && (parameter(name) ?? '') !== '');

const filterBy = (changes: Readonly<Record<string, string | null>>, replace = false): void =>
  go(withParameters({ ...changes, before: null }), { replace });

/** How long a person pauses before what was typed is looked for. */
const TYPING_MS = 250;

export function Filters(): View {
  const [{ titles, projects }, setCatalogue] = useState<Catalogue>({ titles: new Map(), projects: [] });
  useEffect(() => void catalogue().then(setCatalogue, () => undefined), []);
  const person = parameter('requested_by');
  return html`
    <form class="filters" role="search" onSubmit=${(event: Event) => event.preventDefault()}>
      <${SearchField} />
      <${Filter} name="project_id" label="Project" all="All projects" choices=${projects.map((id) => ({ value: id, label: id }))} />
      <${Filter} name="flow_name" label="Flow" all="All flows" choices=${[...titles].map(([value, label]) => ({ value, label }))} />
      ${
        person !== null &&
        html`<button type="button" onClick=${() => filterBy({ requested_by: null })}>Asked by ${person} ✕</button>`
      }
    </form>
  `;
}

function SearchField(): View {
  const typed = useRef<ReturnType<typeof setTimeout>>(undefined);
  const change = (event: InputEvent) => {
    const { value } = event.currentTarget as HTMLInputElement;
    clearTimeout(typed.current);
    typed.current = setTimeout(() => filterBy({ text: value.trim() }, true), TYPING_MS);
  };
  return html`<input
    id="search" type="search" aria-label="Search runs" placeholder="Question, verdict, commit or id"
    value=${parameter('text') ?? ''} onInput=${change} />`;
}

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly all: string;
  readonly choices: readonly Choice[];
}

function Filter({ name, label, all, choices }: FilterProps): View {
  const chosen = here.value.searchParams.get(name) ?? '';
  const change = (event: Event) => filterBy({ [name]: (event.currentTarget as HTMLSelectElement).value });
  return html`
    <select aria-label=${label} value=${chosen} onChange=${change}>
      <option value="">${all}</option>
      <${Options} choices=${choices} chosen=${chosen} />
    </select>
  `;
}
