/** The small checks that the rules for blocks, elements and views are made of. */
import { isRecord, type Json, text } from '../chat/json.ts';

export type Faults = readonly string[];

export function within(value: unknown, most: number, at: string): Faults {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'string') return [`must be a string [json-pointer:${at}]`];
  return value.length > most ? [`must be less than ${most + 1} characters [json-pointer:${at}]`] : [];
}

export function optional(value: unknown, check: (value: unknown) => Faults): Faults {
  return value === undefined ? [] : check(value);
}

export function list(
  value: unknown,
  least: number,
  most: number,
  at: string,
  check: (item: unknown, at: string) => Faults,
): Faults {
  if (!Array.isArray(value)) return [`must be an array [json-pointer:${at}]`];
  if (value.length < least) return [`no fewer than ${least} items allowed [json-pointer:${at}]`];
  if (value.length > most) return [`no more than ${most} items allowed [json-pointer:${at}]`];
  return value.flatMap((item: unknown, index) => check(item, `${at}/${index}`));
}

/** A `plain_text` or `mrkdwn` object that is not empty. */
export function textObject(value: unknown, most: number, at: string, only?: 'plain_text'): Faults {
  if (!isRecord(value)) return [`must be an object [json-pointer:${at}]`];
  const type = text(value.type);
  if (type !== 'plain_text' && (type !== 'mrkdwn' || only !== undefined)) {
    return [`unsupported type: ${type} [json-pointer:${at}/type]`];
  }
  if (text(value.text) === '') return [`must be more than 0 characters [json-pointer:${at}/text]`];
  return within(value.text, most, `${at}/text`);
}

/** Asked before a button counts. */
export function confirmFaults(value: unknown, at: string): Faults {
  if (!isRecord(value)) return [`must be an object [json-pointer:${at}]`];
  return [
    ...textObject(value.title, 100, `${at}/title`, 'plain_text'),
    ...textObject(value.text, 300, `${at}/text`),
    ...textObject(value.confirm, 30, `${at}/confirm`, 'plain_text'),
    ...textObject(value.deny, 30, `${at}/deny`, 'plain_text'),
  ];
}

export function sameOption(a: unknown, b: unknown): boolean {
  return isRecord(a) && isRecord(b) && a.value === b.value && text(recordText(a)) === text(recordText(b));
}

function recordText(option: Json): unknown {
  return isRecord(option.text) ? option.text.text : undefined;
}
