/**
 * Plans the delivery of an answer: a modal, or messages, the first of which may replace the message that was acted on.
 */
import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer, FileView, UserAction } from '../../runner/core/ports/platform.ts';
import type { FormView, MessageView, PictureView } from '../../runner/core/ports/views.ts';
import { lineView } from '../chat/text.ts';
import { withTyped } from './form-values.ts';
import { channelsIn, type IncomingAction, type ReplyHandle } from './incoming-action.ts';
import { type FieldErrors, renderFieldErrors, renderFormMessage } from './render/form-message.ts';
import { type DiscordMessage, renderMessage, withFile } from './render/message.ts';
import { isModal, renderModal, renderTyping } from './render/modal.ts';
import { renderParts } from './render/parts.ts';

/** An answer, with the errors of the form that it shows again. */
export interface Outcome {
  readonly answer: Answer;
  readonly fieldErrors: FieldErrors;
}

export type Plan =
  /** no message: the effect shows elsewhere */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'choices'; readonly options: Extract<Answer, { kind: 'options' }>['options'] }
  | { readonly kind: 'modal'; readonly modal: APIModalInteractionResponseCallbackData }
  /** `update`: the first one replaces the message that was acted on */
  | {
      readonly kind: 'messages';
      readonly update: boolean;
      readonly messages: readonly [DiscordMessage, ...DiscordMessage[]];
    };

/** `reply` null: the action was a message. Content that can't be shown is replaced by a note that says so. */
export function planFor(reply: ReplyHandle | null, outcome: Outcome, log: (line: string) => void): Plan {
  try {
    return plan(reply, outcome);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    log(`discord: an answer could not be shown: ${error.message}`);
    return messagesPlan([renderMessage(lineView(`This can’t be shown here: ${error.message}.`))]);
  }
}

function plan(reply: ReplyHandle | null, { answer, fieldErrors }: Outcome): Plan {
  switch (answer.kind) {
    case 'nothing':
      return { kind: 'quiet' };
    case 'options':
      return { kind: 'choices', options: answer.options };
    case 'message':
      return messagesPlan(messagesOf(answer.view, answer.file), reply?.isOwn === true && reply.closes);
    case 'replace':
      return messagesPlan(renderParts(answer.view), reply?.isOwn === true);
    case 'form':
      return formPlan(reply, answer.view, fieldErrors);
    case 'field_errors':
      return fieldErrorsPlan(reply, answer.fieldErrors);
    case 'page':
      return messagesPlan(renderParts(answer.view));
  }
}

function messagesPlan(messages: readonly [DiscordMessage, ...DiscordMessage[]], update = false): Plan {
  return { kind: 'messages', update, messages };
}

/** Discord can't open a modal from a modal or a message. */
function formPlan(reply: ReplyHandle | null, view: FormView, fieldErrors: FieldErrors): Plan {
  if (reply === null) {
    return messagesPlan([
      renderMessage(lineView('A form can’t be opened from a message. Use /flow launch instead.')),
    ]);
  }
  const canOpen = reply.kind !== 'modal';
  if (reply.opens && canOpen) return { kind: 'modal', modal: renderTyping(view) };
  if (isModal(view) && canOpen && !reply.isForm) {
    const filled = withTyped(view, reply.source ?? undefined);
    return { kind: 'modal', modal: renderModal(filled, reply.origin, reply.id) };
  }
  const message = renderFormMessage(view, { channel: channelsIn(reply.form), fieldErrors });
  return messagesPlan([message], reply.isOwn && reply.isForm);
}

/** A form that is a message stays open; a modal has closed by then. */
function fieldErrorsPlan(reply: ReplyHandle | null, fieldErrors: FieldErrors): Plan {
  const form = reply?.form ?? null;
  if (form === null || reply?.kind === 'component') {
    return messagesPlan(renderParts(lineView(...fieldErrors.map(({ message }) => message))));
  }
  return messagesPlan([renderFieldErrors(form.envelope, form.values, fieldErrors)]);
}

function messagesOf(
  view: MessageView,
  file: FileView | PictureView | undefined,
): readonly [DiscordMessage, ...DiscordMessage[]] {
  const [first, ...others] = renderParts(view);
  if (file === undefined) return [first, ...others];
  const last = others.pop();
  return last === undefined ? [withFile(first, file)] : [first, ...others, withFile(last, file)];
}

/** If a form that is a message has errors, it is shown again with them and with what was typed. */
export async function outcomeOf(
  { action, reply }: IncomingAction,
  ask: (action: UserAction) => Promise<Answer>,
): Promise<Outcome> {
  const answer = await ask(action);
  const isHeld = reply?.kind === 'modal' && reply.isForm && reply.isOwn;
  if (answer.kind !== 'field_errors' || !isHeld || action.kind !== 'submit')
    return { answer, fieldErrors: [] };
  const form = await ask({ ...action, id: `${action.id}:again`, kind: 'change', field: '' });
  return form.kind === 'form'
    ? { answer: form, fieldErrors: answer.fieldErrors }
    : { answer, fieldErrors: [] };
}

/** A form with errors stays open and is submitted again under the same id, perhaps as soon as they are shown. */
export function staysOpen({ answer, fieldErrors }: Outcome): boolean {
  return answer.kind === 'field_errors' || fieldErrors.length > 0;
}
