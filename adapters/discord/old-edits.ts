/** Limits edits of messages older than an hour, of which Discord allows few; beyond the limit they are posted again. */
import { type DiscordTime, madeAt } from './snowflakes.ts';

const OLD_MS = 3_600_000;
const MOST = 3;
const WITHIN_MS = 6_000;
const MOST_REMEMBERED = 5_000;

export class OldEdits {
  readonly #time: DiscordTime;
  readonly #now: () => number;
  /** by thread, the times of recent edits */
  readonly #made = new Map<string, readonly number[]>();
  /** threads in which Discord rejected such an edit: no more are attempted */
  readonly #refused = new Set<string>();

  constructor(time: DiscordTime, now: () => number) {
    this.#time = time;
    this.#now = now;
  }

  /** Returns true if the message may be edited now; counts the edit if the message is old. */
  take(thread: string, message: string): boolean {
    if (this.#time.now - madeAt(message) < OLD_MS) return true;
    if (this.#refused.has(thread)) return false;
    const now = this.#now();
    const late = (this.#made.get(thread) ?? []).filter((at) => now - at < WITHIN_MS);
    const may = late.length < MOST;
    if (may || late.length > 0) this.#made.set(thread, may ? [...late, now] : late);
    return may;
  }

  /** Records that Discord rejected an edit of an old message there. */
  refused(thread: string): void {
    this.#refused.add(thread);
    const [oldest] = this.#refused;
    if (this.#refused.size > MOST_REMEMBERED && oldest !== undefined) this.#refused.delete(oldest);
  }
}
