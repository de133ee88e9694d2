/** The choice of a flow: the categories as tabs, and the flows of the chosen one with what each is for. */
import { useEffect, useRef } from 'preact/hooks';
import { nearest } from '../../../../runner/core/errors.ts';
import type { FlowDocument } from '../../../../runner/core/listings.ts';
import { html, type View } from '../html.ts';

/** How a flow is chosen: each of them is a link. */
export type LinkTo = (flow: string) => {
  readonly href: string;
  readonly onClick?: (event: MouseEvent) => void;
};

export interface FlowChoiceProps {
  readonly flows: readonly FlowDocument[];
  /** the name of the chosen one; there may be none of that name */
  readonly named: string;
  readonly linkTo: LinkTo;
  /** whether the chosen one has the focus at first, as in a dialog that was opened by a key */
  readonly isFocused: boolean;
}

export function FlowChoice({ flows, named, linkTo, isFocused }: FlowChoiceProps): View {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (isFocused) list.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
  }, [isFocused]);
  const chosen = flows.find(({ name }) => name === named);
  const near = chosen === undefined ? nearFlows(named, flows) : [];
  const category = (chosen ?? near[0] ?? flows[0])?.category;
  const categories = [...new Set(flows.map((flow) => flow.category))];
  const ofCategory = (wanted: unknown) => flows.filter((flow) => flow.category === wanted);
  return html`
    ${chosen === undefined && html`<${NoSuchFlow} named=${named} near=${near} linkTo=${linkTo} />`}
    <nav class="tabs" aria-label="Categories">
      ${categories.map(
        (each) => html`
          <a key=${each} ...${linkTo(ofCategory(each)[0]?.name ?? '')} aria-current=${each === category ? 'true' : undefined}>${each}</a>
        `,
      )}
    </nav>
    <ul ref=${list} class="flow-choice" aria-label=${`Flows: ${category}`}>
      ${ofCategory(category).map(
        ({ name, title, purpose }) => html`
          <li key=${name}>
            <a ...${linkTo(name)} aria-current=${name === named ? 'true' : undefined}>
              <b>${title}</b><span class="hint">${purpose}</span>
            </a>
          </li>
        `,
      )}
    </ul>
  `;
}

function nearFlows(named: string, flows: readonly FlowDocument[]): FlowDocument[] {
  const names = nearest(
    named,
    flows.map(({ name }) => name),
  );
  return names.flatMap((name) => flows.find((flow) => flow.name === name) ?? []);
}

interface NoSuchFlowProps extends Pick<FlowChoiceProps, 'named' | 'linkTo'> {
  readonly near: readonly FlowDocument[];
}

/** No other flow is taken in its place. */
function NoSuchFlow({ named, near, linkTo }: NoSuchFlowProps): View {
  return html`
    <p class="error" role="alert">
      There is no flow “${named}”.${' '}
      ${
        near.length === 0
          ? 'Choose one of these.'
          : html`Did you mean ${near.map(({ name }, at) => html`${at > 0 && ' or '}<a key=${name} ...${linkTo(name)}>${name}</a>`)}?`
      }
    </p>
  `;
}
