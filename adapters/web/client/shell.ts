/** What surrounds every page: the bar with the ways to go, what is wrong with the connection, the list of keys. */
import { useEffect, useRef } from 'preact/hooks';
import { mayChange, session, signOut } from './api.ts';
import { html, type View } from './html.ts';
import { allKeys, keysAreShown } from './keyboard.ts';
import { connection } from './live.ts';
import { here } from './location.ts';

const PAGES = [
  ['/flows', 'Flows'],
  ['/schedules', 'Schedules'],
  ['/settings', 'Settings'],
] as const;

export function Shell({ children }: { readonly children: View }): View {
  return html`
    <a class="skip" href="#main">Skip to the page</a>
    <header class="bar">
      <a class="brand" href="/">Baton</a>
      <nav aria-label="Pages">
        <a href="/" aria-current=${here.value.pathname === '/' || isAt('/runs') ? 'page' : undefined}>Runs</a>
        ${PAGES.map(
          ([path, name]) =>
            html`<a key=${path} href=${path} aria-current=${isAt(path) ? 'page' : undefined}>${name}</a>`,
        )}
      </nav>
      ${mayChange() && html`<a class="button main" href="/new">New run</a>`}
      ${
        session.value?.guarded === true &&
        html`<button type="button" class="quiet" onClick=${() => void signOut()}>Sign out</button>`
      }
    </header>
    ${session.value?.role === 'viewer' && html`<p class="notice">You may look here, and change nothing.</p>`}
    ${
      connection.value === 'lost' &&
      html`<p class="notice" role="status">The connection to Baton is lost, so this may be old. Connecting again…</p>`
    }
    <main id="main" tabindex="-1">${children}</main>
    ${keysAreShown.value && html`<${Keys} />`}
  `;
}

/** A page of one thing belongs to the list of all of them. */
function isAt(path: string): boolean {
  const { pathname } = here.value;
  return pathname === path || pathname.startsWith(`${path}/`);
}

function Keys(): View {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => {
    keysAreShown.value = false;
  };
  return html`
    <dialog ref=${dialog} onClose=${close} aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <dl class="keys">
        ${allKeys().map(
          ({ keys, does }) =>
            html`<div key=${keys}><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${does}</dd></div>`,
        )}
      </dl>
      <form method="dialog"><button type="submit" onClick=${close}>Close</button></form>
    </dialog>
  `;
}
