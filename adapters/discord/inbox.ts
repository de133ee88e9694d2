/**
 * Handles an incoming action and responds to Discord: with the answer if it is ready in time, otherwise with a deferral
 * before the deadline. Whatever the first response did not carry is delivered afterwards.
 */
import type { APIInteractionResponse } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import type { ActionHandler, Answer, UserAction } from '../../runner/core/ports/platform.ts';
import { Deduplicator } from '../chat/deduplicator.ts';
import { InFlight, within } from '../chat/in-flight.ts';
import { type Outcome, planFor } from './answering.ts';
import type { IncomingAction } from './incoming-action.ts';
import { lineView } from './render/message.ts';
import { acknowledgement, deferral, firstResponse, type Replies } from './replies.ts';

/** Discord times out after three seconds; part of that time passes in transit. */
const IN_TIME_MS = 2_000;

/** Sends the first response to Discord; rejects if that fails. */
export type Respond = (response: APIInteractionResponse) => Promise<void>;

export interface InboxOptions {
  readonly handle: ActionHandler;
  readonly replies: Replies;
  /** monotonic time in milliseconds */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export class Inbox {
  readonly #options: InboxOptions;
  /** the first response to each action; null for actions that were messages */
  readonly #recent = new Deduplicator<APIInteractionResponse | null>();
  readonly #inFlight = new InFlight();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#inFlight.isOpen;
  }

  /** Returns the response to the same action; null for a new one. */
  again(id: string): Promise<APIInteractionResponse | null> | null {
    return this.#recent.taken(id);
  }

  /** `respond` null: the action was a message. Resolves when everything is done. Never rejects. */
  receive(incoming: IncomingAction, respond: Respond | null): Promise<void> {
    const { action, reply } = incoming;
    if (!this.isOpen) return Promise.resolve();
    if (this.#recent.taken(action.id) !== null) return this.#inFlight.hold(this.#again(incoming, respond));
    const first = Promise.withResolvers<APIInteractionResponse | null>();
    for (const id of new Set([action.id, reply?.id ?? action.id])) this.#recent.take(id, first.promise);
    const done = this.#receive(incoming, async (response) => {
      first.resolve(response);
      await respond?.(response);
    })
      .catch((error: unknown) => {
        const { kind, place } = incoming.action;
        const where = `${place.workspace}/${place.channel}`;
        this.#options.log(`discord: a ${kind} in ${where} got no answer: ${messageOf(error)}`);
      })
      .finally(() => first.resolve(null));
    return this.#inFlight.hold(done);
  }

  /** Stops accepting actions, and waits a limited time for those in flight. */
  close(): Promise<void> {
    return this.#inFlight.close();
  }

  /** Responds to a repeated click: Discord requires a response, and the user has the answer to the first click. */
  async #again({ reply }: IncomingAction, respond: Respond | null): Promise<void> {
    if (reply === null || respond === null) return;
    await this.#isTold(respond, acknowledgement(reply));
  }

  async #receive(incoming: IncomingAction, respond: Respond): Promise<void> {
    const { replies, now, log } = this.#options;
    const { reply } = incoming;
    const since = now();
    // A form that stays open is submitted again under the same id, perhaps as soon as its errors are shown.
    const answered = this.#outcome(incoming).then((outcome) => {
      if (hasFieldErrors(outcome)) this.#recent.forget(incoming.action.id);
      return outcome;
    });
    if (reply === null) {
      const plan = planFor(null, await answered, log);
      return await replies.finish(incoming, plan, { response: null, said: false, since });
    }
    const early = await within(IN_TIME_MS, answered);
    const direct = early === null ? null : firstResponse(reply, planFor(reply, early, log));
    const response = direct ?? deferral(reply);
    const isTold = await this.#isTold(respond, response);
    const outcome = await answered;
    const plan = planFor(reply, outcome, log);
    await replies.finish(incoming, plan, {
      response: isTold ? response : null,
      said: direct !== null && isTold,
      since,
    });
  }

  async #isTold(respond: Respond, response: APIInteractionResponse): Promise<boolean> {
    try {
      await respond(response);
      return true;
    } catch (error) {
      this.#options.log(`discord: a first response did not come through: ${messageOf(error)}`);
      return false;
    }
  }

  /** If a form that is a message has errors, it is shown again with them and with what was typed. */
  async #outcome(incoming: IncomingAction): Promise<Outcome> {
    const { action, reply } = incoming;
    const answer = await this.#answered(action);
    const isHeld = reply?.kind === 'modal' && reply.isForm && reply.isOwn;
    if (answer.kind !== 'field_errors' || !isHeld || action.kind !== 'submit')
      return { answer, fieldErrors: [] };
    const again: UserAction = {
      ...action,
      id: `${action.id}:again`,
      kind: 'change',
      form: action.form,
      state: action.state,
      values: action.values,
      field: '',
    };
    const form = await this.#answered(again);
    return form.kind === 'form'
      ? { answer: form, fieldErrors: answer.fieldErrors }
      : { answer, fieldErrors: [] };
  }

  /** The handler never rejects; if it did, the user would still get an answer. */
  async #answered(action: UserAction): Promise<Answer> {
    try {
      return await this.#options.handle(action);
    } catch (error) {
      this.#options.log(`discord: ${action.kind} ${action.id} went wrong: ${messageOf(error)}`);
      return { kind: 'message', view: lineView('Something went wrong, and it was written down. Try again.') };
    }
  }
}

function hasFieldErrors({ answer, fieldErrors }: Outcome): boolean {
  return answer.kind === 'field_errors' || fieldErrors.length > 0;
}
