/** The fields of a cron expression for days that are named in words. Pure. */

/** What was read of days. */
export interface ReadDays {
  readonly weekdays: Set<number>;
  /** which days or weekdays of a month: `1` to `31`, `L` for the last */
  readonly nth: Set<string>;
  /** the word `day`, which says nothing by itself */
  dayWord: boolean;
  everyDay: boolean;
  ofMonth: boolean;
  weekly: boolean;
  /** `weekdays`, `weekends` or a range: days that are not named one by one */
  grouped: boolean;
}

type Fields = { readonly monthDay: string; readonly weekday: string } | { readonly fault: string };

const UNCLEAR = {
  fault:
    'names days in a way that is not understood. Write such as “first monday of the month at 9:00” or “1st of the month 6:00”, or a cron expression of five fields',
};

export function dayFields(read: ReadDays): Fields {
  const { weekdays, nth, everyDay, ofMonth, weekly } = read;
  if (nth.size > 0) return monthFields(read);
  if (ofMonth) return { fault: 'has no day of the month. Name it, such as “1st of the month 6:00”' };
  if (weekdays.size > 0)
    return { monthDay: '*', weekday: weekdays.size === 7 ? '*' : weekdaysField(weekdays) };
  if (weekly) return { fault: 'has no day of the week. Name it, such as “weekly on friday 17:00”' };
  if (everyDay) return { monthDay: '*', weekday: '*' };
  return { fault: 'does not say on which days. Write “every day” or “weekdays” before the time' };
}

function monthFields({ weekdays, nth, dayWord, everyDay, ofMonth, weekly, grouped }: ReadDays): Fields {
  const days = [...nth].sort((a, b) => Number(a) - Number(b));
  // “every second day” and “every third week” are no days of a month.
  const isInterval = weekly || (dayWord && !ofMonth && !nth.has('L'));
  if (everyDay || isInterval) return UNCLEAR;
  if (weekdays.size === 0) return { monthDay: days.join(','), weekday: '*' };
  if (!ofMonth || days.some((day) => day !== 'L' && Number(day) > 5)) return UNCLEAR;
  if (grouped) {
    const which = days.join();
    const isWorkingDay = numberList(weekdays) === '1,2,3,4,5' && (which === 'L' || which === '1');
    return isWorkingDay ? { monthDay: `${which}W`, weekday: '*' } : UNCLEAR;
  }
  const list = sorted(weekdays).flatMap((weekday) =>
    days.map((day) => (day === 'L' ? `${weekday}L` : `${weekday}#${day}`)),
  );
  return { monthDay: '*', weekday: list.join(',') };
}

function weekdaysField(weekdays: ReadonlySet<number>): string {
  const list = numberList(weekdays);
  return list === '1,2,3,4,5' ? '1-5' : list;
}

const sorted = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b);

export function numberList(numbers: ReadonlySet<number>): string {
  return sorted(numbers).join(',');
}
