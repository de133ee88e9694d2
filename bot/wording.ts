/** Words of all faces: counts, durations, times and ids as people read them, and text cut to a line. */
import { capitalized, duration } from '../runner/core/wording.ts';

export {
  capitalized,
  cutText as clipped,
  dollars,
  duration,
  plural,
  shortId,
  shortProject,
  textOfLine,
  utcTime,
} from '../runner/core/wording.ts';

/** Makes a sentence of it: a capital first, and a period unless it ends. */
export function sentence(text: string): string {
  return `${capitalized(text)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Formats the time from `start` to `end`, or until now if there is no end; null before the start. */
export function lasting(start: string | null, end: string | null, now: Date): string | null {
  if (start === null) return null;
  return duration((end === null ? now : new Date(end)).getTime() - new Date(start).getTime());
}

/** Formats how long ago something was, in its largest unit: `3 min`, `5 h`, `12 d`. */
export function ageOf(iso: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - new Date(iso).getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 24 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} d`;
}

/** Formats a time in the local time zone, to the minute: `2026-03-01 14:05`. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
