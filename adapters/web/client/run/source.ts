/** The code that a citation names, with the lines around it, as it is at the pinned commit. What is not there is said. */
import { useEffect, useState } from 'preact/hooks';
import type { ReportCitation, ReportPlace } from '../../../../runner/core/report-document.ts';
import type { SourceDocument, SourceToken } from '../../../../runner/core/source-document.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';

interface CitedCodeProps {
  readonly run_id: string;
  readonly citation: ReportCitation;
  /** shown when the reader asks for it */
  readonly isFolded?: boolean;
}

export function CitedCode({ run_id, citation, isFolded = false }: CitedCodeProps): View {
  const [isOpen, setOpen] = useState(!isFolded);
  const { place, lines } = citation;
  if (place === null) return null;
  const code = isOpen && html`<${Code} run_id=${run_id} place=${place} quoted=${lines} />`;
  if (!isFolded) return code;
  return html`
    <details onToggle=${(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>Show the code</summary>
      ${code}
    </details>
  `;
}

interface CodeProps {
  readonly run_id: string;
  readonly place: ReportPlace;
  /** the lines that the report itself has, shown where the file can't be read */
  readonly quoted: readonly string[];
}

function Code({ run_id, place, quoted }: CodeProps): View {
  const address = addressOf(run_id, place);
  const source = useLoaded((signal) => get<SourceDocument>(address, signal), [address]);
  useEffect(() => void source.refresh(), [source]);
  const { value, error } = source;
  const name = nameOf(place);
  return html`
    <figure class="cited">
      <figcaption>
        ${place.url === null ? html`<code>${name}</code>` : html`<a href=${place.url} rel="noreferrer"><code>${name}</code></a>`}
        ${place.side === 'base' && ' at the base'}
        ${error.value !== null && html`<span class="quiet"> — only what the report quotes: ${error.value.message}</span>`}
      </figcaption>
      ${
        value.value === null
          ? quoted.length > 0 &&
            html`<${Lines} name=${name} place=${place} first=${place.start ?? 1} lines=${quoted.map(plainLine)} />`
          : html`<${Lines} name=${name} place=${place} first=${value.value.first} lines=${value.value.lines} />`
      }
    </figure>
  `;
}

const plainLine = (text: string): readonly SourceToken[] => [{ text, kind: null }];

function addressOf(run_id: string, { path, start, end, side }: ReportPlace): string {
  const query = new URLSearchParams({ path, side });
  if (start !== null) query.set('line', String(start));
  if (end !== null) query.set('end', String(end));
  return `/api/runs/${run_id}/source?${query}`;
}

function nameOf({ path, start, end }: ReportPlace): string {
  if (start === null) return path;
  return end === null || end <= start ? `${path}:${start}` : `${path}:${start}-${end}`;
}

interface LinesProps {
  readonly name: string;
  readonly place: ReportPlace;
  readonly first: number;
  readonly lines: readonly (readonly SourceToken[])[];
}

function Lines({ name, place, first, lines }: LinesProps): View {
  const { start, end } = place;
  const isCited = (line: number) => start !== null && line >= start && line <= (end ?? start);
  return html`
    <pre class="source" tabindex="0" role="region" aria-label=${`The code at ${name}`}><code>${lines.map(
      (tokens, at) =>
        html`<span key=${at} class=${isCited(first + at) ? 'line cited-line' : 'line'} data-line=${first + at}>${tokens.map(
          ({ text, kind }) => (kind === null ? text : html`<span class=${`token-${kind}`}>${text}</span>`),
        )}${'\n'}</span>`,
    )}</code></pre>
  `;
}
