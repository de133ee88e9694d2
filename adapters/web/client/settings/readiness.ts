/** Whether all that runs need is there, as `baton doctor` finds it: the machine, the database, the back ends, the platforms. */
import { useEffect } from 'preact/hooks';
import type { CheckReport, DoctorDocument, SettingsDocument } from '../../../../runner/core/inspection.ts';
import { capitalized } from '../../../../runner/core/wording.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Awaited, Failed } from '../states.ts';
import { Ago } from '../times.ts';
import { Section } from './section.ts';

export function Readiness({ backends }: Pick<SettingsDocument, 'backends'>): View {
  const doctor = useLoaded((signal) => get<DoctorDocument>('/api/doctor', signal), []);
  useEffect(() => void doctor.refresh(), [doctor]);
  const { value, error } = doctor;
  return html`
    <${Section} title="Back ends and readiness">
      <p>${chosenBy(backends)}</p>
      ${value.value !== null && html`<${Found} found=${value.value} />`}
      ${value.value === null && (error.value === null ? html`<${Awaited} what="the checks, some of which start programs" />` : html`<${Failed} error=${error.value} />`)}
    <//>
  `;
}

function chosenBy({ wanted, order }: SettingsDocument['backends']): string {
  if (wanted !== null) return `Runs that name no back end take ${wanted}, as BATON_BACKEND says.`;
  return order === null
    ? 'Runs that name no back end take the first that is ready, in Baton’s own order.'
    : `Runs that name no back end take the first that is ready of: ${order.join(', ')}.`;
}

function Found({ found }: { readonly found: DoctorDocument }): View {
  return html`
    <p><b>${found.ok ? 'All that is required is there.' : 'Something that is required is missing.'}</b>${' '}
      <span class="hint">Checked <${Ago} at=${found.checked_at} />.</span></p>
    <ul class="checks">${found.checks.map((check) => html`<${Check} key=${check.name} check=${check} />`)}</ul>
  `;
}

function Check({ check: { name, ok, required, detail, remedy } }: { readonly check: CheckReport }): View {
  const [sign, word, look] = ok
    ? ['✓', 'There', 'completed']
    : required
      ? ['✗', 'Missing', 'failed']
      : ['–', 'Missing, not required', 'skipped'];
  const lines = detail.split('\n');
  return html`
    <li>
      <span class=${`status ${look}`} role="img" aria-label=${word} title=${word}>${sign}</span>
      <span>
        <b>${capitalized(name)}</b>: ${lines[0]}
        ${lines.slice(1).map((line) => html`<br />${line}`)}
        ${!ok && remedy !== null && html`<br /><span class="hint">What to do: ${remedy}</span>`}
      </span>
    </li>
  `;
}
