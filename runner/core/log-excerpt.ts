/** Shortens a long log to the part around its last stack trace, or to its end. Pure. */
import { isTraceLine } from './pasted-log.ts';

/** Lines kept after the last line of a stack trace. */
const AFTERWARD = 20;
/** Room for the notes on what is left out. */
const NOTES = 120;

/** Returns the log if it has at most so many characters; otherwise whole lines of it, and notes on what was left out. */
export function logExcerpt(log: string, most: number): string {
  if (log.length <= most) return log;
  const lines = log.split('\n');
  const trace = lines.findLastIndex(isTraceLine);
  const end = trace === -1 ? lines.length : Math.min(lines.length, trace + 1 + AFTERWARD);
  const start = startFor(lines, end, most - NOTES);
  // A single line may be longer than all of the room.
  const kept =
    start === end ? [wellFormed((lines[end - 1] ?? '').slice(-(most - NOTES)))] : lines.slice(start, end);
  const before = start === end ? end - 1 : start;
  return [...leftOut(before, 'earlier'), ...kept, ...leftOut(lines.length - end, 'later')].join('\n');
}

/** Returns the first of the lines before `end` that fit into the room. */
function startFor(lines: readonly string[], end: number, room: number): number {
  let start = end;
  for (let left = room; start > 0; start--) {
    left -= (lines[start - 1] ?? '').length + 1;
    if (left < 0) break;
  }
  return start;
}

function leftOut(count: number, which: 'earlier' | 'later'): string[] {
  if (count === 0) return [];
  return [`[${count.toLocaleString('en')} ${which} ${count === 1 ? 'line' : 'lines'} left out]`];
}

/** A cut may leave half a character. */
const wellFormed = (text: string): string => text.toWellFormed();
