/** Discord takes few edits of messages that are older than an hour: what comes beyond is to be posted anew. */
import { type DiscordTime, madeAt } from './snowflakes.ts';

const OLD_MS = 3_600_000;
const MOST = 3;
const WITHIN_MS = 6_000;
const MOST_REMEMBERED = 5_000;

export class OldEdits {
  readonly #time: DiscordTime;
  readonly #now: () => number;
  /** by channel, when those of late were made */
  readonly #made = new Map<string, readonly number[]>();
  /** channels in which Discord refused one: it is not asked for another */
  readonly #refused = new Set<string>();

  constructor(time: DiscordTime, now: () => number) {
    this.#time = time;
    this.#now = now;
  }

  /** Whether that message may be edited now; if it is an old one, that is noted as an edit. */
  take(channel: string, message: string): boolean {
    if (this.#time.now - madeAt(message) < OLD_MS) return true;
    if (this.#refused.has(channel)) return false;
    const now = this.#now();
    const late = (this.#made.get(channel) ?? []).filter((at) => now - at < WITHIN_MS);
    const may = late.length < MOST;
    if (may || late.length > 0) this.#made.set(channel, may ? [...late, now] : late);
    return may;
  }

  /** Discord refused to edit an old message there. */
  refused(channel: string): void {
    this.#refused.add(channel);
    const [oldest] = this.#refused;
    if (this.#refused.size > MOST_REMEMBERED && oldest !== undefined) this.#refused.delete(oldest);
  }
}
