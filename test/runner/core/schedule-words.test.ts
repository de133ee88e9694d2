import { expect, test } from 'vitest';
import { cronInWords } from '../../../runner/core/cron-in-words.ts';
import { beginsWithTime, readWhen } from '../../../runner/core/schedule-words.ts';

/** What is typed, the expression, and the expression in words. */
const UNDERSTOOD = [
  ['weekdays 8:00', '0 8 * * 1-5', 'weekdays at 08:00'],
  ['every day at 9', '0 9 * * *', 'every day at 09:00'],
  ['mondays 07:30', '30 7 * * 1', 'Mondays at 07:30'],
  ['every monday and thursday at 18:00', '0 18 * * 1,4', 'Mondays and Thursdays at 18:00'],
  ['hourly', '0 * * * *', 'every hour'],
  ['every hour at :15', '15 * * * *', 'every hour at :15'],
  ['1st of the month 6:00', '0 6 1 * *', '1st of the month at 06:00'],
  ['weekly on friday 17:00', '0 17 * * 5', 'Fridays at 17:00'],
  ['Daily 6 pm', '0 18 * * *', 'every day at 18:00'],
  ['nightly at 2am', '0 2 * * *', 'every day at 02:00'],
  ['every day at 12 a.m.', '0 0 * * *', 'every day at 00:00'],
  ['mon-fri 9.30', '30 9 * * 1-5', 'weekdays at 09:30'],
  ['Monday – Friday at 8', '0 8 * * 1-5', 'weekdays at 08:00'],
  ['monday to friday at 8 o’clock', '0 8 * * 1-5', 'weekdays at 08:00'],
  ['every weekday at noon', '0 12 * * 1-5', 'weekdays at 12:00'],
  ['weekends at midnight', '0 0 * * 0,6', 'weekends at 00:00'],
  ['tue, thu & sat 7am', '0 7 * * 2,4,6', 'Tuesdays, Thursdays and Saturdays at 07:00'],
  ['every 15 minutes', '*/15 * * * *', 'every 15 minutes'],
  ['every 2 hours', '0 */2 * * *', 'every 2 hours'],
  ['weekdays at 8:00 and 17:00', '0 8,17 * * 1-5', 'weekdays at 08:00 and 17:00'],
  ['on the 1st and 15th of each month at 6', '0 6 1,15 * *', '1st and 15th of the month at 06:00'],
  ['monthly on the 3rd at 5:15pm', '15 17 3 * *', '3rd of the month at 17:15'],
  ['last day of the month 18:00', '0 18 L * *', 'last day of the month at 18:00'],
  ['first monday of the month at 9:00', '0 9 * * 1#1', 'first Monday of the month at 09:00'],
  ['last friday of the month 16:00', '0 16 * * 5L', 'last Friday of the month at 16:00'],
  ['2nd tuesday of the month 10:00', '0 10 * * 2#2', 'second Tuesday of the month at 10:00'],
  ['fri-mon 10:00', '0 10 * * 0,1,5,6', 'Sundays, Mondays, Fridays and Saturdays at 10:00'],
  ['  0  6 * *   1-5 ', '0 6 * * 1-5', 'weekdays at 06:00'],
  ['`0 6 * * 1-5`', '0 6 * * 1-5', 'weekdays at 06:00'],
  ['0 6 * * mon,wed', '0 6 * * MON,WED', 'Mondays and Wednesdays at 06:00'],
  ['’0 6 * * Monday‘', '0 6 * * MON', 'Mondays at 06:00'],
  ['cron 0 6 15W january *', '0 6 15W JAN *', 'cron 0 6 15W JAN *'],
  ['@daily', '0 0 * * *', 'every day at 00:00'],
  ['each day at 9.', '0 9 * * *', 'every day at 09:00'],
  ['week days at 8', '0 8 * * 1-5', 'weekdays at 08:00'],
  ['Mo-Fr 8:00', '0 8 * * 1-5', 'weekdays at 08:00'],
  ['mon/wed/fri 9:00', '0 9 * * 1,3,5', 'Mondays, Wednesdays and Fridays at 09:00'],
  ['last weekday of the month 17:00', '0 17 LW * *', 'last weekday of the month at 17:00'],
  ['first working day of the month at 9', '0 9 1W * *', 'first weekday of the month at 09:00'],
  ['*/7 * * * *', '*/7 * * * *', 'cron */7 * * * *'],
  ['0 */5 * * *', '0 */5 * * *', 'cron 0 */5 * * *'],
  ['0 6 1-7 * 1', '0 6 1-7 * 1', 'cron 0 6 1-7 * 1'],
  ['0 6 1 1 *', '0 6 1 1 *', 'cron 0 6 1 1 *'],
  ['* * * * *', '* * * * *', 'every minute'],
] as const;

test.each(UNDERSTOOD)('%s is %s', (typed, cron, words) => {
  expect(readWhen(typed)).toEqual({ cron });
  expect(cronInWords(cron)).toBe(words);
});

test.each(UNDERSTOOD)('what %s is called can be typed again', (_, cron, words) => {
  const read = readWhen(words);
  expect('cron' in read && cronInWords(read.cron)).toBe(words);
  if (!/[A-Z]{3}/.test(cron)) expect(read).toEqual({ cron });
});

test.each([
  ['', /^is blank/],
  ['\u200b', /^is blank/],
  ['8:00', /^does not say on which days/],
  ['weekdays', /^has no time of day/],
  ['every friday', /^has no time of day/],
  ['weekly 9:00', /^has no day of the week/],
  ['monthly 6:00', /^has no day of the month/],
  ['weekdays 25:00', /^is not understood at "25:00"/],
  ['fortnightly 8:00', /^is not understood at "fortnightly"/],
  ['every other monday 8:00', /^is not understood at "other"/],
  ['weekdays 8:00 and 17:30', /^has times at different minutes/],
  ['weekdays 9:00 and 24:00', /^is not understood at "24:00". Times of day are 0:00 to 23:59/],
  ['every second day at 9', /^names days in a way that is not understood/],
  ['every third week at 9', /^names days in a way that is not understood/],
  ['daily and 1st at 9', /^names days in a way that is not understood/],
  ['last weekend of the month at 9', /^names days in a way that is not understood/],
  ['every 2 hours on weekdays', /^is not understood at "hours": an interval .* stands alone/],
  ['1st of January 9:00', /^is not understood at "january". For certain months, write a cron expression/],
  ['daily 9:00 PST', /^is not understood at "pst", which is a time zone/],
  ['daily 9:00 Europe/Berlin', /^is not understood at "europe\/berlin", which is a time zone/],
  ['60 9 * * *', /^has the minute 60; minutes are 0 to 59$/],
  ['0 9 0 * *', /^has the day 0; days are 1 to 31$/],
  ['0 9 * 13 *', /^has the month 13; months are 1 to 12$/],
  ['0 9 * * 8', /^has the weekday 8; weekdays are 0 to 7$/],
  ['every 7 minutes', /^does not divide 60 minutes/],
  ['every 5 hours', /^does not divide 24 hours/],
  ['0 0 6 * * *', /^has 6 fields/],
  ['x'.repeat(500), /^is too long/],
])('%s is refused with what is wrong', (typed, fault) => {
  const read = readWhen(typed);
  expect('fault' in read ? read.fault : read.cron).toMatch(fault);
});

test.each([
  ['weekdays 8:00 tech-debt', true],
  ['every 45 minutes', true],
  ['every other monday', false],
  ['on Fridays, at noon', true],
  ['8.30', true],
  ['hourly', true],
  ['*/5 * * * *', true],
  ['last friday of the month', true],
  ['conflicts every monday', false],
  ['the jobs', false],
  ['', false],
])('whether %j begins with a time: %s', (text, expected) => expect(beginsWithTime(text)).toBe(expected));
