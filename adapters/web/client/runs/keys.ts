/** The keys of the list: up and down from run to run, and to the search field. */
import type { Key } from '../keyboard.ts';

export const listKeys: readonly Key[] = [
  { keys: 'j', does: 'Next run', act: () => move(1) },
  { keys: 'k', does: 'Previous run', act: () => move(-1) },
  { keys: '/', does: 'Search', act: () => document.querySelector<HTMLElement>('#search')?.focus() },
];

function move(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('.runs .title')];
  const at = links.findIndex((link) => link.matches(':focus'));
  const next = at === -1 ? (by > 0 ? 0 : links.length - 1) : at + by;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}
