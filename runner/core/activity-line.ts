/** A few words on what a step is doing, in one line. */

/** Characters of an activity line. */
const MOST_ACTIVITY = 200;

export function activityLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_ACTIVITY).toWellFormed();
}

/** Of a step that waits for its next attempt. */
export function waitingLine(delay_ms: number, reason: string): string {
  const seconds = (delay_ms / 1000).toFixed(1).replace(/\.0$/, '');
  return activityLine(`waiting ${seconds} s before the next try: ${reason}`);
}
