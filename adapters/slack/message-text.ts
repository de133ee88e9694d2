/**
 * Reads what people see of a Slack message: its blocks, or else its text, then attachments and the names of files. Pure.
 * Returns text in Slack's markup, in which mentions still have their ids.
 */
import { z } from 'zod';
import { distinctLines } from '../chat/text.ts';

type Json = Readonly<Record<string, unknown>>;

const Records = z.array(z.record(z.string(), z.unknown())).catch([]);
const records = (value: unknown): readonly Json[] => Records.parse(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const record = (value: unknown): Json => records([value])[0] ?? {};

/** `message` as Slack delivers it with a shortcut. */
export function messageMarkup(message: unknown): string {
  return distinctLines(messageParts(record(message)));
}

function messageParts({ text: plain, blocks, attachments, files }: Json): string[] {
  const shown = records(blocks).map(blockText).filter(isSomething);
  return [
    // The text of a message with blocks is what notifications say of it.
    ...(shown.length > 0 ? shown : [text(plain)]),
    ...records(attachments).flatMap(attachmentParts),
    ...records(files).map(fileText),
  ];
}

function blockText(block: Json): string {
  switch (block.type) {
    case 'rich_text':
      return records(block.elements).map(richText).filter(isSomething).join('\n');
    case 'section':
      return [objectText(block.text), ...records(block.fields).map(objectText)]
        .filter(isSomething)
        .join('\n');
    case 'header':
    case 'markdown':
      return typeof block.text === 'string' ? escaped(block.text) : objectText(block.text);
    case 'context':
      return records(block.elements).map(objectText).filter(isSomething).join(' ');
    case 'image':
    case 'video':
      return objectText(block.title) || escaped(text(block.alt_text));
    default:
      return '';
  }
}

/** A text object: markup as it is, plain text without any. */
function objectText(value: unknown): string {
  const { type, text: shown } = record(value);
  return type === 'mrkdwn' ? text(shown) : escaped(text(shown));
}

function richText({ type, elements, style, indent }: Json): string {
  const parts = records(elements);
  switch (type) {
    case 'rich_text_list':
      return parts
        .map((item, index) => {
          const sign = style === 'ordered' ? `${index + 1}.` : '•';
          return `${'  '.repeat(Math.min(8, Number(indent) || 0))}${sign} ${richText(item)}`;
        })
        .join('\n');
    case 'rich_text_quote':
      return lineTexts(parts)
        .split('\n')
        .map((line) => `&gt; ${line}`)
        .join('\n');
    default:
      return lineTexts(parts);
  }
}

const lineTexts = (elements: readonly Json[]): string => elements.map(elementText).join('');

function elementText(element: Json): string {
  const shown = text(element.text);
  switch (element.type) {
    case 'text':
      return escaped(shown);
    case 'link':
      return `<${escaped(text(element.url))}${shown === '' ? '' : `|${escaped(shown)}`}>`;
    case 'user':
      return `<@${text(element.user_id)}>`;
    case 'usergroup':
      return `<!subteam^${text(element.usergroup_id)}>`;
    case 'channel':
      return `<#${text(element.channel_id)}>`;
    case 'broadcast':
      return `@${text(element.range)}`;
    case 'emoji':
      return `:${text(element.name)}:`;
    case 'date':
      return escaped(text(element.fallback));
    case 'color':
      return text(element.value);
    default:
      return '';
  }
}

/** The fallback is for clients that show nothing of the rest. */
function attachmentParts(attachment: Json): string[] {
  const { pretext, author_name, title, text: body, fields, footer, fallback, blocks } = attachment;
  const nested = records(blocks).map(blockText);
  const messages = records(attachment.message_blocks).flatMap(({ message }) =>
    records(record(message).blocks).map(blockText),
  );
  const shown = [
    text(pretext),
    text(author_name),
    text(title),
    ...(nested.some(isSomething) || messages.some(isSomething) ? [...nested, ...messages] : [text(body)]),
    ...records(fields).map((field) => [text(field.title), text(field.value)].filter(isSomething).join(': ')),
    text(footer),
    ...records(attachment.files).map(fileText),
  ].filter(isSomething);
  return shown.length > 0 ? shown : [text(fallback)];
}

function fileText({ name, title }: Json): string {
  const [called, titled] = [text(name), text(title)];
  if (called === '' && titled === '') return '';
  const both =
    called !== '' && titled !== '' && titled !== called ? `${titled} (${called})` : called || titled;
  return `File: ${escaped(both)}`;
}

const isSomething = (part: string): boolean => part.trim() !== '';

function escaped(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The address of a message; null where the payload does not tell the workspace's. */
export function messageLink(
  domain: string | null,
  channel: string,
  ts: string,
  thread: string | null,
): string | null {
  if (domain === null || !/^[a-z0-9.-]+$/i.test(domain) || !/^\d+\.\d+$/.test(ts)) return null;
  const place = `https://${domain}.slack.com/archives/${encodeURIComponent(channel)}/p${ts.replace('.', '')}`;
  if (thread === null || thread === ts) return place;
  return `${place}?${new URLSearchParams({ thread_ts: thread, cid: channel })}`;
}
