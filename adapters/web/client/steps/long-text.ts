/** Texts of agents and repositories, which may be very long: the beginning at first, all of it when asked for. */
import { useState } from 'preact/hooks';
import { html, type View } from '../html.ts';

const SHOWN_AT_FIRST = 6_000;
/** A longer text is shown as it is. */
const MOST_TO_PARSE = 2_000_000;

export function LongText({
  text,
  isCode = false,
}: {
  readonly text: string;
  readonly isCode?: boolean;
}): View {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > SHOWN_AT_FIRST;
  return html`
    <pre class=${`long-text ${isCode ? '' : 'prose'}`}>${isCut ? `${text.slice(0, SHOWN_AT_FIRST).toWellFormed()}…` : text}</pre>
    ${
      isCut &&
      html`<p><button type="button" onClick=${() => setWhole(true)}>Show all ${text.length.toLocaleString('en')} characters</button></p>`
    }
  `;
}

/** Its content is made when it is first opened. */
export function Folded({ title, children }: { readonly title: string; readonly children: View }): View {
  const [wasOpened, setOpened] = useState(false);
  return html`
    <details class="folded" onToggle=${() => setOpened(true)}>
      <summary>${title}</summary>
      ${wasOpened && children}
    </details>
  `;
}

/** Indents an output that is JSON, as most are. */
export function outputText(output: string): string {
  if (!/^\s*[[{]/.test(output) || output.length > MOST_TO_PARSE) return output;
  try {
    return JSON.stringify(JSON.parse(output), null, 2);
  } catch {
    return output;
  }
}
