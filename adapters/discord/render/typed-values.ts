/** Shows what the user typed in a message, so that it can be read back from there. */
import { type APITextDisplayComponent, ComponentType } from 'discord.js';
import type { FormView } from '../../../runner/core/ports/views.ts';
import { visibleText } from '../../chat/text.ts';
import type { Envelope } from './form-envelope.ts';
import { escaped, unescaped } from './plain-text.ts';

/** The number of the first of these components; no other component of a message has so high a number. */
const FIRST = 900;
const MOST_FIELDS = 50;

/** Returns the texts that were typed, each with an equal share of so many characters. */
export function typedTexts(
  view: FormView,
  fields: Envelope['fields'],
  room: number,
): APITextDisplayComponent[] {
  const texts = view.fields.flatMap((field) =>
    field.kind === 'text' && visibleText(field.value) !== '' ? [field] : [],
  );
  const share = Math.floor(room / Math.max(1, texts.length));
  return texts.map(({ id, label, value }) => {
    const place = fields.findIndex(([field]) => field === id);
    return typedValue(place, label, visibleText(value), share);
  });
}

/** `place` is the index of the field in the form. Keeps at most `room` characters, and says so if text was cut off. */
export function typedValue(
  place: number,
  label: string,
  value: string,
  room: number,
): APITextDisplayComponent {
  const head = `**${escaped(label)}**`;
  const text = escaped(value);
  const isWhole = head.length + text.length + 1 <= room;
  const kept = isWhole ? text : escaped(value.slice(0, Math.max(0, Math.floor(room / 2) - head.length)));
  const note = isWhole ? '' : ' (shortened to what this message can keep)';
  return { type: ComponentType.TextDisplay, id: FIRST + place, content: `${head}${note}\n${kept}` };
}

/** Returns the values by field index; none for components without typed values. */
export function readTyped(components: readonly unknown[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const component of components) {
    if (typeof component !== 'object' || component === null) continue;
    if (!('content' in component) || typeof component.content !== 'string') continue;
    const place = 'id' in component && typeof component.id === 'number' ? component.id - FIRST : -1;
    if (place < 0 || place >= MOST_FIELDS) continue;
    const end = component.content.indexOf('\n');
    if (end !== -1) found.set(place, unescaped(component.content.slice(end + 1)));
  }
  return found;
}
