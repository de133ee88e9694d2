/**
 * Takes an act, has it answered and acknowledges it to Slack: with the answer where it is there in time, and in time in
 * any case. What could not be said in the acknowledgement is said afterwards.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { ActionHandler, Answer } from '../../runner/core/ports/platform.ts';
import { Deduplicator } from '../chat/deduplicator.ts';
import { DoubleClicks } from '../chat/double-clicks.ts';
import { InFlight, within } from '../chat/in-flight.ts';
import type { AckBody, Answering } from './answering.ts';
import type { IncomingAction } from './parse.ts';
import { lineView } from './render/message.ts';

/** Slack gives up after three seconds. */
const IN_TIME_MS = 2_500;

/** Tells Slack that its delivery was taken; rejects when that can't be told. */
export type Acknowledge = (body?: AckBody) => Promise<void>;

export class Inbox {
  readonly #handle: ActionHandler;
  readonly #answering: Answering;
  readonly #log: (line: string) => void;
  readonly #recent = new Deduplicator<Answer>();
  readonly #doubleClicks = new DoubleClicks();
  readonly #inFlight = new InFlight();

  constructor(handle: ActionHandler, answering: Answering, log: (line: string) => void) {
    this.#handle = handle;
    this.#answering = answering;
    this.#log = log;
  }

  /** Ends when all of it is done. Never rejects. */
  receive(incoming: IncomingAction, acknowledge: Acknowledge): Promise<void> {
    const done = this.#receive(incoming, acknowledge).catch((error: unknown) =>
      this.#log(`slack: an act could not be answered: ${messageOf(error)}`),
    );
    return this.#inFlight.hold(done);
  }

  /** Takes no more, and waits a while for those in hand. */
  close(): Promise<void> {
    return this.#inFlight.close();
  }

  async #receive(incoming: IncomingAction, acknowledge: Acknowledge): Promise<void> {
    const { id } = incoming.action;
    const { press } = incoming;
    const taken = this.#recent.taken(id);
    if (taken !== null) return this.#acknowledgeAgain(incoming, taken, acknowledge);
    // Not acknowledged: Slack gives it to another process, or tells the person that nobody is there.
    if (!this.#inFlight.isOpen) return;
    if (press !== undefined && this.#doubleClicks.isSecond(press)) return acknowledge();
    const answered = this.#answered(incoming);
    this.#recent.take(id, answered);
    const early = await within(IN_TIME_MS, answered);
    if (early?.kind === 'faults') this.#recent.forget(id);
    const body = early === null ? undefined : this.#answering.acknowledgement(incoming, early);
    const told = await isAcknowledged(acknowledge, body);
    if (body === undefined || !told) await this.#answering.give(incoming, await answered);
  }

  /** Where the answer is in the acknowledgement, as a form's faults are, the second has it too. */
  async #acknowledgeAgain(
    incoming: IncomingAction,
    taken: Promise<Answer>,
    acknowledge: Acknowledge,
  ): Promise<void> {
    if (incoming.action.kind !== 'submit') return acknowledge();
    await acknowledge(this.#answering.acknowledgement(incoming, await taken));
  }

  /** The handler never rejects; were it to, the person would still be told something. */
  async #answered({ action }: IncomingAction): Promise<Answer> {
    try {
      return await this.#handle(action);
    } catch (error) {
      this.#log(`slack: ${action.kind} ${action.id} went wrong: ${messageOf(error)}`);
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
