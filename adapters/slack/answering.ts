/** Delivers answers to user actions: as a modal, as the app's home page, or as a private message. */
import type { RespondArguments, ViewResponseAction } from '@slack/bolt';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer, UserAction } from '../../runner/core/ports/platform.ts';
import type { FormView, MessageView } from '../../runner/core/ports/views.ts';
import type { Inbox, SentResponse } from '../chat/inbox.ts';
import { retry } from '../chat/retry.ts';
import { lineView } from '../chat/text.ts';
import type { Clients } from './clients.ts';
import { slackError } from './delivery-error.ts';
import type { IncomingAction } from './parse.ts';
import type { PrivateAnswers } from './private-answers.ts';
import { renderForm } from './render/form.ts';
import { renderHome, renderMessage } from './render/message.ts';
import { MENTIONS } from './typed-text.ts';

/** A trigger id is valid for three seconds; part of that time has passed already. */
const FORM_DEADLINE_MS = 2_000;
const PAGE_DEADLINE_MS = 10_000;

/** Slack times out after three seconds. */
const IN_TIME_MS = 2_500;

/** What the body of an acknowledgement may contain. */
type AckBody = RespondArguments | ViewResponseAction;

export type SlackInbox = Inbox<IncomingAction, Answer, AckBody | undefined>;

export class Answering {
  readonly #clients: Clients;
  readonly #private: PrivateAnswers;
  readonly #log: (line: string) => void;

  constructor(clients: Clients, privately: PrivateAnswers, log: (line: string) => void) {
    this.#clients = clients;
    this.#private = privately;
    this.#log = log;
  }

  /** Returns what the inbox needs to respond to Slack. */
  hooks() {
    return {
      platform: 'slack',
      mentions: MENTIONS,
      respondWithinMs: IN_TIME_MS,
      outcomeOf: ({ action }: IncomingAction, ask: (action: UserAction) => Promise<Answer>) => ask(action),
      staysOpen: (answer: Answer) => answer.kind === 'field_errors',
      first: (incoming: IncomingAction, answer: Answer | null) => {
        const response = answer === null ? undefined : this.#acknowledgement(incoming, answer);
        return { response, isAnswer: response !== undefined };
      },
      // If the answer was part of the acknowledgement, as a form's errors are, a redelivery gets it too.
      repeated: async ({ action }: IncomingAction, first: Promise<AckBody | undefined | null>) =>
        action.kind === 'submit' ? ((await first) ?? undefined) : undefined,
      finish: (incoming: IncomingAction, answer: Answer, { isAnswer }: SentResponse<AckBody | undefined>) =>
        isAnswer ? Promise.resolve() : this.#give(incoming, answer),
    };
  }

  /** Returns the answer as the body of the acknowledgement; undefined where Slack accepts no such body. */
  #acknowledgement({ action, form }: IncomingAction, answer: Answer): AckBody | undefined {
    if (action.kind === 'command' && answer.kind === 'message' && answer.file === undefined) {
      return fitting(() => ({ response_type: 'ephemeral', ...renderMessage(answer.view) }));
    }
    if (action.kind !== 'submit' || form === null) return undefined;
    if (answer.kind === 'form') {
      return fitting(() => ({ response_action: 'update', view: renderForm(answer.view, action.place) }));
    }
    if (answer.kind !== 'field_errors') return undefined;
    const [first] = form.inputs.values();
    const errors: Record<string, string> = {};
    for (const { field, message } of answer.fieldErrors) {
      const block = form.inputs.get(field) ?? first;
      if (block !== undefined) errors[block] = [errors[block], message].filter(Boolean).join(' ');
    }
    return Object.keys(errors).length === 0 ? undefined : { response_action: 'errors', errors };
  }

  /** Delivers an answer that the acknowledgement did not carry. */
  async #give(incoming: IncomingAction, answer: Answer): Promise<void> {
    switch (answer.kind) {
      case 'nothing':
        return;
      case 'message':
      case 'replace':
        return this.#private.send(incoming, answer);
      case 'field_errors':
        return this.#sendLines(incoming, ...answer.fieldErrors.map(({ message }) => message));
      case 'form':
        return this.#showForm(incoming, answer.view);
      case 'page':
        return this.#showPage(incoming, answer.view);
    }
  }

  async #showForm(incoming: IncomingAction, view: FormView): Promise<void> {
    const isChange = incoming.action.kind === 'change';
    try {
      await (isChange ? this.#updateForm(incoming, view) : this.#openForm(incoming, view));
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      this.#log(`slack: the form ${view.form} could not be shown: ${error.message}`);
      await this.#sendLines(incoming, 'The form could not be opened in time. Try again.');
    }
  }

  async #openForm({ action, trigger }: IncomingAction, view: FormView): Promise<void> {
    if (trigger === null) throw new DeliveryError('form', 'no form can be opened from a message');
    const modal = renderForm(view, action.place);
    let maybeOpen = false;
    await retry(FORM_DEADLINE_MS, async () => {
      try {
        await this.#clients.call(action.place.workspace, (client) =>
          client.views.open({ trigger_id: trigger, view: modal }),
        );
      } catch (error) {
        if (maybeOpen && slackError(error) === 'exchanged_trigger_id') return;
        maybeOpen ||= error instanceof DeliveryError && error.reason === 'doubtful';
        throw error;
      }
    });
  }

  /** Skips the update if the form has since been changed again or closed. */
  async #updateForm({ action, form }: IncomingAction, view: FormView): Promise<void> {
    if (form === null) return;
    const modal = renderForm(view, action.place);
    try {
      await retry(FORM_DEADLINE_MS, () =>
        this.#clients.call(action.place.workspace, (client) =>
          client.views.update({ view_id: form.id, hash: form.hash, view: modal }),
        ),
      );
    } catch (error) {
      if (!['hash_conflict', 'not_found'].includes(slackError(error) ?? '')) throw error;
    }
  }

  async #showPage({ action }: IncomingAction, view: MessageView): Promise<void> {
    const home = renderHome(view, action.place.channel);
    await retry(PAGE_DEADLINE_MS, () =>
      this.#clients.call(action.place.workspace, (client) =>
        client.views.publish({ user_id: action.person.id, view: home }),
      ),
    );
  }

  async #sendLines(incoming: IncomingAction, ...lines: readonly string[]): Promise<void> {
    await this.#private.send(incoming, { kind: 'message', view: lineView(...lines) });
  }
}

/** Returns undefined for a body that Slack would reject; the answer is then delivered, or refused, separately. */
function fitting(render: () => AckBody): AckBody | undefined {
  try {
    return render();
  } catch (error) {
    if (error instanceof DeliveryError) return undefined;
    throw error;
  }
}
