/** Reports in place: the page that the server makes of one, in a tree of its own with its own style sheet. */
import { useEffect, useRef } from 'preact/hooks';
import { get } from './api.ts';
import { html, type View } from './html.ts';
import { useLoaded } from './loaded.ts';
import { Awaited, Failed } from './states.ts';

/** The report at that address of the API. */
export function ReportPage({ address }: { readonly address: string }): View {
  const host = useRef<HTMLDivElement>(null);
  const page = useLoaded((signal) => get<string>(address, signal), [address]);
  useEffect(() => void page.refresh(), [page]);
  const text = page.value.value;
  const error = page.error.value;
  useEffect(() => {
    if (text !== null && host.current !== null) adopt(text, host.current);
  }, [text]);
  return html`
    ${text === null && (error === null ? html`<${Awaited} what="the report" />` : html`<${Failed} error=${error} />`)}
    <div class="report" ref=${host}></div>
  `;
}

const STYLE = /<style>([\s\S]*?)<\/style>/g;

/** What holds for a document holds for the tree here; the page has a main part already. */
function adopt(text: string, host: HTMLElement): void {
  // Taken out of the text: the console's policy refuses a style sheet in a document even while that is only parsed.
  const styles: string[] = [];
  const bare = text.replaceAll(STYLE, (_, style: string) => {
    styles.push(style);
    return '';
  });
  const parsed = new DOMParser().parseFromString(bare, 'text/html');
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    styles
      .join('\n')
      .replace(/:root\b/g, ':host')
      .replace(/^(\s*)body\b/gm, '$1.report-body'),
  );
  root.adoptedStyleSheets = [sheet, OWN_STYLE];
  const content = document.createElement('div');
  content.className = 'report-body';
  content.append(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  for (const main of content.querySelectorAll('main')) {
    const plain = document.createElement('div');
    plain.className = main.className;
    plain.append(...main.childNodes);
    main.replaceWith(plain);
  }
  root.replaceChildren(content);
  root.addEventListener('click', followInside);
}

/** The margins of a page are not needed in one. */
const OWN_STYLE = new CSSStyleSheet();
OWN_STYLE.replaceSync('.report-body { padding: 0; max-width: none; background: none; }');

/** A browser looks for the target of `#f1` in the document only. */
function followInside(event: Event): void {
  const root = event.currentTarget as ShadowRoot;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const anchor = link?.getAttribute('href') ?? '';
  if (!anchor.startsWith('#')) return;
  event.preventDefault();
  const target = root.getElementById(decodeURIComponent(anchor.slice(1)));
  if (target === null) return;
  for (let at: Element | null = target; at !== null; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  target.setAttribute('tabindex', '-1');
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}
