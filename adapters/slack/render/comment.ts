/**
 * Renders what stands with a file: its text as Slack's markup, the one text of Baton that Slack parses, and its buttons.
 * Only the people whom the view notifies become markup; in all other text its signs are replaced by look-alikes.
 */
import type { types } from '@slack/bolt';
import type { Line, MessageView } from '../../../runner/core/ports/views.ts';
import { cutLabel } from '../../chat/text.ts';
import { buttonBlocks } from './buttons.ts';
import { LIMITS } from './limits.ts';
import { escaped, oneLine } from './plain-text.ts';

/** Leaves room for what escaping adds. */
const LONGEST = LIMITS.text / 5;

export function fileComment({ blocks, notify = [] }: MessageView): string {
  const lines = blocks.flatMap((block) => (block.kind === 'lines' ? block.lines : []));
  return lines.map((line) => commentLine(line, notify)).join('\n');
}

/** Returns the same text with the view's buttons; empty for a view without any, whose text needs no blocks. */
export function fileBlocks(view: MessageView): types.KnownBlock[] {
  const buttons = view.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  if (buttons.length === 0) return [];
  const text = fileComment(view);
  const said: types.KnownBlock[] = text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text } }];
  return [...said, ...buttonBlocks(buttons, 0)];
}

function commentLine(line: Line, notify: readonly string[]): string {
  return line.map((part) => spanText(part, notify)).join('');
}

function spanText(part: Line[number], notify: readonly string[]): string {
  const { text, person } = typeof part === 'string' ? { text: part, person: undefined } : part;
  if (person !== undefined && notify.includes(person) && isPerson(person)) return `<@${person}>`;
  const [before = '', after = ''] = [/^\s+/, /\s+$/].map((space) => (space.test(text) ? ' ' : ''));
  const shown = cutLabel(oneLine(text), LONGEST);
  return shown === '' ? before : `${before}${escaped(withoutMarkup(shown))}${after}`;
}

const LOOK_ALIKES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** An underscore within a word, as in `order_items`, marks nothing. */
function withoutMarkup(text: string): string {
  return text.replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (sign) => LOOK_ALIKES[sign] ?? sign);
}

/** Whether it can be an id of Slack's, and so nothing that ends the mention. */
export function isPerson(id: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(id);
}
