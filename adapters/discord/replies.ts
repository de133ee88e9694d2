/**
 * Delivers an answer to the user who acted: as the first response, by edits and follow-up messages while the
 * interaction's token is valid, and by direct message otherwise.
 */
import { type APIInteractionResponse, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { SentResponse } from '../chat/inbox.ts';
import { retry } from '../chat/retry.ts';
import { lineView } from '../chat/text.ts';
import type { Plan } from './answering.ts';
import type { Api } from './api.ts';
import type { Channels } from './channels.ts';
import type { IncomingAction, ReplyHandle } from './incoming-action.ts';
import { attachments, messageBody, rawFiles } from './posting.ts';
import { LIMITS } from './render/limits.ts';
import { type DiscordMessage, renderMessage } from './render/message.ts';
import { renderParts } from './render/parts.ts';
import { label } from './render/plain-text.ts';

const DEADLINE_MS = 10_000;
/** The token is valid for fifteen minutes after the action. */
const TOKEN_MS = 14 * 60_000;
const PRIVATE = MessageFlags.Ephemeral;
const QUIET = 'Done. Progress shows here.';
const TOO_LATE = 'The form could not be opened in time. Try again.';

/** Returns the first response; null if it must be deferred, since files are sent separately. */
export function firstResponse(reply: ReplyHandle, plan: Plan): APIInteractionResponse | null {
  switch (plan.kind) {
    case 'choices':
      return choices(plan.options);
    case 'modal':
      return { type: InteractionResponseType.Modal, data: plan.modal };
    case 'quiet':
      return quietly(reply);
    case 'messages': {
      const [first] = plan.messages;
      if (first.files.length > 0) return null;
      return plan.update ? updating(first) : telling(first);
    }
  }
}

/** For an answer that is not ready in time. */
export function deferral({ kind, isForm, isOwn }: ReplyHandle): APIInteractionResponse {
  if (kind === 'suggest') return choices([]);
  if (isForm && isOwn) return { type: InteractionResponseType.DeferredMessageUpdate };
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: PRIVATE } };
}

/** For an action that was handled before: the pressed message stays as it is. */
export function acknowledgement({ source }: ReplyHandle): APIInteractionResponse {
  if (source !== null) return { type: InteractionResponseType.DeferredMessageUpdate };
  return telling(renderMessage(lineView('This was done already.')));
}

export function telling(message: DiscordMessage): APIInteractionResponse {
  const body = messageBody(message);
  const data = { ...body, allowed_mentions: { parse: [] }, flags: body.flags | PRIVATE };
  return { type: InteractionResponseType.ChannelMessageWithSource, data };
}

export function updating(message: DiscordMessage): APIInteractionResponse {
  const data = { ...messageBody(message), allowed_mentions: { parse: [] } };
  return { type: InteractionResponseType.UpdateMessage, data };
}

function quietly({ kind, source, isOwn, closes }: ReplyHandle): APIInteractionResponse {
  const line = renderMessage(lineView(QUIET));
  if (isOwn && closes) return updating(line);
  if (kind === 'command' || source === null) return telling(line);
  return { type: InteractionResponseType.DeferredMessageUpdate };
}

function choices(options: Extract<Plan, { kind: 'choices' }>['options']): APIInteractionResponse {
  const { count, name, value: most } = LIMITS.choice;
  const fitting = options.filter(({ value }) => value !== '' && value.length <= most).slice(0, count);
  return {
    type: InteractionResponseType.ApplicationCommandAutocompleteResult,
    data: { choices: fitting.map((option) => ({ name: label(option.label, name), value: option.value })) },
  };
}

export class Replies {
  readonly #api: Api;
  readonly #channels: Channels;
  readonly #now: () => number;

  constructor(api: Api, channels: Channels, now: () => number) {
    this.#api = api;
    this.#channels = channels;
    this.#now = now;
  }

  /** Delivers what the first response did not carry. Throws `DeliveryError`. */
  async finish(
    { action, reply }: IncomingAction,
    plan: Plan,
    { response, isAnswer, since }: SentResponse<APIInteractionResponse>,
  ): Promise<void> {
    if (plan.kind === 'choices') return;
    const messages = isAnswer ? laterMessages(plan) : lateMessages(plan);
    if (reply === null || response === null) return await this.#directly(action.person.id, messages);
    const isEmpty = response.type === InteractionResponseType.DeferredChannelMessageWithSource;
    if (!isAnswer && plan.kind === 'quiet' && isEmpty) return await this.#forget(reply);
    // A deferred response is filled in; a form that stays open is not replaced by other messages.
    const fills = !isAnswer && (isEmpty || reply.closes || (plan.kind === 'messages' && plan.update));
    for (const [index, message] of messages.entries()) {
      try {
        if (this.#now() - since > TOKEN_MS)
          throw new DeliveryError('place', 'the interaction’s token expired');
        await this.#send(reply, message, fills && index === 0);
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        return await this.#directly(action.person.id, messages.slice(index));
      }
    }
  }

  /** Shows it without an interaction to answer: nobody else sees direct messages. Throws `DeliveryError`. */
  async tell(person: string, view: MessageView): Promise<void> {
    await this.#directly(person, renderParts(view));
  }

  async #send({ application, token }: ReplyHandle, message: DiscordMessage, fills: boolean): Promise<void> {
    const files = rawFiles(message);
    const body = messageBody(message);
    const attached = files.length === 0 ? {} : { attachments: attachments(files) };
    await retry(DEADLINE_MS, () =>
      fills
        ? this.#api.call('patch', Routes.webhookMessage(application, token, '@original'), {
            auth: false,
            body: { ...body, ...attached },
            files: [...files],
          })
        : this.#api.call('post', Routes.webhook(application, token), {
            auth: false,
            body: { ...body, ...attached, flags: body.flags | PRIVATE },
            files: [...files],
          }),
    );
  }

  async #forget({ application, token }: ReplyHandle): Promise<void> {
    const route = Routes.webhookMessage(application, token, '@original');
    await this.#api.call('delete', route, { auth: false });
  }

  async #directly(person: string, messages: readonly DiscordMessage[]): Promise<void> {
    for (const message of messages) {
      const files = rawFiles(message);
      await retry(DEADLINE_MS, async () => {
        const channel = await this.#channels.direct(person);
        await this.#api.call('post', Routes.channelMessages(channel), {
          body: {
            ...messageBody(message),
            ...(files.length === 0 ? {} : { attachments: attachments(files) }),
          },
          files: [...files],
        });
      });
    }
  }
}

function lateMessages(plan: Exclude<Plan, { kind: 'choices' }>): readonly DiscordMessage[] {
  if (plan.kind === 'messages') return plan.messages;
  return plan.kind === 'modal' ? [renderMessage(lineView(TOO_LATE))] : [];
}

/** What follows the message in the first response. */
function laterMessages(plan: Plan): readonly DiscordMessage[] {
  return plan.kind === 'messages' ? plan.messages.slice(1) : [];
}
