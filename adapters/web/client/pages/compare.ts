/** Two runs of a flow on a project: what is new in the later one, still there, fixed, and not looked at. */
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { Choice } from '../compare/choice.ts';
import { Groups } from '../compare/groups.ts';
import { type Compared, readCompared } from '../compare/read.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { parameter } from '../location.ts';
import { Awaited, Empty, Failed } from '../states.ts';

export function ComparePage(): View {
  const [a, b] = [parameter('a'), parameter('b')];
  const found = useLoaded((signal) => readCompared(a, b, signal), [a, b]);
  useEffect(() => void found.refresh(), [found]);
  const { value, error } = found;
  // The fields stay while another choice is awaited, so that they keep the focus.
  const last = useRef<Compared | null>(null);
  last.current = value.value ?? last.current;
  if (last.current !== null && error.value === null) {
    return html`<h1>Compare two runs</h1><${Shown} ...${last.current} />`;
  }
  return error.value === null
    ? html`<h1>Compare two runs</h1><${Awaited} what="the runs" />`
    : html`<h1>Compare two runs</h1><${Failed} error=${error.value} />`;
}

function Shown(compared: Compared): View {
  const { all, a, same, result } = compared;
  if (all.length === 0) {
    return html`<${Empty} title="No run has ended yet">
      <p>Two ended runs of one flow on one project can be compared. <a href="/">All runs</a></p>
    <//>`;
  }
  return html`
    <${Choice} ...${compared} />
    ${a !== null && same.length === 0 && html`<p class="quiet">There is no other ended run of this flow on this project to compare it with.</p>`}
    ${a === null && result === null && html`<p class="quiet">Choose a run, then another of the same flow and project.</p>`}
    ${
      result instanceof ApiError
        ? html`<p class="error" role="alert">${result.message}</p>`
        : result !== null && html`<${Groups} ...${result} titles=${compared.titles} />`
    }
  `;
}
