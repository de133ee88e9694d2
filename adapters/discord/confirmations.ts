/**
 * How buttons that ask first put their question. Discord's buttons can't carry it, so it is remembered from when the
 * button was shown; a process that has not shown it yet asks in fewer words. What the button does is in the button.
 */
import type { Button, MessageView } from '../../runner/core/ports/views.ts';

type Question = NonNullable<Button['confirm']>;

const MOST = 200;

export class Confirmations {
  readonly #questions = new Map<string, Question>();

  /** Notes the questions of what is being shown. */
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
      text: 'It happens as soon as you say so.',
      yes: label,
      no: 'Go back',
    };
    return this.#questions.get(`${action} ${label}`) ?? plain;
  }
}
