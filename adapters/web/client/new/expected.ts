/** What the chosen run would take, as runs like it did, below the size: asked anew whenever the choice changes. */
import { useEffect } from 'preact/hooks';
import type { ExpectedRun } from '../../../../runner/core/expected-run.ts';
import { expectedText } from '../../../../runner/core/usage.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';
import { type Loaded, useLoaded } from '../loaded.ts';
import { Label } from '../run/report-texts.ts';
import type { Values } from './launch.ts';

/** Back end and model are typed: they are asked about once somebody pauses. */
const PAUSE_MS = 200;

/** `query`: of `GET /api/estimate`; null: nothing is asked. What would be refused at the start is an error here already. */
export function useExpected(query: string | null): Loaded<ExpectedRun> {
  const expected = useLoaded((signal) => get<ExpectedRun>(`/api/estimate?${query}`, signal), [query]);
  useEffect(() => {
    if (query === null) return;
    const timer = setTimeout(() => void expected.refresh(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [expected]);
  return expected;
}

interface ExpectedProps extends Pick<Loaded<ExpectedRun>, 'value' | 'error'> {
  /** whether what is wrong is said at a field */
  readonly isSaid: boolean;
}

export function Expected({ value, error, isSaid }: ExpectedProps): View {
  return html`
    <div class="expected hint" role="status">
      ${value.value !== null && html`<${Figures} expected=${value.value} />`}
      ${error.value !== null && !isSaid && html`<p>${error.value.message}</p>`}
    </div>
  `;
}

function Figures({ expected }: { readonly expected: ExpectedRun }): View {
  const { backend, backend_reason, model, warning } = expected;
  return html`
    <p>Expected: ${expectedText(expected)}</p>
    <p>On ${backend}${model !== null && ` with ${model}`} (<${Label} text=${backend_reason} />)</p>
    ${warning !== null && html`<p><b>Budget:</b> ${warning}</p>`}
  `;
}

export function estimateQuery(flow_name: string, values: Values): string {
  const { project = '', size = '', fast = '', backend = '', model = '' } = values;
  const kind = { project_id: project, flow_name, band: size, fast: String(fast === 'yes') };
  return String(new URLSearchParams({ ...kind, backend: backend.trim(), model: model.trim() }));
}
