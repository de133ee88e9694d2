/** Keys that do something on every page, and those that a page adds. None of them works while somebody types. */
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { mayChange } from './api.ts';
import { go, here } from './location.ts';

/** Whether the list of keys is open. */
export const keysAreShown = signal(false);
/** Whether the form for a new run is open above the page. */
export const launcherIsShown = signal(false);

export interface Key {
  /** one key, or two that are pressed one after the other: `g r` */
  readonly keys: string;
  readonly does: string;
  act(): void;
}

function toggleKeys(): void {
  keysAreShown.value = !keysAreShown.value;
}

const LIST_KEY = '?';

/** On the launcher's own page it is there already. */
function showLauncher(): void {
  launcherIsShown.value = here.value.pathname !== '/new';
}

const FOR_ADMINS: readonly Key[] = [{ keys: 'n', does: 'Start a new run', act: showLauncher }];
const EVERYWHERE: readonly Key[] = [
  { keys: 'g r', does: 'Go to the runs', act: () => go('/') },
  { keys: 'g f', does: 'Go to the flows', act: () => go('/flows') },
  { keys: 'g s', does: 'Go to the schedules', act: () => go('/schedules') },
  { keys: 'g e', does: 'Go to the settings', act: () => go('/settings') },
  { keys: LIST_KEY, does: 'Show these keys', act: toggleKeys },
];
/** A list of keys that is open shows those of a page that comes later. */
const ofPages = signal<readonly (readonly Key[])[]>([]);

export const allKeys = (): readonly Key[] => [
  ...(mayChange() ? FOR_ADMINS : []),
  ...EVERYWHERE,
  ...ofPages.value.flat(),
];

/** Adds keys for as long as the page is shown. */
export function useKeys(keys: readonly Key[]): void {
  // Before anybody sees the page: what is seen can be used.
  useLayoutEffect(() => {
    ofPages.value = [...ofPages.peek(), keys];
    return () => {
      ofPages.value = ofPages.peek().filter((each) => each !== keys);
    };
  });
}

/** How long after the first key of two the second one counts. */
const PAIR_MS = 1_500;

export function watchKeys(): void {
  let first = { key: '', at: 0 };
  document.addEventListener('keydown', (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
    if (event.key !== LIST_KEY && isInDialog()) return;
    const pair = Date.now() - first.at < PAIR_MS ? `${first.key} ${event.key}` : '';
    first = { key: event.key, at: Date.now() };
    const pressed = allKeys().findLast(({ keys }) => keys === pair || keys === event.key);
    if (pressed === undefined) return;
    event.preventDefault();
    first.at = 0;
    pressed.act();
  });
}

/** What lies below an open dialog hears no keys. */
const isInDialog = (): boolean => document.querySelector('dialog[open]') !== null;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
