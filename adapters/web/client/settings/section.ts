/** A part of the page of the settings, with a heading; and the line of the configuration that something comes from. */
import { html, type View } from '../html.ts';

export function Section({ title, children }: { readonly title: string; readonly children: View }): View {
  return html`<section aria-label=${title}><h2>${title}</h2>${children}</section>`;
}

export function Because({ children }: { readonly children: View }): View {
  return html`${' '}<span class="hint">${children}</span>`;
}
