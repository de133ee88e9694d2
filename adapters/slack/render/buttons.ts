/** Renders buttons, and recognizes them when pressed. */
import type { types } from '@slack/bolt';
import type { Button } from '../../../runner/core/ports/views.ts';
import { cutLabel } from '../../chat/text.ts';
import { LIMITS } from './limits.ts';
import { webAddress } from './links.ts';
import { oneLine } from './plain-text.ts';

/** The action id of a button that only opens an address: pressing it is not an action. */
const LINK = 'link';

/** `count` is the number of buttons before these in the message: ids must be unique within it. */
export function buttonBlocks(buttons: readonly Button[], count: number): types.ActionsBlock[] {
  const elements = buttons.map((button, index) => buttonElement(button, count + index));
  const blocks: types.ActionsBlock[] = [];
  for (let at = 0; at < elements.length; at += LIMITS.actions) {
    blocks.push({ type: 'actions', elements: elements.slice(at, at + LIMITS.actions) });
  }
  return blocks;
}

/** Returns the action of a pressed button; null for one that opened an address. */
export function pressedAction(actionId: string): string | null {
  const action = actionId.slice(0, actionId.lastIndexOf(':'));
  return action === LINK ? null : action;
}

function buttonElement(button: Button, index: number): types.Button {
  const address = button.link === undefined ? null : webAddress(button.link);
  return {
    type: 'button',
    action_id: `${address === null ? button.action : LINK}:${index}`,
    text: plainElement(button.label, LIMITS.button.label),
    ...(button.value === '' ? {} : { value: button.value }),
    ...(address === null ? {} : { url: address }),
    ...(button.look === undefined ? {} : { style: button.look === 'main' ? 'primary' : 'danger' }),
    ...(button.confirm === undefined ? {} : { confirm: confirmation(button.confirm, button.look) }),
  };
}

function confirmation(
  { title, text, yes, no }: NonNullable<Button['confirm']>,
  look: Button['look'],
): types.ConfirmationDialog {
  return {
    title: plainElement(title, LIMITS.confirm.title),
    text: plainElement(text, LIMITS.confirm.text),
    confirm: plainElement(yes, LIMITS.confirm.button),
    deny: plainElement(no, LIMITS.confirm.button),
    ...(look === 'danger' ? { style: 'danger' } : {}),
  };
}

/** For names and labels: one line, never empty, since Slack rejects empty text. */
export function plainElement(text: string, most: number): types.PlainTextElement {
  return { type: 'plain_text', text: cutLabel(oneLine(text), most) || '–', emoji: false };
}
