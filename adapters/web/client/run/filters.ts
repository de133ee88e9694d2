/** The filters above a run's findings. Each is a parameter of the address, so that a view can be passed on. */
import { html, type View } from '../html.ts';
import { go, withParameters } from '../location.ts';
import { Options } from '../options.ts';
import { countsOf, type FindingFilter, type ListedFinding } from './listed.ts';

interface FiltersProps {
  readonly all: readonly ListedFinding[];
  readonly filter: FindingFilter;
  /** what a lens is called in front of people */
  nameOf(lens: string): string;
}

const set = (name: string, value: string) => go(withParameters({ [name]: value }), { replace: true });

export function Filters({ all, filter, nameOf }: FiltersProps): View {
  const shown = all.filter(({ state }) => state !== 'dismissed');
  const isFiltered = Object.values(filter).some((value) => value !== null);
  return html`
    <form class="filters" role="search" aria-label="Findings" onSubmit=${(event: Event) => event.preventDefault()}>
      <label>
        <span>Text</span>
        <input id="finding-text" type="search" value=${filter.text ?? ''} onInput=${(event: InputEvent) => set('q', (event.target as HTMLInputElement).value)} />
      </label>
      <${Choice} name="severity" label="Severity" chosen=${filter.severity} options=${countsOf(shown, ({ severity }) => [severity]).toSorted(([a], [b]) => a.localeCompare(b))} />
      <${Choice} name="persona" label="Found by" chosen=${filter.by} options=${countsOf(shown, ({ by }) => by)} nameOf=${nameOf} />
      <${Choice} name="file" label="File" chosen=${filter.file} options=${countsOf(shown, ({ path }) => (path === null ? [] : [path]))} />
      <${Choice} name="state" label="State" chosen=${filter.state} options=${countsOf(all, ({ state }) => [state])} any="not dismissed" />
      ${isFiltered && html`<a class="button" href=${withParameters(NOTHING)}>Clear</a>`}
    </form>
  `;
}

const NOTHING = { q: null, severity: null, persona: null, file: null, state: null };

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly chosen: string | null;
  readonly options: readonly (readonly [value: string, count: number])[];
  readonly any?: string;
  readonly nameOf?: (value: string) => string;
}

function Choice({ name, label, chosen, options, any = 'any', nameOf = String }: ChoiceProps): View {
  if (options.length < 2 && chosen === null) return null;
  const choices = options.map(([value, count]) => ({ value, label: `${nameOf(value)} (${count})` }));
  return html`
    <label>
      <span>${label}</span>
      <select value=${chosen ?? ''} onChange=${(event: Event) => set(name, (event.target as HTMLSelectElement).value)}>
        <option value="">${any}</option>
        <${Options} choices=${choices} chosen=${chosen ?? ''} unknown=${`${nameOf(chosen ?? '')} (0)`} />
      </select>
    </label>
  `;
}
