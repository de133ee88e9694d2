/** The steps of a flow as a picture, in the size that the address names. */
import { useEffect, useRef } from 'preact/hooks';
import type { FlowDocument } from '../../../../runner/core/listings.ts';
import { capitalized } from '../../../../runner/core/wording.ts';
import { get } from '../api.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { parameter, withParameters } from '../location.ts';
import { Awaited, Failed } from '../states.ts';
import { pictureIn } from '../steps/picture.ts';

export function Plan({ address, bands }: { readonly address: string } & Pick<FlowDocument, 'bands'>): View {
  const place = useRef<HTMLDivElement>(null);
  const band = bands.find((each) => each === parameter('size')) ?? bands[0] ?? 'small';
  const isFast = parameter('fast') === 'true';
  const source = `${address}/graph.svg?${new URLSearchParams({ band, fast: String(isFast) })}`;
  const picture = useLoaded((signal) => get<string>(source, signal), [source]);
  useEffect(() => void picture.refresh(), [picture]);
  const svg = picture.value.value;
  useEffect(() => {
    const drawn = svg === null ? null : pictureIn(svg);
    if (drawn !== null) place.current?.replaceChildren(drawn);
  }, [svg]);
  return html`
    <section aria-label="Steps">
      <h2>Steps</h2>
      <nav class="tabs" aria-label="Size">
        ${bands.map(
          (each) =>
            html`<a key=${each} href=${withParameters({ size: each })} aria-current=${each === band ? 'true' : undefined}>${capitalized(each)}</a>`,
        )}
        <a href=${withParameters({ fast: isFast ? null : 'true' })} aria-current=${isFast ? 'true' : undefined}>Fast: without skeptics and the arbiter</a>
      </nav>
      ${svg === null && (picture.error.value === null ? html`<${Awaited} what="the picture" />` : html`<${Failed} error=${picture.error.value} />`)}
      <div class="picture plan" ref=${place} tabindex="0" role="region" aria-label="The steps as a picture"></div>
      <p class="hint">● an agent · ◇ code. What stands to the left of a line comes first.</p>
    </section>
  `;
}
