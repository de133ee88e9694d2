/**
 * Takes an act, has it answered and acknowledges it to Slack: with the answer where it is there in time, and in time in
 * any case. What could not be said in the acknowledgement is said afterwards.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { ActHandler, Answer } from '../../runner/core/ports/platform.ts';
import { ActsInHand, within } from '../chat/acts-in-hand.ts';
import { RecentActs } from '../chat/recent-acts.ts';
import type { AckBody, Answering } from './answering.ts';
import type { Occasion } from './occasions.ts';
import { lineView } from './render/message.ts';

/** Slack gives up after three seconds. */
const IN_TIME_MS = 2_500;

/** Tells Slack that its delivery was taken; rejects when that can't be told. */
export type Acknowledge = (body?: AckBody) => Promise<void>;

export class Reception {
  readonly #handle: ActHandler;
  readonly #answering: Answering;
  readonly #log: (line: string) => void;
  readonly #recent = new RecentActs<Answer>();
  readonly #inHand = new ActsInHand();

  constructor(handle: ActHandler, answering: Answering, log: (line: string) => void) {
    this.#handle = handle;
    this.#answering = answering;
    this.#log = log;
  }

  /** Ends when all of it is done. Never rejects. */
  receive(occasion: Occasion, acknowledge: Acknowledge): Promise<void> {
    const done = this.#receive(occasion, acknowledge).catch((error: unknown) =>
      this.#log(`slack: an act could not be answered: ${messageOf(error)}`),
    );
    return this.#inHand.hold(done);
  }

  /** Takes no more, and waits a while for those in hand. */
  close(): Promise<void> {
    return this.#inHand.close();
  }

  async #receive(occasion: Occasion, acknowledge: Acknowledge): Promise<void> {
    const { id } = occasion.act;
    const taken = this.#recent.taken(id);
    if (taken !== null) return this.#acknowledgeAgain(occasion, taken, acknowledge);
    // Not acknowledged: Slack gives it to another process, or tells the person that nobody is there.
    if (!this.#inHand.isOpen) return;
    const answered = this.#answered(occasion);
    this.#recent.take(id, answered);
    const early = await within(IN_TIME_MS, answered);
    if (early?.kind === 'faults') this.#recent.forget(id);
    const body = early === null ? undefined : this.#answering.acknowledgement(occasion, early);
    const told = await isAcknowledged(acknowledge, body);
    if (body === undefined || !told) await this.#answering.give(occasion, await answered);
  }

  /** Where the answer is in the acknowledgement, as a form's faults are, the second has it too. */
  async #acknowledgeAgain(
    occasion: Occasion,
    taken: Promise<Answer>,
    acknowledge: Acknowledge,
  ): Promise<void> {
    if (occasion.act.deed.kind !== 'submit') return acknowledge();
    await acknowledge(this.#answering.acknowledgement(occasion, await taken));
  }

  /** The handler never rejects; were it to, the person would still be told something. */
  async #answered({ act }: Occasion): Promise<Answer> {
    try {
      return await this.#handle(act);
    } catch (error) {
      this.#log(`slack: ${act.deed.kind} ${act.id} went wrong: ${messageOf(error)}`);
      return { kind: 'message', view: lineView('Something went wrong, and it was written down. Try again.') };
    }
  }
}

async function isAcknowledged(acknowledge: Acknowledge, body: AckBody | undefined): Promise<boolean> {
  try {
    await acknowledge(body);
    return true;
  } catch {
    // The socket that it came by has gone: the answer goes its own way.
    return false;
  }
}
