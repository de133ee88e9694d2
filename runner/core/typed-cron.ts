/** Reads a cron expression as people type or paste it. Whether it ever comes is judged with a calendar, elsewhere. Pure. */

const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'weekday', from: 0, to: 7 },
] as const;

const DAY_NAMES = /\b(sun|mon|tue|wed|thu|fri|sat)(?:s|nes|rs|ur)?day\b/g;
const MONTH_NAMES =
  /\b(jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)\b/g;

/** `text`: in lower case, with single spaces. Returns null if it is no cron expression, right or wrong. */
export function readCron(text: string): { readonly cron: string } | { readonly fault: string } | null {
  const nickname = NICKNAMES[text];
  if (nickname !== undefined) return { cron: nickname };
  const bare = text.replace(/^cron:? /, '');
  const fields = bare.split(' ');
  if (fields.length === 5 && fields.slice(0, 2).every((field) => /^[\d*][\d*,/-]*$/.test(field))) {
    const fault = rangeFault(fields);
    const named = fields.join(' ').replaceAll(DAY_NAMES, '$1').replaceAll(MONTH_NAMES, '$1');
    return fault === null ? { cron: named.toUpperCase() } : { fault };
  }
  if (fields.length > 3 && /^[\d*][\d*,/ -]*$/.test(bare)) {
    return {
      fault: `has ${fields.length} fields; a cron expression has five: minute, hour, day, month, weekday`,
    };
  }
  return null;
}

/** Names the first number that its field can't have: steps and the number of a weekday in its month are judged elsewhere. */
function rangeFault(fields: readonly string[]): string | null {
  for (const [at, { name, from, to }] of FIELDS.entries()) {
    const numbers = (fields[at] ?? '').match(/(?<![/#\d])\d+/g) ?? [];
    const wrong = numbers.find((number) => Number(number) < from || Number(number) > to);
    if (wrong !== undefined) return `has the ${name} ${wrong}; ${name}s are ${from} to ${to}`;
  }
  return null;
}
