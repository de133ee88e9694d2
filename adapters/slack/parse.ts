/** Parses Slack's payloads into user actions, each with the handle by which it can be answered. Pure. */
import type { BlockAction, MessageShortcut, SlashCommand, types, ViewSubmitAction } from '@slack/bolt';
import type { Person, UserAction, UserActionKind } from '../../runner/core/ports/platform.ts';
import { readable } from '../chat/text.ts';
import { fieldOf, formValues, inputBlocks } from './form-values.ts';
import { messageLink, messageMarkup } from './message-text.ts';
import { pressedAction } from './render/buttons.ts';
import { readMetadata } from './render/form-metadata.ts';
import { shownText, typedText, withoutMention } from './typed-text.ts';

export interface IncomingAction {
  readonly action: UserAction;
  /** the id of the event; several events may be about one message */
  readonly delivery?: string;
  /** opens a form, once, within three seconds */
  readonly trigger: string | null;
  /** where private answers can be sent, five times within half an hour */
  readonly responseUrl: string | null;
  /** the open form that the action concerns; `hash` identifies the version that the user saw */
  readonly form: {
    readonly id: string;
    readonly hash: string;
    /** block ids by field id, of the fields at which errors can be shown */
    readonly inputs: ReadonlyMap<string, string>;
  } | null;
}

/** The workspace, and how to look up its people. */
export interface Scene {
  readonly workspace: string;
  readonly botUser: string | null;
  person(id: string, name: string): Person;
}

const NO_MEANS = { trigger: null, responseUrl: null, form: null } as const;

export function parseCommandAction(scene: Scene, command: SlashCommand): IncomingAction {
  return {
    action: {
      ...actOf(scene, command.trigger_id, command.channel_id, null),
      person: scene.person(command.user_id, command.user_name),
      kind: 'command',
      text: typedText(command.text).trim(),
    },
    trigger: command.trigger_id,
    responseUrl: command.response_url,
    form: null,
  };
}

/**
 * Returns null if no person sent it. The message is the action, however often and for whatever reason Slack reports it: an
 * edit that adds the mention is an event of its own.
 */
export function parseMention(
  scene: Scene,
  event: types.AppMentionEvent,
  delivery: string,
  name: string,
): IncomingAction | null {
  if (event.user === undefined) return null;
  const thread = event.thread_ts ?? null;
  const text = typedText(withoutMention(event.text, scene.botUser)).trim();
  return {
    ...NO_MEANS,
    delivery,
    action: {
      ...actOf(scene, `message:${event.channel}:${event.ts}`, event.channel, thread),
      person: scene.person(event.user, name),
      kind: 'mention',
      text,
    },
  };
}

/** Returns null for the other tabs of the app's page. */
export function parseHome(scene: Scene, event: types.AppHomeOpenedEvent, id: string): IncomingAction | null {
  if (event.tab !== 'home') return null;
  return {
    ...NO_MEANS,
    action: {
      ...actOf(scene, id, event.channel, null),
      person: scene.person(event.user, event.user),
      kind: 'home',
    },
  };
}

export function parseShortcut(scene: Scene, shortcut: MessageShortcut): IncomingAction {
  const { message, channel, team } = shortcut;
  const inThread: unknown = message.thread_ts;
  const thread = typeof inThread === 'string' ? inThread : null;
  return {
    action: {
      ...actOf(scene, shortcut.trigger_id, channel.id, thread),
      person: scene.person(shortcut.user.id, shortcut.user.name),
      kind: 'shortcut',
      text: readable(shownText(messageMarkup(message))),
      link: messageLink(team?.domain ?? null, channel.id, message.ts, thread),
    },
    trigger: shortcut.trigger_id,
    responseUrl: shortcut.response_url,
    form: null,
  };
}

/** A button of a message or of the home page, or a changed form; null if it does not belong to Baton. */
export function parseBlockAction(scene: Scene, body: BlockAction): IncomingAction | null {
  return body.view?.type === 'modal' ? parseChange(scene, body) : parseButton(scene, body);
}

function parseButton(scene: Scene, body: BlockAction): IncomingAction | null {
  const [pressed] = body.actions;
  const action = pressed?.type === 'button' ? pressedAction(pressed.action_id) : null;
  // The home page has no channel: its answers go to the direct messages.
  const channel = body.channel?.id ?? body.view?.private_metadata;
  if (pressed?.type !== 'button' || action === null || channel === undefined) return null;
  return {
    action: {
      ...actOf(scene, body.trigger_id, channel, threadOf(body)),
      person: scene.person(body.user.id, body.user.username ?? body.user.name ?? body.user.id),
      kind: 'button',
      button: action,
      value: pressed.value ?? '',
      ...(body.message === undefined ? {} : { message: body.message.ts }),
      press: {
        id: body.trigger_id,
        button: [body.message?.ts ?? body.view?.id, pressed.action_id, pressed.value, body.user.id].join(' '),
        at: Number(pressed.action_ts) * 1000,
      },
    },
    trigger: body.trigger_id,
    responseUrl: body.response_url ?? null,
    form: null,
  };
}

/** Returns the thread that the message is a reply in; a thread's first message belongs to the channel. */
function threadOf({ message, container }: BlockAction): string | null {
  const thread: unknown = message?.thread_ts ?? container.thread_ts;
  return typeof thread === 'string' && thread !== message?.ts ? thread : null;
}

function parseChange(scene: Scene, body: BlockAction): IncomingAction | null {
  const [changed] = body.actions;
  const form = body.view === undefined ? null : openForm(scene, body.view, body.trigger_id);
  if (changed === undefined || form === null) return null;
  const field = fieldOf(changed.block_id);
  const values = changed.type === 'button' ? { ...form.values, [field]: changed.value ?? null } : form.values;
  const performed: UserActionKind = { kind: 'change', form: form.name, state: form.state, values, field };
  return {
    action: {
      ...form.action,
      person: scene.person(body.user.id, body.user.username ?? body.user.id),
      ...performed,
    },
    trigger: body.trigger_id,
    responseUrl: null,
    form: form.handle,
  };
}

/** Returns null for a form that does not belong to Baton. */
export function parseSubmission(scene: Scene, body: ViewSubmitAction): IncomingAction | null {
  const form = openForm(scene, body.view, body.view.id);
  if (form === null) return null;
  const performed: UserActionKind = {
    kind: 'submit',
    form: form.name,
    state: form.state,
    values: form.values,
  };
  return {
    action: { ...form.action, person: scene.person(body.user.id, body.user.name), ...performed },
    trigger: body.trigger_id,
    responseUrl: null,
    form: form.handle,
  };
}

function openForm(scene: Scene, view: ViewSubmitAction['view'], id: string) {
  const metadata = readMetadata(view.private_metadata);
  if (metadata === null) return null;
  return {
    name: view.callback_id,
    state: metadata.state,
    values: formValues(view, metadata),
    action: actOf(scene, id, metadata.channel, metadata.thread),
    handle: { id: view.id, hash: view.hash, inputs: inputBlocks(view) },
  };
}

function actOf({ workspace }: Scene, id: string, channel: string, thread: string | null) {
  return { id, platform: 'slack', place: { workspace, channel, thread } };
}
