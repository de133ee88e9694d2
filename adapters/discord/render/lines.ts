/**
 * Renders lines as Discord's Markdown, with text escaped so that it is only ever shown as text. People whom the view
 * notifies are mentioned.
 */
import type { Line, Span } from '../../../runner/core/ports/views.ts';
import { namesLinkedFile } from '../../chat/text.ts';
import { isSnowflake } from '../snowflakes.ts';
import { LIMITS } from './limits.ts';
import { looksLikeAddress, webAddress } from './links.ts';
import { escaped, quietText } from './plain-text.ts';

export function linesText(lines: readonly Line[], notify: readonly string[] = []): string {
  return lines.map((line) => lineText(line, notify)).join('\n');
}

export function lineText(line: Line, notify: readonly string[] = []): string {
  return line.map((part) => spanText(typeof part === 'string' ? { text: part } : part, notify)).join('');
}

/** Renders small print, which is a single line. */
export function smallPrint(line: Line): string {
  const text = lineText(line).replace(/\s+/g, ' ').trim();
  return text === '' ? '' : `-# ${text}`;
}

function spanText({ text, mark, link, time, channel, person }: Span, notify: readonly string[]): string {
  if (channel !== undefined && /^\d{15,20}$/.test(channel)) return `<#${channel}>`;
  if (person !== undefined && notify.includes(person) && isSnowflake(person)) return `<@${person}>`;
  const seconds = time === undefined ? Number.NaN : Math.floor(Date.parse(time) / 1_000);
  if (!Number.isNaN(seconds)) return `<t:${seconds}:f>`;
  const address = link === undefined ? null : webAddress(link, LIMITS.button.url);
  if (address !== null) return linked(text, address, mark);
  return marked(text, mark);
}

/** Discord makes no link of a label that is an address, so such a label is written before the address. */
function linked(text: string, address: string, mark: Span['mark']): string {
  const label = quietText(text).trim();
  if (label === '') return address;
  if (looksLikeAddress(label) && !namesLinkedFile(label, address))
    return `${marked(text, mark)} (${address})`;
  return `[${marked(label.replace(/\s+/g, ' '), mark === 'code' ? undefined : mark)}](${address})`;
}

const SIGNS = { bold: '**', italic: '*' } as const;

/** Puts the marks next to the text itself, with surrounding space outside of them. */
function marked(text: string, mark: Span['mark']): string {
  if (mark === undefined) return escaped(text);
  const shown = quietText(text);
  const inner = shown.trim();
  if (inner === '') return shown;
  const before = shown.slice(0, shown.indexOf(inner));
  const after = shown.slice(before.length + inner.length);
  if (mark === 'code') return `${before}${code(inner)}${after}`;
  return `${before}${SIGNS[mark]}${escaped(inner)}${SIGNS[mark]}${after}`;
}

/** Replaces back-ticks in the text by look-alikes: Discord has no fence that can hold any number of them. */
function code(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('`', 'ˋ')}\``;
}
