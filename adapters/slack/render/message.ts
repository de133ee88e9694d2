/**
 * Renders a neutral view as a Slack message, or as the app's home page. Pure; throws `DeliveryError` for what Slack
 * would reject.
 */
import type { types } from '@slack/bolt';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Block, MessageView } from '../../../runner/core/ports/views.ts';
import { cutLabel } from '../../chat/text.ts';
import { buttonBlocks } from './buttons.ts';
import { LIMITS } from './limits.ts';
import { safeMarkdown } from './markdown.ts';
import { escaped, oneLine, plainText } from './plain-text.ts';
import { richText } from './rich-text.ts';
import { smallPrint } from './small-print.ts';

export interface SlackMessage {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Throws `DeliveryError` (`form`) if it exceeds one message. */
export function renderMessage(view: MessageView): SlackMessage {
  if (view.blocks.length === 0) return { text: wholeText(view.text), blocks: [] };
  const blocks = blocksOf(view, 'message');
  if (blocks.length > LIMITS.messageBlocks) {
    throw tooLong(`${blocks.length} blocks, where Slack takes ${LIMITS.messageBlocks}`);
  }
  const markdown = charactersOf(blocks.filter(({ type }) => type === 'markdown'));
  if (markdown > LIMITS.markdown) {
    throw tooLong(`${markdown} characters of Markdown, where Slack takes ${LIMITS.markdown}`);
  }
  const characters = charactersOf(blocks);
  if (characters > LIMITS.messageCharacters) {
    throw tooLong(`${characters} characters, where Slack takes about ${LIMITS.messageCharacters}`);
  }
  return { text: topText(view.text), blocks };
}

/** `state` is returned with every press on the page. Throws like `renderMessage`. */
export function renderHome(view: MessageView, state: string): types.HomeView {
  const blocks = blocksOf(view, 'home');
  if (blocks.length > LIMITS.viewBlocks) {
    throw tooLong(`${blocks.length} blocks, where Slack takes ${LIMITS.viewBlocks}`);
  }
  return { type: 'home', private_metadata: state, blocks };
}

/** Without blocks, the text is the message. */
function wholeText(text: string): string {
  const shown = escaped(plainText(text)).trim() || '–';
  if (shown.length > LIMITS.topText) {
    throw tooLong(`${shown.length} characters, where Slack takes ${LIMITS.topText}`);
  }
  return shown;
}

/** The line for notifications. The blocks hold the complete text, so a long line may be cut. */
function topText(text: string): string {
  const line = oneLine(text);
  for (let most: number = LIMITS.topText; most > 0; most -= 100) {
    const shown = escaped(cutLabel(line, most));
    if (shown.length <= LIMITS.topText) return shown || '–';
  }
  return '–';
}

function blocksOf(view: MessageView, surface: 'message' | 'home'): types.KnownBlock[] {
  let buttons = 0;
  return view.blocks.flatMap((block) => {
    if (block.kind !== 'buttons') return blockOf(block, surface, view.notify);
    const rendered = buttonBlocks(block.buttons, buttons);
    buttons += block.buttons.length;
    return rendered;
  });
}

function blockOf(
  block: Exclude<Block, { kind: 'buttons' }>,
  surface: 'message' | 'home',
  notify: MessageView['notify'],
): types.KnownBlock[] {
  switch (block.kind) {
    case 'title':
      return titleBlocks(block.text);
    case 'lines':
      return richText(block.lines, notify);
    case 'quiet':
      return smallPrint(block.line);
    case 'markdown':
      return surface === 'message' ? markdownBlocks(block.markdown) : richText([[block.markdown]]);
    case 'rule':
      return [{ type: 'divider' }];
  }
}

function titleBlocks(text: string): types.KnownBlock[] {
  const line = oneLine(text);
  if (line === '') return [];
  if (line.length > LIMITS.header) return richText([[{ text: line, mark: 'bold' }]]);
  return [{ type: 'header', text: { type: 'plain_text', text: line, emoji: false } }];
}

function markdownBlocks(markdown: string): types.KnownBlock[] {
  const text = safeMarkdown(markdown);
  return text.trim() === '' ? [] : [{ type: 'markdown', text }];
}

/** Counts all text in the blocks, in any field. */
function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, held]) => sum + (key === 'type' ? 0 : charactersOf(held)),
    0,
  );
}

function tooLong(what: string): DeliveryError {
  return new DeliveryError('form', `the message is too long for Slack: ${what}`);
}
