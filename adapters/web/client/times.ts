/** Times and durations, as the reader's own clock and zone have them. */
import { type Signal, signal } from '@preact/signals';
import { duration } from '../../../runner/core/wording.ts';
import { html, type View } from './html.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' });

/** Milliseconds since 1970, by the reader's clock, every second while the page is seen. */
export const now: Signal<number> = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, SECOND);

/** `5 minutes ago`, with the exact time for those who point at it. */
export function Ago({ at }: { readonly at: string }): View {
  return html`<time datetime=${at} title=${exact.format(new Date(at))}>${ago(at, now.value)}</time>`;
}

export function ago(at: string, current: number): string {
  const past = new Date(at).getTime() - current;
  const [unit, length] = UNITS.find(([, ms]) => Math.abs(past) >= ms) ?? ['minute', MINUTE];
  return Math.abs(past) < MINUTE ? 'just now' : relative.format(Math.trunc(past / length), unit);
}

const inZone = (timeZone: string) =>
  new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', timeZoneName: 'short' },
    ...{ weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  } as const);

/** `Tue, Dec 1, 08:00 GMT+1`: the time as clocks of that zone show it, and the reader's for those who point at it. */
export function InZone({ at, tz }: { readonly at: string; readonly tz: string }): View {
  const date = new Date(at);
  return html`<time datetime=${at} title=${`Here: ${exact.format(date)}`}>${zoned(date, tz)}</time>`;
}

/** A zone that this browser does not know is shown as UTC, which the text says. */
function zoned(date: Date, tz: string): string {
  try {
    return inZone(tz).format(date);
  } catch {
    return inZone('UTC').format(date);
  }
}

/** `0:07`, `12:30`, `1:02:03`: from the start to the end, or until now; null before the start. */
export function Lasting({ from, to }: { readonly from: string | null; readonly to: string | null }): View {
  if (from === null) return null;
  const end = to === null ? now.value : new Date(to).getTime();
  return html`<span class="figures">${duration(end - new Date(from).getTime())}</span>`;
}
