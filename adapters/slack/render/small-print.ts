/** Renders small print: a `context` block with text as plain text, and times and links in Slack's markup. */
import type { types } from '@slack/bolt';
import type { Line, Span } from '../../../runner/core/ports/views.ts';
import { splitText } from '../../chat/text.ts';
import { LIMITS } from './limits.ts';
import { isMisleading, webAddress } from './links.ts';
import { escaped, oneLine, plainText } from './plain-text.ts';

type Element = types.PlainTextElement | types.MrkdwnElement;

export function smallPrint(line: Line): types.ContextBlock[] {
  const elements = joined(line).flatMap(elementsOf);
  const blocks: types.ContextBlock[] = [];
  for (let at = 0; at < elements.length; at += LIMITS.contextElements) {
    blocks.push({ type: 'context', elements: elements.slice(at, at + LIMITS.contextElements) });
  }
  return blocks;
}

/** Joins adjacent text, since Slack separates the elements visibly. */
function joined(line: Line): (string | Span)[] {
  const parts: (string | Span)[] = [];
  for (const part of line) {
    const isText = typeof part === 'string' || (part.link === undefined && part.time === undefined);
    if (!isText) {
      parts.push(part);
      continue;
    }
    const last = parts.at(-1);
    const text = typeof part === 'string' ? part : part.text;
    if (typeof last === 'string') parts[parts.length - 1] = last + text;
    else parts.push(text);
  }
  return parts;
}

function elementsOf(part: string | Span): Element[] {
  if (typeof part === 'string') return plain(part);
  const seconds = part.time === undefined ? Number.NaN : Math.floor(Date.parse(part.time) / 1_000);
  const label = oneLine(part.text).replaceAll('|', '¦');
  if (!Number.isNaN(seconds))
    return marked(`<!date^${seconds}^{date_pretty} {time}|${escaped(label)}>`, part.text);
  const address = part.link === undefined ? null : webAddress(part.link);
  if (address === null) return plain(part.text);
  const url = escaped(address.replaceAll('|', '%7C'));
  if (label === '' || isMisleading(label, address)) return [...plain(label), ...marked(`<${url}>`, address)];
  return marked(`<${url}|${escaped(label)}>`, part.text);
}

/** Returns the markup if it fits, otherwise the plain text. */
function marked(text: string, instead: string): Element[] {
  return text.length <= LIMITS.text ? [{ type: 'mrkdwn', text, verbatim: true }] : plain(instead);
}

function plain(text: string): Element[] {
  return splitText(plainText(text).trim(), LIMITS.text).map((piece) => ({
    type: 'plain_text',
    text: piece,
    emoji: false,
  }));
}
