/** Where the reader is. The address holds the state of a page: filters and selections are its parameters. */
import { signal } from '@preact/signals';

export const here = signal(new URL(window.location.href));

/** Goes to a page of the console. `replace`: no step of the browser's history, as for a filter that is typed. */
export function go(to: string, { replace = false } = {}): void {
  const url = new URL(to, here.value);
  if (url.href === here.value.href) return;
  window.history[replace ? 'replaceState' : 'pushState'](null, '', url);
  const isAnotherPage = url.pathname !== here.value.pathname;
  here.value = url;
  if (isAnotherPage) window.scrollTo(0, 0);
}

export const parameter = (name: string): string | null => here.value.searchParams.get(name);

/** The address of this page with other parameters; null removes one. */
export function withParameters(changes: Readonly<Record<string, string | null>>): string {
  const url = new URL(here.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return `${url.pathname}${url.search}`;
}

/** Whether a click on a link means to follow it here, and not in another tab or window. */
export const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

/** Lets links between the console's own pages change the page without loading the document again. */
export function followLinks(): void {
  window.addEventListener('popstate', () => {
    here.value = new URL(window.location.href);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isPlainClick(event) || event.defaultPrevented || !leadsToAPage(link)) return;
    event.preventDefault();
    go(link.href);
  });
}

/** Files and reports of the API are loaded as usual. */
function leadsToAPage(link: HTMLAnchorElement): boolean {
  const { origin, pathname, hash } = new URL(link.href, here.value);
  const isElsewhere =
    origin !== window.location.origin || link.target !== '' || link.hasAttribute('download');
  const isInPage = hash !== '' && pathname === here.value.pathname;
  return !isElsewhere && !isInPage && !pathname.startsWith('/api/');
}
