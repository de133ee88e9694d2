/** The catalogue: what each flow answers, by category. */
import { useEffect } from 'preact/hooks';
import type { FlowDocument, FlowList } from '../../../../runner/core/listings.ts';
import { sizeInWords } from '../../../../runner/core/size.ts';
import { capitalized } from '../../../../runner/core/wording.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Awaited, Failed } from '../states.ts';

export function FlowsPage(): View {
  const list = useLoaded((signal) => get<FlowList>('/api/flows', signal), []);
  useEffect(() => void list.refresh(), [list]);
  const { value, error } = list;
  return html`
    <h1>Flows</h1>
    ${
      value.value !== null
        ? html`<${Categories} flows=${value.value.flows} />`
        : error.value === null
          ? html`<${Awaited} what="the flows" />`
          : html`<${Failed} error=${error.value} />`
    }
  `;
}

function Categories({ flows }: { readonly flows: readonly FlowDocument[] }): View {
  const categories = [...new Set(flows.map(({ category }) => category))];
  return categories.map(
    (category) => html`
      <section key=${category} aria-label=${category}>
        <h2>${category}</h2>
        <ul class="catalogue">
          ${flows.filter((flow) => flow.category === category).map((flow) => html`<${Row} key=${flow.name} flow=${flow} />`)}
        </ul>
      </section>
    `,
  );
}

function Row({ flow: { name, title, purpose, sizes, own } }: { readonly flow: FlowDocument }): View {
  return html`
    <li>
      <a class="title" href=${`/flows/${name}`}>${title}</a>${own === true && html` <span class="hint">your own</span>`}
      <p>${purpose}</p>
      <p class="hint">${sizes.map(({ band, ...size }) => `${capitalized(band)}: ${sizeInWords(size)}`).join(' · ')}</p>
    </li>
  `;
}
