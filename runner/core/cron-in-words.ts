/** Says a cron expression in words, for cards and lists: `weekdays at 08:00`. Pure. */

const WEEKDAYS = [
  'Sundays',
  'Mondays',
  'Tuesdays',
  'Wednesdays',
  'Thursdays',
  'Fridays',
  'Saturdays',
] as const;
const ORDINALS: Readonly<Record<string, string>> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  L: 'last',
};
const DAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Returns the expression itself, after the word `cron`, if there are no short words for it. */
export function cronInWords(cron: string): string {
  const [minute = '', hour = '', monthDay = '', month = '', weekday = ''] = cron.split(' ');
  const every = month === '*' && monthDay === '*' && weekday === '*' ? intervalInWords(minute, hour) : null;
  if (every !== null) return every;
  const times = timesInWords(minute, hour);
  const days = month === '*' ? daysInWords(monthDay, weekday) : null;
  return times === null || days === null ? `cron ${cron}` : `${days} at ${times}`;
}

function intervalInWords(minute: string, hour: string): string | null {
  if (minute === '*' && hour === '*') return 'every minute';
  if (/^\d+$/.test(minute) && hour === '*')
    return minute === '0' ? 'every hour' : `every hour at :${two(minute)}`;
  // A step that does not divide an hour or a day is shorter at its end: no words say that.
  const isEven = (field: string, whole: number) =>
    /^\*\/\d+$/.test(field) && whole % Number(field.slice(2)) === 0;
  if (isEven(minute, 60) && hour === '*') return `every ${minute.slice(2)} minutes`;
  if (minute === '0' && isEven(hour, 24)) return `every ${hour.slice(2)} hours`;
  return null;
}

const two = (number: string): string => number.padStart(2, '0');

function timesInWords(minute: string, hour: string): string | null {
  if (!/^\d+$/.test(minute) || !/^\d+(,\d+)*$/.test(hour)) return null;
  return listed(hour.split(',').map((each) => `${two(each)}:${two(minute)}`));
}

function daysInWords(monthDay: string, weekday: string): string | null {
  if (monthDay === '*' && weekday === '*') return 'every day';
  if (weekday === '*') return monthDaysInWords(monthDay);
  if (monthDay !== '*') return null;
  const nth = /^([0-7])(?:#([1-5])|(L))$/.exec(weekday);
  if (nth !== null) {
    const [, day, at = 'L'] = nth;
    return `${ORDINALS[at]} ${nameOf(Number(day))?.slice(0, -1)} of the month`;
  }
  const days = numbersOf(weekday);
  if (days === null) return null;
  const key = [...days].sort().join('');
  if (key === '12345') return 'weekdays';
  if (key === '06') return 'weekends';
  return listed(days.map((day) => nameOf(day) ?? ''));
}

const nameOf = (day: number): string | undefined => WEEKDAYS[day % 7];

/** Returns the weekdays of a list of numbers, names and ranges, in order; null for anything else. */
function numbersOf(field: string): number[] | null {
  const days = new Set<number>();
  for (const part of field.split(',')) {
    const [from, to = from] = part.split('-').map((each) => {
      const named = DAY_NAMES.indexOf(each);
      return named < 0 && /^[0-7]$/.test(each) ? Number(each) : named;
    });
    if (from === undefined || to === undefined || from < 0 || to < from) return null;
    for (let day = from; day <= to; day++) days.add(day % 7);
  }
  return [...days];
}

function monthDaysInWords(field: string): string | null {
  if (field === 'L') return 'last day of the month';
  if (field === 'LW') return 'last weekday of the month';
  if (field === '1W') return 'first weekday of the month';
  if (!/^\d+(,\d+)*$/.test(field)) return null;
  return `${listed(field.split(',').map(ordinal))} of the month`;
}

function ordinal(number: string): string {
  const teens = /1[123]$/.test(number);
  const ending = teens ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[number.slice(-1)] ?? 'th');
  return `${number}${ending}`;
}

/** `a`, `a and b`, `a, b and c` */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
