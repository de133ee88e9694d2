/** The choice of a flow: the categories as tabs, and the flows of the chosen one with what each is for. */
import type { FlowDocument } from '../../../../runner/core/listings.ts';
import { html, type View } from '../html.ts';
import { withParameters } from '../location.ts';

export interface FlowChoiceProps {
  readonly flows: readonly FlowDocument[];
  readonly chosen: FlowDocument;
}

/** The flow stands in the address, so each of them is a link. */
export function FlowChoice({ flows, chosen }: FlowChoiceProps): View {
  const categories = [...new Set(flows.map(({ category }) => category))];
  const ofCategory = (category: string) => flows.filter((flow) => flow.category === category);
  return html`
    <nav class="tabs" aria-label="Categories">
      ${categories.map(
        (category) => html`
          <a key=${category} href=${withParameters({ flow: ofCategory(category)[0]?.name ?? null })}
            aria-current=${category === chosen.category ? 'true' : undefined}>${category}</a>
        `,
      )}
    </nav>
    <ul class="flow-choice" aria-label=${`Flows: ${chosen.category}`}>
      ${ofCategory(chosen.category).map(
        ({ name, title, purpose }) => html`
          <li key=${name}>
            <a href=${withParameters({ flow: name })} aria-current=${name === chosen.name ? 'true' : undefined}>
              <b>${title}</b><span class="hint">${purpose}</span>
            </a>
          </li>
        `,
      )}
    </ul>
  `;
}
