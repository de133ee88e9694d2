/** What surrounds every page: the bar with the ways to go, what is wrong with the connection, the list of keys, the form for a new run. */
import { useEffect } from 'preact/hooks';
import { mayChange, session, signOut } from './api.ts';
import { Dialog } from './dialog.ts';
import { html, type View } from './html.ts';
import { allKeys, keysAreShown, launcherIsShown } from './keyboard.ts';
import { Lazy } from './lazy.ts';
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
    ${launcherIsShown.value && html`<${NewRun} />`}
    ${keysAreShown.value && html`<${Keys} />`}
  `;
}

/** A page of one thing belongs to the list of all of them. */
function isAt(path: string): boolean {
  const { pathname } = here.value;
  return pathname === path || pathname.startsWith(`${path}/`);
}

function Keys(): View {
  const closed = () => {
    keysAreShown.value = false;
  };
  const content = (close: () => void) => html`
    <dl class="keys">
      ${allKeys().map(
        ({ keys, does }) =>
          html`<div key=${keys}><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${does}</dd></div>`,
      )}
    </dl>
    <button type="button" onClick=${close}>Close</button>
  `;
  return html`<${Dialog} title="Keys" closed=${closed} content=${content} />`;
}

const loadLauncher = async () => (await import('./new/launcher-dialog.ts')).LauncherDialog;

/** The form for a new run, above whatever page is shown; another page closes it. */
function NewRun(): View {
  const closed = () => {
    launcherIsShown.value = false;
  };
  const { pathname } = here.value;
  useEffect(() => closed, [pathname]);
  const content = (close: () => void) =>
    html`<${Lazy} load=${loadLauncher} what="the form" props=${{ close }} />`;
  return html`<${Dialog} title="New run" isWide=${true} closed=${closed} content=${content} />`;
}
