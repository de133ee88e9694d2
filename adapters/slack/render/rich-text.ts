/**
 * Renders lines as rich text, whose content is only ever text, so it can't forge a link, and mentions nobody but those whom
 * the view notifies.
 */
import type { types } from '@slack/bolt';
import type { Line, Span } from '../../../runner/core/ports/views.ts';
import { splitText } from '../../chat/text.ts';
import { isPerson } from './comment.ts';
import { LIMITS } from './limits.ts';
import { isMisleading, webAddress } from './links.ts';
import { plainText } from './plain-text.ts';

/** Channels and private channels; a direct message has no name. */
const CHANNEL = /^[CG][A-Z0-9]+$/;

type Element = types.RichTextSection['elements'][number];

/** Returns as many blocks as needed; none for lines without text. */
export function richText(lines: readonly Line[], notify: readonly string[] = []): types.RichTextBlock[] {
  const blocks: Element[][] = [];
  let open: Element[] = [];
  let length = 0;
  for (const line of lines) {
    const elements = line.flatMap((part) => elementsOf(part, notify));
    for (const [index, element] of elements.entries()) {
      if (length > 0 && length + lengthOf(element) + 1 > LIMITS.text) {
        blocks.push(open);
        open = [];
        length = 0;
      }
      if (index === 0 && open.length > 0) open.push({ type: 'text', text: '\n' });
      open.push(element);
      length += lengthOf(element) + 1;
    }
    if (elements.length === 0 && open.length > 0) open.push({ type: 'text', text: '\n' });
  }
  return [...blocks, open].filter((elements) => elements.length > 0).map(block);
}

function block(elements: Element[]): types.RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function elementsOf(part: string | Span, notify: readonly string[]): Element[] {
  const span = typeof part === 'string' ? { text: part } : part;
  if (span.channel !== undefined && CHANNEL.test(span.channel)) {
    return [{ type: 'channel', channel_id: span.channel }];
  }
  if (span.person !== undefined && notify.includes(span.person) && isPerson(span.person)) {
    return [{ type: 'user', user_id: span.person }];
  }
  const style = span.mark === undefined ? {} : { style: { [span.mark]: true } };
  const shown = plainText(span.text);
  const address = span.link === undefined ? null : webAddress(span.link);
  if (address !== null) {
    const url: Element = { type: 'link', url: address };
    if (shown.trim() === '') return [url];
    if (!isMisleading(shown, address)) return [{ ...url, text: shown, ...style }];
    return [...texts(`${shown} (`, style), url, ...texts(')', style)];
  }
  const seconds = span.time === undefined ? Number.NaN : Math.floor(Date.parse(span.time) / 1_000);
  if (Number.isNaN(seconds)) return texts(shown, style);
  return [{ type: 'date', timestamp: seconds, format: '{date_pretty} {time}', fallback: shown, ...style }];
}

function texts(text: string, style: { style?: Record<string, boolean> }): Element[] {
  return splitText(text, LIMITS.text - 1).map((piece) => ({ type: 'text', text: piece, ...style }));
}

function lengthOf(element: Element): number {
  switch (element.type) {
    case 'text':
      return element.text.length;
    case 'link':
      return element.url.length + (element.text?.length ?? 0);
    case 'channel':
      return element.channel_id.length;
    case 'user':
      return element.user_id.length;
    case 'date':
      return element.format.length + (element.fallback?.length ?? 0);
    default:
      return 0;
  }
}
