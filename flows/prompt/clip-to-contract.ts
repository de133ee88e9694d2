/** Parses an agent's answer after cutting what is longer than its contract allows: too much is no reason to ask again. */
import type { z } from 'zod';
import { isObject } from '../loose-json.ts';
import { cutText } from '../wording.ts';

/** Issues come in passes, since one fault may hide another; a value needs very few. */
const MOST_PASSES = 4;

/** Like `safeParse`, after cutting what is over a maximum. The value passed in is not changed. */
export function clipToContract<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  let parsed = schema.safeParse(value);
  let clipped: unknown = null;
  for (let pass = 0; pass < MOST_PASSES && !parsed.success; pass++) {
    const tooBig = parsed.error.issues.filter((issue) => issue.code === 'too_big');
    if (tooBig.length < parsed.error.issues.length) break;
    clipped ??= structuredClone(value);
    for (const issue of tooBig) clipAt(clipped, issue.path, Number(issue.maximum));
    parsed = schema.safeParse(clipped);
  }
  return parsed;
}

/** Cuts the text or list at `path` in place; a number that is too big stays a fault. */
function clipAt(root: unknown, path: readonly PropertyKey[], most: number): void {
  const key = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>(childOf, root);
  if (key === undefined || !(isObject(parent) || Array.isArray(parent))) return;
  const value = childOf(parent, key);
  // A quote is compared with the file, so nothing is added to it.
  if (typeof value === 'string')
    Reflect.set(parent, key, key === 'quote' ? value.slice(0, most) : shortened(value, most));
  else if (Array.isArray(value)) Reflect.set(parent, key, value.slice(0, most));
}

function childOf(parent: unknown, key: PropertyKey): unknown {
  return isObject(parent) || Array.isArray(parent) ? Reflect.get(parent, key) : undefined;
}

/** The contract counts code units, of which some characters have two. */
function shortened(text: string, most: number): string {
  for (let length = most; ; length -= 1) {
    const cut = cutText(text, length);
    if (cut.length <= most) return cut;
  }
}
