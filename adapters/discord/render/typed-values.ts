/** What was typed, shown in a message so that it can be read back from there. */
import { type APITextDisplayComponent, ComponentType } from 'discord.js';
import { escaped, unescaped } from './plain-text.ts';

/** The number of the first of these components; what stands elsewhere in a message has none so high. */
const FIRST = 900;
const MOST_FIELDS = 50;

/** `place` is the field's among the form's fields. At most `room` characters of it are kept, and it says when that is not all. */
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

/** By the field's place; none for components that hold no typed value. */
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
