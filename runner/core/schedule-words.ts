/**
 * When a schedule fires, as people write it: words such as `weekdays 8:00`, or a cron expression of five fields. Both
 * become a cron expression; whether it ever comes is judged with a calendar, elsewhere. Pure.
 */

import { dayFields, numberList, type ReadDays } from './schedule-days.ts';
import { looksLikeZone } from './time-zone.ts';
import { readCron } from './typed-cron.ts';

/** `fault` is the rest of a sentence about what was typed. */
export type ReadWhen = { readonly cron: string } | { readonly fault: string };

export const WHEN_EXAMPLES =
  '“weekdays 8:00”, “every monday and thursday at 18:00”, “1st of the month 6:00”, “every 2 hours”';

const MOST_CHARACTERS = 200;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const NUMBERS: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5 };
/** Words that carry no meaning of their own. */
const FILLERS = new Set(['every', 'each', 'on', 'at', 'the', 'and', 'of', 'in', 'from', 'runs', 'o’clock']);

/** Reads what a person typed. */
export function readWhen(typed: string): ReadWhen {
  const text = plain(typed);
  if (text === '') return { fault: `is blank. Write when it runs, such as ${WHEN_EXAMPLES}` };
  if (text.length > MOST_CHARACTERS) return { fault: 'is too long for a time' };
  return readCron(text) ?? intervalOf(text) ?? daysAndTimes(text);
}

/** Whether a text begins with a time, understood or not: `weekdays 8:00 tech-debt`, `every 7 minutes`, a cron expression. */
export function beginsWithTime(text: string): boolean {
  const words = wordsOf(plain(text)).map((word) => word.replace(/[.!?]+$/, ''));
  const at = words.findIndex((word) => !FILLERS.has(word));
  const first = words[at];
  if (first === undefined) return false;
  const read = nothingRead();
  return /^[\d*]/.test(first) || /^(?:hours?|minutes?|hourly)$/.test(first) || takenAt(read, words, at) > 0;
}

/** In lower case, with plain dashes, spaces and quotes: phones type others. */
function plain(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[‐-―−]/g, '-')
    .replaceAll(/[`"“”]/g, ' ')
    .replaceAll(/\bo['’]clock\b/g, ' ')
    .replaceAll(/(?<=^| )['‘’]|['‘’](?=$|[ .])/g, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .replace(/[\s.!?;,]+$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** `hourly`, `every 15 minutes`, `every 2 hours`; null if it is none of these. */
function intervalOf(text: string): ReadWhen | null {
  const hourly = /^(?:hourly|(?:every|each) hour)(?: at)?(?: :?(\d{1,2})(?: (?:minutes )?past)?)?$/.exec(
    text,
  );
  if (hourly !== null) {
    const minute = Number(hourly[1] ?? 0);
    return minute < 60 ? { cron: `${minute} * * * *` } : { fault: `has no minute ${minute}` };
  }
  const [, typed, unit = ''] =
    /^(?:every|each) (?:(\d{1,3}) ?)?(minutes?|mins?|hours?|hrs?|h)$/.exec(text) ?? [];
  if (unit === '') return null;
  const every = Number(typed ?? 1);
  const [whole, word] = unit.startsWith('h') ? [24, 'hours'] : [60, 'minutes'];
  if (every < 1 || whole % every !== 0) {
    const fitting = Array.from({ length: whole - 1 }, (_, at) => at + 1).filter((each) => whole % each === 0);
    return { fault: `does not divide ${whole} ${word}: every ${fitting.join(', ')} ${word} do` };
  }
  if (word === 'minutes') return { cron: every === 60 ? '0 * * * *' : `${stepOf(every)} * * * *` };
  return { cron: every === 24 ? '0 0 * * *' : `0 ${stepOf(every)} * * *` };
}

const stepOf = (every: number): string => (every === 1 ? '*' : `*/${every}`);

interface Read extends ReadDays {
  readonly minutes: Set<number>;
  readonly hours: Set<number>;
}

const nothingRead = (): Read => ({
  minutes: new Set(),
  hours: new Set(),
  weekdays: new Set(),
  dayWord: false,
  nth: new Set(),
  everyDay: false,
  ofMonth: false,
  weekly: false,
  grouped: false,
});

/** Takes what stands at a word, and returns how many words that are; 0 if it is no part of a time. */
function takenAt(read: Read, words: readonly string[], at: number): number {
  const word = words[at] ?? '';
  return takeRange(read, words.slice(at)) || takeDay(read, word) || takeTime(read, word);
}

function daysAndTimes(text: string): ReadWhen {
  const read = nothingRead();
  const words = wordsOf(text);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (FILLERS.has(word)) continue;
    const used = takenAt(read, words, at);
    if (used === 0) return { fault: wordFault(word) };
    at += used - 1;
  }
  return cronOf(read);
}

const FORMS = `Write words such as ${WHEN_EXAMPLES}, or a cron expression of five fields`;

function wordFault(word: string): string {
  const where = `is not understood at ${JSON.stringify(word)}`;
  if (looksLikeZone(word))
    return `${where}, which is a time zone. Give that as the time zone, and only the time here`;
  if (/^(?:minutes?|mins?|hours?|hrs?|between)$/.test(word)) {
    return `${where}: an interval such as “every 2 hours” stands alone. For certain days or hours of it, write a cron expression such as \`0 9-17 * * 1-5\``;
  }
  if (/^\d{1,2}(?:[:.h]\d{1,2})?(?:am|pm)?$/.test(word)) {
    return `${where}. Times of day are 0:00 to 23:59, or 12:00am to 11:59pm; days of the month are 1st to 31st`;
  }
  if (/^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{3,})?\.?$/.test(word)) {
    return `${where}. For certain months, write a cron expression such as \`0 9 1 1,7 *\` (9:00 on the 1st of January and July)`;
  }
  return `${where}. ${FORMS}`;
}

/** Joins a time with its am or pm, and a range with its dash. */
function wordsOf(text: string): string[] {
  const joined = text
    .replaceAll(/(\d) ?(a|p)\.?m\b\.?/g, '$1$2m')
    .replaceAll(/ ?- ?/g, '-')
    .replaceAll(/[,;&+]/g, ' ')
    .replaceAll(/\b(?:weekday|workday|working day|business day|week day)s?\b/g, 'weekdays')
    .replaceAll(/\b(?:every ?day|each day|all days)\b/g, 'daily')
    .replaceAll(/(?<=\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\//g, ' ');
  return joined.split(' ').filter((word) => word !== '');
}

/** Takes `monday to friday` or `mon-fri`, and returns how many words that are; 0 if it is no range. */
function takeRange(read: Read, [first = '', second, third = '']: readonly string[]): number {
  const [from = '', to] = first.split('-');
  const isDashed = to !== undefined;
  const start = weekdayOf(from, 2);
  const end = isDashed ? weekdayOf(to, 2) : weekdayOf(third, 2);
  const isWritten = second === 'to' || second === 'through' || second === 'until';
  if (start === null || end === null || !(isDashed || isWritten)) return 0;
  read.grouped = true;
  for (let day = start; ; day = (day + 1) % 7) {
    read.weekdays.add(day);
    if (day === end) return isDashed ? 1 : 3;
  }
}

/** Takes one word that says on which days, and returns 1; 0 if it is none. */
function takeDay(read: Read, word: string): number {
  const weekday = weekdayOf(word);
  const ordinal = NUMBERS[word]?.toString() ?? /^([1-9]|[12]\d|3[01])(?:st|nd|rd|th)$/.exec(word)?.[1];
  const group = word === 'weekdays' ? [1, 2, 3, 4, 5] : /^weekends?$/.test(word) ? [0, 6] : [];
  for (const day of group) read.weekdays.add(day);
  if (group.length > 0) read.grouped = true;
  else if (weekday !== null) read.weekdays.add(weekday);
  else if (word === 'daily' || word === 'nightly') read.everyDay = true;
  else if (word === 'weekly' || word === 'week') read.weekly = true;
  else if (word === 'monthly' || word === 'month') read.ofMonth = true;
  else if (word === 'last') read.nth.add('L');
  else if (word === 'day') read.dayWord = true;
  else if (ordinal !== undefined) read.nth.add(ordinal);
  else return 0;
  return 1;
}

/** Returns the number of a weekday that is written out, in the plural or cut to a few letters: `fewest` of them. */
function weekdayOf(word: string, fewest = 3): number | null {
  const stem = word.replace(/\.$/, '').replace(/(?<=day)s$/, '');
  const found = DAYS.findIndex(
    (day) => day === stem || (stem.length >= fewest && stem.length <= 5 && day.startsWith(stem)),
  );
  return found < 0 ? null : found;
}

/** Takes a time of day, and returns 1; 0 if it is none. */
function takeTime(read: Read, word: string): number {
  const time = timeOf(word);
  if (time === null) return 0;
  read.hours.add(time.hour);
  read.minutes.add(time.minute);
  return 1;
}

function timeOf(word: string): { readonly hour: number; readonly minute: number } | null {
  if (word === 'noon' || word === 'midday') return { hour: 12, minute: 0 };
  if (word === 'midnight') return { hour: 0, minute: 0 };
  const [, typed, minutes = '0', half] = /^(\d{1,2})(?:[:.h](\d{2}))?h?(am|pm)?$/.exec(word) ?? [];
  if (typed === undefined) return null;
  const [hour, minute] = [Number(typed), Number(minutes)];
  if (minute > 59 || hour > 23) return null;
  if (half === undefined) return { hour, minute };
  if (hour < 1 || hour > 12) return null;
  return { hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute };
}

function cronOf(read: Read): ReadWhen {
  const [minute, ...others] = read.minutes;
  const days = dayFields(read);
  if ('fault' in days) return days;
  if (minute === undefined) return { fault: 'has no time of day. Add one, such as 8:00' };
  if (others.length > 0) {
    return { fault: 'has times at different minutes of the hour. Add a schedule for each of them' };
  }
  return { cron: `${minute} ${numberList(read.hours)} ${days.monthDay} * ${days.weekday}` };
}
