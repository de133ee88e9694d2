/** What a page shows when it has nothing to show: waiting, an error with what to do, nothing yet. */
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from './api.ts';
import { html, type View } from './html.ts';

/** Most answers come sooner, and a word that flashes by disturbs. */
const QUIET_MS = 400;

export function Awaited({ what }: { readonly what: string }): View {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<p class="empty" role="status">${isLate ? `Waiting for ${what}…` : ''}</p>`;
}

export function Failed({ error }: { readonly error: ApiError }): View {
  return html`<div class="empty" role="alert"><p>${error.message}</p></div>`;
}

export function Empty({ title, children }: { readonly title: string; readonly children?: View }): View {
  return html`<div class="empty"><h2>${title}</h2>${children}</div>`;
}
