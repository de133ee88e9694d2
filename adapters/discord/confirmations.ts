/**
 * Remembers the confirmation texts of buttons. Discord's buttons can't carry them, so they are kept from when the
 * button was shown; a process that has not shown it asks with a shorter text. What the button does is in its custom id.
 */
import type { Button, MessageView } from '../../runner/core/ports/views.ts';

type Question = NonNullable<Button['confirm']>;

const MOST = 200;

export class Confirmations {
  readonly #questions = new Map<string, Question>();

  /** Stores the confirmation texts of a view's buttons. */
  shown({ blocks }: MessageView): void {
    for (const block of blocks) {
      if (block.kind !== 'buttons') continue;
      for (const { action, label, confirm } of block.buttons) {
        if (confirm !== undefined && this.#questions.size < MOST) {
          this.#questions.set(`${action} ${label}`, confirm);
        }
      }
    }
  }

  question(action: string, label: string): Question {
    const plain = {
      title: `${label}?`,
      text: 'This takes effect when you confirm.',
      yes: label,
      no: 'Go back',
    };
    return this.#questions.get(`${action} ${label}`) ?? plain;
  }
}
