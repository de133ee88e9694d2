/**
 * Sends private answers: by the action's response URL, as an ephemeral message in the channel, or as a direct message.
 */
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer, Place } from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import { isUnsent, networkCause } from '../chat/delivery-error.ts';
import { retry } from '../chat/retry.ts';
import { lineView } from '../chat/text.ts';
import type { Clients } from './clients.ts';
import { httpFailure } from './delivery-error.ts';
import type { IncomingAction } from './parse.ts';
import type { Posting } from './posting.ts';
import { renderMessage, type SlackMessage } from './render/message.ts';

type PrivateAnswer = Extract<Answer, { kind: 'message' | 'replace' }>;

const DEADLINE_MS = 10_000;
const TIMEOUT_MS = 8_000;

export class PrivateAnswers {
  readonly #clients: Clients;
  readonly #posting: Posting;

  constructor(clients: Clients, posting: Posting) {
    this.#clients = clients;
    this.#posting = posting;
  }

  /** Shows it without an action to answer. Throws like `send`. */
  async tell(place: Place, person: string, view: MessageView): Promise<void> {
    const message = rendered(view);
    try {
      await this.#inChannel(place, person, message);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.isPassing) throw error;
      await this.#directly(place, person, message);
    }
  }

  /** Throws `DeliveryError` if the person can't be reached. */
  async send(incoming: IncomingAction, answer: PrivateAnswer): Promise<void> {
    if (answer.kind === 'replace' && incoming.responseUrl !== null) {
      const { responseUrl } = incoming;
      const message = rendered(answer.view);
      try {
        return await retry(DEADLINE_MS, () => respond(responseUrl, { replace_original: true, ...message }));
      } catch {
        // The response URL has expired: a new message is sent instead.
      }
    }
    await this.#tellAnew(incoming, rendered(await this.#withFile(incoming, answer)));
  }

  async #tellAnew(incoming: IncomingAction, message: SlackMessage): Promise<void> {
    const { place, person } = incoming.action;
    const ways = [
      () => this.#byResponse(incoming, message),
      () => this.#inChannel(place, person.id, message),
      () => this.#directly(place, person.id, message),
    ];
    let failure: unknown;
    for (const way of ways) {
      try {
        return await retry(DEADLINE_MS, way);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  async #byResponse({ action, responseUrl }: IncomingAction, message: SlackMessage): Promise<void> {
    if (responseUrl === null) throw new DeliveryError('place', 'the action has no response URL');
    await respond(responseUrl, {
      response_type: 'ephemeral',
      replace_original: false,
      ...(action.place.thread === null ? {} : { thread_ts: action.place.thread }),
      ...message,
    });
  }

  async #inChannel(place: Place, person: string, message: SlackMessage): Promise<void> {
    await this.#clients.call(place.workspace, (client) =>
      client.chat.postEphemeral({
        channel: place.channel,
        user: person,
        ...(place.thread === null ? {} : { thread_ts: place.thread }),
        ...message,
      }),
    );
  }

  async #directly(place: Place, person: string, message: SlackMessage): Promise<void> {
    const channel = await this.#posting.direct(place.workspace, person);
    await this.#clients.call(place.workspace, (client) =>
      client.chat.postMessage({ channel, unfurl_links: false, unfurl_media: false, ...message }),
    );
  }

  /** Files can't be private in a channel: they are sent as a direct message, and the answer says so. */
  async #withFile(
    { action: { place, person } }: IncomingAction,
    answer: PrivateAnswer,
  ): Promise<MessageView> {
    if (answer.kind === 'replace' || answer.file === undefined) return answer.view;
    const { file, view } = answer;
    let note = `${file.name} is in your direct messages with Baton.`;
    try {
      const channel = await this.#posting.direct(place.workspace, person.id);
      const there = { workspace: place.workspace, channel, thread: null };
      let known: string | null = null;
      const reserved = async (reference: string) => {
        known = reference;
      };
      await retry(DEADLINE_MS, () => this.#posting.upload(there, file, known, reserved));
    } catch (error) {
      note = `${file.name} could not be sent to you: ${messageOf(error)}`;
    }
    return { text: `${view.text} ${note}`, blocks: [...view.blocks, { kind: 'quiet', line: [note] }] };
  }
}

/** Replaces a view that is too long for a message by a note that says so. */
function rendered(view: MessageView): SlackMessage {
  try {
    return renderMessage(view);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return renderMessage(lineView(`This can’t be shown here: ${error.message}.`));
  }
}

async function respond(url: string, body: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
  } catch (error) {
    throw new DeliveryError(isUnsent(error) ? 'unsent' : 'doubtful', networkCause(error), 0, error);
  }
  // The response URL has expired or is used up; Slack has no better status code for it.
  if (response.status >= 400 && response.status < 500 && response.status !== 429) {
    throw new DeliveryError('place', `Slack rejected the answer (${response.status})`);
  }
  if (!response.ok) throw httpFailure(response.status);
}
