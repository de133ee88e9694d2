/**
 * When a schedule fires, as people write it: words such as `weekdays 8:00`, or a cron expression of five fields. Both
 * become a cron expression; whether it ever comes is judged with a calendar, elsewhere. Pure.
 */

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
  const fields = text.split(' ');
  if (fields.length === 5 && fields.slice(0, 2).every((field) => /^[\d*][\d*,/-]*$/.test(field))) {
    return { cron: fields.join(' ').toUpperCase() };
  }
  if (/^[\d*][\d*,/ -]*$/.test(text) && fields.length > 3) {
    return {
      fault: `has ${fields.length} fields; a cron expression has five: minute, hour, day, month, weekday`,
    };
  }
  return intervalOf(text) ?? daysAndTimes(text);
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
    .replaceAll(/\p{Cf}/gu, '')
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

interface Read {
  readonly minutes: Set<number>;
  readonly hours: Set<number>;
  readonly weekdays: Set<number>;
  readonly monthDays: Set<string>;
  /** `1` to `5`, `L`: which of the weekdays of a month */
  readonly nth: Set<string>;
  everyDay: boolean;
  ofMonth: boolean;
  weekly: boolean;
}

const nothingRead = (): Read => ({
  minutes: new Set(),
  hours: new Set(),
  weekdays: new Set(),
  monthDays: new Set(),
  nth: new Set(),
  everyDay: false,
  ofMonth: false,
  weekly: false,
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
    if (used === 0) return { fault: `is not understood at ${JSON.stringify(word)}. ${FORMS}` };
    at += used - 1;
  }
  return cronOf(read);
}

const FORMS = `Write words such as ${WHEN_EXAMPLES}, or a cron expression of five fields`;

/** Joins a time with its am or pm, and a range with its dash. */
function wordsOf(text: string): string[] {
  const joined = text
    .replaceAll(/(\d) ?(a|p)\.?m\b\.?/g, '$1$2m')
    .replaceAll(/ ?- ?/g, '-')
    .replaceAll(/[,;&+]/g, ' ')
    .replaceAll(/\b(?:weekday|workday|working day|business day)s?\b/g, 'weekdays')
    .replaceAll(/\bevery day\b|\beveryday\b/g, 'daily');
  return joined.split(' ').filter((word) => word !== '');
}

/** Takes `monday to friday` or `mon-fri`, and returns how many words that are; 0 if it is no range. */
function takeRange(read: Read, [first = '', second, third = '']: readonly string[]): number {
  const [from = '', to] = first.split('-');
  const isDashed = to !== undefined;
  const start = weekdayOf(from);
  const end = isDashed ? weekdayOf(to) : weekdayOf(third);
  const isWritten = second === 'to' || second === 'through' || second === 'until';
  if (start === null || end === null || !(isDashed || isWritten)) return 0;
  for (let day = start; ; day = (day + 1) % 7) {
    read.weekdays.add(day);
    if (day === end) return isDashed ? 1 : 3;
  }
}

/** Takes one word that says on which days, and returns 1; 0 if it is none. */
function takeDay(read: Read, word: string): number {
  const weekday = weekdayOf(word);
  const ordinal = NUMBERS[word]?.toString() ?? /^([1-9]|[12]\d|3[01])(?:st|nd|rd|th)$/.exec(word)?.[1];
  if (weekday !== null) read.weekdays.add(weekday);
  else if (word === 'weekdays') for (const day of [1, 2, 3, 4, 5]) read.weekdays.add(day);
  else if (/^weekends?$/.test(word)) for (const day of [0, 6]) read.weekdays.add(day);
  else if (word === 'daily' || word === 'nightly') read.everyDay = true;
  else if (word === 'weekly' || word === 'week') read.weekly = true;
  else if (word === 'monthly' || word === 'month') read.ofMonth = true;
  else if (word === 'last') read.nth.add('L');
  else if (word === 'day') read.monthDays.add('');
  else if (ordinal !== undefined) read.nth.add(ordinal);
  else return 0;
  return 1;
}

/** Returns the number of a weekday that is written out, in the plural or cut to three or four letters. */
function weekdayOf(word: string): number | null {
  const stem = word.replace(/\.$/, '').replace(/(?<=day)s$/, '');
  const found = DAYS.findIndex((day) => day === stem || (/^[a-z]{3,5}$/.test(stem) && day.startsWith(stem)));
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
  const days = daysOf(read);
  if ('fault' in days) return days;
  if (minute === undefined) return { fault: 'has no time of day. Add one, such as 8:00' };
  if (others.length > 0) {
    return { fault: 'has times at different minutes of the hour. Add a schedule for each of them' };
  }
  return { cron: `${minute} ${sorted(read.hours)} ${days.monthDay} * ${days.weekday}` };
}

type Days = { readonly monthDay: string; readonly weekday: string } | { readonly fault: string };

function daysOf(read: Read): Days {
  const { weekdays, nth, everyDay, ofMonth, weekly } = read;
  const monthDays = [...nth].sort((a, b) => Number(a) - Number(b));
  if (weekdays.size > 0 && nth.size > 0) {
    const list = sortedList(weekdays).flatMap((day) =>
      monthDays.map((at) => (at === 'L' ? `${day}L` : `${day}#${at}`)),
    );
    const fits = monthDays.every((at) => at === 'L' || Number(at) <= 5) && ofMonth && !everyDay;
    return fits
      ? { monthDay: '*', weekday: list.join(',') }
      : { fault: `names days in a way that is not understood. ${FORMS}` };
  }
  if (nth.size > 0) return { monthDay: monthDays.join(','), weekday: '*' };
  if (ofMonth) return { fault: 'has no day of the month. Name it, such as “1st of the month 6:00”' };
  if (weekdays.size > 0)
    return { monthDay: '*', weekday: weekdays.size === 7 ? '*' : weekdaysField(weekdays) };
  if (weekly) return { fault: 'has no day of the week. Name it, such as “weekly on friday 17:00”' };
  if (everyDay) return { monthDay: '*', weekday: '*' };
  return { fault: 'does not say on which days. Write “every day” or “weekdays” before the time' };
}

function weekdaysField(weekdays: ReadonlySet<number>): string {
  const list = sorted(weekdays);
  return list === '1,2,3,4,5' ? '1-5' : list;
}

const sortedList = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b);
const sorted = (numbers: ReadonlySet<number>): string => sortedList(numbers).join(',');
