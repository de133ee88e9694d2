/**
 * Two clicks of one person on one button, within a moment by the platform's own time: the second is no action of its
 * own. What must happen once, whichever processes the clicks come to, is made sure of where it is stored.
 */

export interface Press {
  /** of this press alone */
  readonly id: string;
  /** the same for each press of this button by this person */
  readonly button: string;
  /** when, as the platform tells it, in milliseconds since 1970 */
  readonly at: number;
}

/** People click twice within half of it, and read an answer and click again in no less. */
const MOMENT_MS = 1_000;
const MOST = 5_000;

export class DoubleClicks {
  readonly #last = new Map<string, Press>();

  /** Whether the button was pressed a moment before; a press that is delivered again is not a second one. */
  isSecond(press: Press): boolean {
    const before = this.#last.get(press.button);
    if (before !== undefined && before.id !== press.id && Math.abs(press.at - before.at) < MOMENT_MS)
      return true;
    this.#last.delete(press.button);
    this.#last.set(press.button, press);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST && oldest !== undefined) this.#last.delete(oldest);
    return false;
  }
}
