/** Formats counts, sums of money, durations and lines of text for people. */

/** `1 file`, `1,204 files` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** `$0.42`; `$0.0031` below a cent */
export function dollars(cost: number): string {
  return `$${cost > 0 && cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;
}

/** Rounds up to whole minutes: `5 minutes`. */
export function minutes(ms: number): string {
  return plural(Math.ceil(ms / 60_000), 'minute');
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
