/** A picture that the server draws, in which steps can be chosen: with the pointer, and with the arrow keys. */
import { useEffect, useRef } from 'preact/hooks';
import type { StepDocument } from '../../../../runner/core/documents.ts';
import { get } from '../api.ts';
import { statusWord } from '../badges.ts';
import { html, type View } from '../html.ts';
import { useLoaded } from '../loaded.ts';
import { Awaited, Failed } from '../states.ts';
import type { ShownSteps } from './roster.ts';

export interface PictureProps extends ShownSteps {
  readonly kind: 'graph' | 'timeline';
  choose(step_id: string): void;
}

/** Bars grow while a run runs, though nothing happens. */
const AGAIN_MS = 4_000;
const KEYS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

export function Picture({ kind, run, steps, selected, choose }: PictureProps): View {
  const place = useRef<HTMLDivElement>(null);
  const picture = useLoaded(
    (signal) => get<string>(`/api/runs/${run.id}/${kind}.svg`, signal),
    [run.id, kind],
  );
  const state = [run.status, ...steps.map((step) => `${step.status}${step.attempt}`)].join();
  useEffect(() => {
    void picture.refresh();
    if (run.status !== 'running') return;
    const timer = setInterval(() => document.hidden || void picture.refresh(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [picture, state, run.status]);
  const svg = picture.value.value;
  useEffect(() => {
    if (svg !== null && place.current !== null) adopt(svg, place.current);
  }, [svg]);
  useEffect(() => {
    if (place.current !== null) mark(place.current, steps, selected);
  }, [svg, steps, selected]);
  const click = ({ target }: MouseEvent) => {
    const step_id = stepAt(target);
    if (step_id !== null) choose(step_id);
  };
  const press = (event: KeyboardEvent) => {
    const step_id = stepAt(event.target);
    if (step_id === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') choose(step_id);
    else if (place.current === null || !moveFocus(place.current, step_id, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    ${svg === null && (picture.error.value === null ? html`<${Awaited} what="the picture" />` : html`<${Failed} error=${picture.error.value} />`)}
    <div class=${`picture ${kind}`} ref=${place} onClick=${click} onKeyDown=${press}></div>
  `;
}

const stepsIn = (place: Element): SVGGElement[] => [...place.querySelectorAll<SVGGElement>('[data-step]')];

function stepAt(target: EventTarget | null): string | null {
  const group = target instanceof Element ? target.closest<SVGGElement>('[data-step]') : null;
  return group?.dataset.step ?? null;
}

/** The picture that the server has drawn, to be put into the page; null if it is none. */
export function pictureIn(svg: string): Element | null {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  return root.localName === 'svg' ? document.importNode(root, true) : null;
}

/** Replaces the picture; who was at a step of the old one is at the same step of the new one. */
function adopt(svg: string, place: HTMLElement): void {
  const root = pictureIn(svg);
  if (root === null) return;
  const focused = stepAt(document.activeElement);
  const isFirst = place.childElementCount === 0;
  // A picture holds nothing that one could reach; this one holds the steps.
  root.setAttribute('role', 'group');
  place.replaceChildren(root);
  const groups = stepsIn(place);
  groups.find((group) => group.dataset.step === focused)?.focus({ preventScroll: true });
  if (isFirst) place.dataset.fresh = '';
}

function mark(place: HTMLElement, steps: readonly StepDocument[], selected: string | null): void {
  const groups = stepsIn(place);
  const entry = groups.find((group) => group.dataset.step === selected) ?? groups[0];
  for (const group of groups) {
    const step = steps.find(({ step_id }) => step_id === group.dataset.step);
    const isSelected = group.dataset.step === selected;
    group.setAttribute('role', 'button');
    group.setAttribute('tabindex', group === entry ? '0' : '-1');
    group.setAttribute('aria-pressed', String(isSelected));
    group.setAttribute('aria-label', step === undefined ? '' : `${step.label}, ${statusWord(step.status)}`);
    group.classList.toggle('chosen', isSelected);
  }
  if (place.dataset.fresh === undefined || entry === undefined) return;
  delete place.dataset.fresh;
  const [outer, inner] = [place.getBoundingClientRect(), entry.getBoundingClientRect()];
  place.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

/** Moves the focus among the steps; false for a key that does not. */
function moveFocus(place: HTMLElement, from: string, key: string): boolean {
  const groups = stepsIn(place);
  const at = groups.findIndex((group) => group.dataset.step === from);
  const next = groups[KEYS[key]?.(at, groups.length - 1) ?? -1];
  if (next === undefined) return false;
  for (const group of groups) group.setAttribute('tabindex', group === next ? '0' : '-1');
  next.focus();
  return true;
}
