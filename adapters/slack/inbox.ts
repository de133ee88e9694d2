/**
 * Handles an incoming action and acknowledges it to Slack: with the answer if it is ready in time, otherwise without it
 * before the deadline. Whatever the acknowledgement did not carry is delivered afterwards.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { ActionHandler, Answer } from '../../runner/core/ports/platform.ts';
import { Deduplicator } from '../chat/deduplicator.ts';
import { DoubleClicks } from '../chat/double-clicks.ts';
import { InFlight, within } from '../chat/in-flight.ts';
import type { AckBody, Answering } from './answering.ts';
import type { IncomingAction } from './parse.ts';
import { lineView } from './render/message.ts';

/** Slack times out after three seconds. */
const IN_TIME_MS = 2_500;

/** Acknowledges the delivery to Slack; rejects if that fails. */
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

  /** Resolves when everything is done. Never rejects. */
  receive(incoming: IncomingAction, acknowledge: Acknowledge): Promise<void> {
    const done = this.#receive(incoming, acknowledge).catch((error: unknown) =>
      this.#log(`slack: an action could not be answered: ${messageOf(error)}`),
    );
    return this.#inFlight.hold(done);
  }

  /** Stops accepting actions, and waits a limited time for those in flight. */
  close(): Promise<void> {
    return this.#inFlight.close();
  }

  async #receive(incoming: IncomingAction, acknowledge: Acknowledge): Promise<void> {
    const { id } = incoming.action;
    const { press } = incoming;
    const taken = this.#recent.taken(id);
    if (taken !== null) return this.#acknowledgeAgain(incoming, taken, acknowledge);
    // Not acknowledged: Slack redelivers it to another process, or reports a timeout to the user.
    if (!this.#inFlight.isOpen) return;
    if (press !== undefined && this.#doubleClicks.isSecond(press)) return acknowledge();
    const answered = this.#answered(incoming);
    this.#recent.take(id, answered);
    const early = await within(IN_TIME_MS, answered);
    if (early?.kind === 'field_errors') this.#recent.forget(id);
    const body = early === null ? undefined : this.#answering.acknowledgement(incoming, early);
    const acknowledged = await isAcknowledged(acknowledge, body);
    if (body === undefined || !acknowledged) await this.#answering.give(incoming, await answered);
  }

  /** If the answer was part of the acknowledgement, as a form's errors are, a redelivery gets it too. */
  async #acknowledgeAgain(
    incoming: IncomingAction,
    taken: Promise<Answer>,
    acknowledge: Acknowledge,
  ): Promise<void> {
    if (incoming.action.kind !== 'submit') return acknowledge();
    await acknowledge(this.#answering.acknowledgement(incoming, await taken));
  }

  /** The handler never rejects; if it did, the user would still get an answer. */
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
    // The socket that delivered it has closed: the answer is delivered separately.
    return false;
  }
}
