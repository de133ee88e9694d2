/** What a card says of the schedule that started its run, and of what is new since the run before. Pure. */
import type { Span } from '../../runner/core/ports/views.ts';

/** Shows a time where the reader is, if the platform can. */
export function timeSpan(iso: string): Span {
  return { text: `${iso.slice(0, 16).replace('T', ' ')} UTC`, time: iso };
}
