/** Formats counts, sums of money, durations, times, ids and lines of text for people, and cuts text. */
import type { Line } from './ports/views.ts';

/** `1 file`, `1,204 files` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Makes the first letter a capital. */
export function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `$0.42`; `$0.0031` below a cent */
export function dollars(cost: number): string {
  return `$${cost > 0 && cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;
}

/** Rounds up to whole minutes: `5 minutes`. */
export function minutes(ms: number): string {
  return plural(Math.ceil(ms / 60_000), 'minute');
}

/** Formats a duration as `0:07`, `12:30` or `1:02:03`; never negative, since two clocks may differ. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Formats a time (ISO 8601, in UTC) to the minute: `2026-03-01 14:05 UTC`. */
export function utcTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Rounds to what a forecast may claim: `40 seconds`, `12 minutes`, `2.5 hours`. */
export function roughDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return plural(seconds < 10 ? seconds : Math.round(seconds / 5) * 5, 'second');
  if (seconds < 90 * 60) return plural(Math.round(seconds / 60), 'minute');
  return plural(Math.round(seconds / 1800) / 2, 'hour');
}

/** Returns the first characters of the id of a run or a schedule, enough to identify it. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** Returns a project's configured id, or the last part of its path or URL, for lines with little room. */
export function shortProject(id: string): string {
  return id.split('/').findLast((part) => part !== '') ?? id;
}

/** Returns a line of a view as plain text. */
export function textOfLine(line: Line): string {
  return line.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

const LONGEST_ACTIVITY = 200;

/** What a step is doing, as one line. */
export function activityLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_ACTIVITY).toWellFormed();
}

/** The activity of a step that waits for its next attempt. */
export function nextTryLine(delay_ms: number, reason: string): string {
  const seconds = (delay_ms / 1000).toFixed(1).replace(/\.0$/, '');
  return activityLine(`waiting ${seconds} s before the next try: ${reason}`);
}

/** Ids of statements in brackets, as in `[F1, S3]`; facts and findings also in parentheses. No severity is one. */
const ID_LISTS =
  /\s*(?:\[(?!P\d\])[A-Z]{1,2}\d+(?:[,;\s]+[A-Z]{1,2}\d+)*\]|\([FCK]\d+(?:[,;\s]+[FCK]\d+)*\))/g;
const LONGEST_NAME = 60;

/**
 * Takes the ids of statements out of a text that stands where nothing explains them, except in code. An id that is a word
 * of the sentence becomes the finding's title, if that is known.
 */
export function withoutIds(text: string, titles: ReadonlyMap<string, string> = new Map()): string {
  const plain = (part: string): string =>
    part
      .replace(ID_LISTS, '')
      .replace(/\bF\d+: /g, '')
      .replace(/\bF\d+\b/g, (id) => {
        const title = titles.get(id);
        return title === undefined ? id : `“${cutText(title, LONGEST_NAME)}”`;
      });
  const parts = text.split(/(`[^`]*`)/);
  return parts
    .map((part, at) => (at % 2 === 1 ? part : plain(part)))
    .join('')
    .trim();
}

/**
 * Cuts text to a number of characters and marks the cut with `…`. It cuts between words, so that no part of a number,
 * word or path is mistaken for the whole.
 */
export function cutText(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  const kept = characters.slice(0, Math.max(0, longest - 1)).join('');
  const isBetween = /\s/.test(characters[longest - 1] ?? '') || /\s$/.test(kept);
  const whole = isBetween ? kept : withoutLastWord(kept);
  return `${withoutOpenSpan(whole).trimEnd()}…`;
}

/** A single word that fills the line is cut after a separator or, without one, before its last digits. */
function withoutLastWord(text: string): string {
  const before = text.replace(/\S+$/, '');
  if (before.trim() !== '') return before;
  const parts = text.replace(/[\p{L}\p{N}_.]+$/u, '');
  return parts === '' ? text.replace(/[\p{N}.,]+$/u, '') : parts;
}

/** Removes a code span whose closing back-tick was cut off. */
function withoutOpenSpan(text: string): string {
  const ticks = text.split('`').length - 1;
  const before = text.slice(0, text.lastIndexOf('`'));
  return ticks % 2 === 1 && before.trim() !== '' ? before : text;
}
