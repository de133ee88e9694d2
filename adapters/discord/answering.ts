/**
 * Plans the delivery of an answer: a modal, or messages, the first of which may replace the message that was acted on.
 */
import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { type Answer, DeliveryError, type FileView } from '../../runner/core/ports/platform.ts';
import type { FormView, MessageView } from '../../runner/core/ports/views.ts';
import { withTyped } from './form-values.ts';
import { channelsIn, type ReplyHandle } from './incoming-action.ts';
import { type Faults, renderFaults, renderFormMessage } from './render/form-message.ts';
import { type DiscordMessage, lineView, renderMessage, withFile } from './render/message.ts';
import { isModal, renderModal, renderTyping } from './render/modal.ts';
import { renderParts } from './render/parts.ts';

/** An answer, with the errors of the form that it shows again. */
export interface Outcome {
  readonly answer: Answer;
  readonly faults: Faults;
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
    return told([renderMessage(lineView(`This can’t be shown here: ${error.message}.`))]);
  }
}

function plan(reply: ReplyHandle | null, { answer, faults }: Outcome): Plan {
  switch (answer.kind) {
    case 'nothing':
      return { kind: 'quiet' };
    case 'options':
      return { kind: 'choices', options: answer.options };
    case 'message':
      return told(messagesOf(answer.view, answer.file), reply?.isOwn === true && reply.closes);
    case 'replace':
      return told(renderParts(answer.view), reply?.isOwn === true);
    case 'form':
      return formPlan(reply, answer.view, faults);
    case 'faults':
      return faultsPlan(reply, answer.faults);
    case 'page':
      return told(renderParts(answer.view));
  }
}

function told(messages: readonly [DiscordMessage, ...DiscordMessage[]], update = false): Plan {
  return { kind: 'messages', update, messages };
}

/** Discord can't open a modal from a modal or a message. */
function formPlan(reply: ReplyHandle | null, view: FormView, faults: Faults): Plan {
  if (reply === null) {
    return told([renderMessage(lineView('A form can’t be opened upon a message. Say it with /flow.'))]);
  }
  const canOpen = reply.kind !== 'modal';
  if (reply.opens && canOpen) return { kind: 'modal', modal: renderTyping(view) };
  if (isModal(view) && canOpen && !reply.isForm) {
    const filled = withTyped(view, reply.source ?? undefined);
    return { kind: 'modal', modal: renderModal(filled, reply.origin, reply.id) };
  }
  const message = renderFormMessage(view, { channel: channelsIn(reply.form), faults });
  return told([message], reply.isOwn && reply.isForm);
}

/** A form that is a message stays open; a modal has closed by then. */
function faultsPlan(reply: ReplyHandle | null, faults: Faults): Plan {
  const form = reply?.form ?? null;
  if (form === null || reply?.kind === 'component') {
    return told(renderParts(lineView(...faults.map(({ says }) => says))));
  }
  return told([renderFaults(form.envelope, form.values, faults)]);
}

function messagesOf(
  view: MessageView,
  file: FileView | undefined,
): readonly [DiscordMessage, ...DiscordMessage[]] {
  const [first, ...others] = renderParts(view);
  if (file === undefined) return [first, ...others];
  const last = others.pop();
  return last === undefined ? [withFile(first, file)] : [first, ...others, withFile(last, file)];
}
