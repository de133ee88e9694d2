/** Marks repository text, so that an agent can tell it from its instructions and the text cannot close its own marks. */
import { createHash } from 'node:crypto';

/**
 * Wraps text as data. The mark is derived from the text, so that the same text gives the same bytes and no text can
 * contain its own mark: adding one to a file changes the text from which it is derived.
 */
export function fence(label: string, text: string): string {
  const mark = markOf(label, text);
  return `<data ${label} ${mark}>\n${text}\n</data ${mark}>`;
}

function markOf(label: string, text: string): string {
  for (let salt = 0; ; salt++) {
    const mark = createHash('sha256').update(`${salt}\n${label}\n${text}`).digest('hex').slice(0, 16);
    if (!text.includes(mark)) return mark;
  }
}
