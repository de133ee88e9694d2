/** One flow: what it answers and takes, its steps in each size, who works in it, and what its report looks like. */
import { useEffect } from 'preact/hooks';
import type { FlowDetail, FlowDocument } from '../../../../runner/core/listings.ts';
import { get, mayChange } from '../api.ts';
import { Plan } from '../flows/plan.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { ReportPage } from '../report.ts';
import { Awaited, Failed } from '../states.ts';
import { Folded, LongText } from '../steps/long-text.ts';

export function FlowPage({ name }: { readonly name: string }): View {
  const address = `/api/flows/${encodeURIComponent(name)}`;
  const detail = useLoaded((signal) => get<FlowDetail>(address, signal), [address]);
  useEffect(() => void detail.refresh(), [detail]);
  const known = detail.value.value;
  if (known !== null) return html`<${Flow} ...${known} address=${address} />`;
  return detail.error.value === null
    ? html`<${Awaited} what="the flow" />`
    : html`<${Failed} error=${detail.error.value} /><p class="empty"><a href="/flows">All flows</a></p>`;
}

function Flow({ flow, personas, address }: FlowDetail & { readonly address: string }): View {
  useEffect(() => {
    document.title = `${flow.title} · Baton`;
    return () => {
      document.title = 'Baton';
    };
  }, [flow.title]);
  return html`
    <div class="flow">
    <p class="hint"><a href="/flows">Flows</a> · ${flow.category}${flow.own === true && ' · your own'}</p>
    <div class="page-heading">
      <h1>${flow.title}</h1>
      ${mayChange() && html`<a class="button main" href=${`/new?flow=${encodeURIComponent(flow.name)}`}>Start it</a>`}
    </div>
    <p>${flow.purpose}</p>
    <dl class="facts-of-flow">
      <div><dt>Without a focus it asks</dt><dd>${flow.question}</dd></div>
      <div><dt>It reads</dt><dd>${READS[flow.compares]}</dd></div>
      ${flow.inputs.length > 0 && html`<div><dt>It takes</dt><dd>${inputsOf(flow)}</dd></div>`}
    </dl>
    <${Plan} address=${address} bands=${flow.bands} />
    <section aria-label="Personas" class="personas">
      <h2>Personas</h2>
      ${personas.length === 0 && html`<p class="hint">No agent works in it: all of its steps are done by code.</p>`}
      ${personas.map((persona) => html`<${Persona} key=${persona.id} persona=${persona} all=${flow.bands} />`)}
    </section>
    <section aria-label="Sample report">
      <h2>Sample report</h2>
      ${flow.own === true ? html`<p class="hint">There is no sample report of a flow of your own.</p>` : html`<${Sample} address=${`${address}/sample.html`} />`}
    </section>
    </div>
  `;
}

const READS: Readonly<Record<FlowDocument['compares'], string>> = {
  always: 'what changed between two commits, or a pull request',
  optional: 'all files; what changed, where a base or a pull request is given',
  never: 'all files, or those of the paths that are given',
};

function inputsOf({ inputs }: FlowDocument): string {
  return inputs
    .map(({ label, required, or }) => {
      const instead = or === null ? '' : ` or ${or}`;
      return `${label}${required ? ` (this${instead} is needed)` : ' (optional)'}`;
    })
    .join(', ');
}

interface PersonaProps {
  readonly persona: FlowDetail['personas'][number];
  /** the sizes of the flow */
  readonly all: FlowDocument['bands'];
}

function Persona({ persona: { name, body, bands, own }, all }: PersonaProps): View {
  const sizes = bands.length === all.length ? 'in all sizes' : `in ${bands.join(' and ')} runs`;
  return html`<${Folded} title=${`${name}, ${sizes}${own === true ? ', your own' : ''}`}><${LongText} text=${body.trim()} /><//>`;
}

function Sample({ address }: { readonly address: string }): View {
  return html`
    <p class="hint">Of a small order service with planted faults, in a medium run. The answers of the agents are written by hand; everything else is what Baton makes of them.</p>
    <${Folded} title="Show the report"><${ReportPage} address=${address} /><//>
  `;
}
