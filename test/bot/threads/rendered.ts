/** Messages of a thread as Slack and Discord get them, and how a person reads them there. */
import { type Names, withNames } from '../../../adapters/chat/names.ts';
import { linesText } from '../../../adapters/discord/render/lines.ts';
import {
  fileComponents,
  renderMessage as renderForDiscord,
} from '../../../adapters/discord/render/message.ts';
import { fileBlocks, fileComment } from '../../../adapters/slack/render/comment.ts';
import { renderMessage as renderForSlack } from '../../../adapters/slack/render/message.ts';
import type { PostContent } from '../../../bot/threads/desired.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';
import { isRecord, record, records, text } from '../../setup/chat/json.ts';

export type PlatformName = 'slack' | 'discord';

const NAMES: Readonly<Record<string, string>> = { U1: 'alice', '200000000000000001': 'alice' };
const names: Names = {
  person: async (id) => `@${NAMES[id] ?? id}`,
  group: async (id) => `@${id}`,
  channel: async (id) => `#${id}`,
};

/**
 * A message, or a file with what stands with it, its text on one line and its buttons on another. Throws for what the
 * platform would refuse.
 */
export async function readOn(platform: PlatformName, content: PostContent): Promise<readonly string[]> {
  if (content.kind === 'message') return await readView(platform, content.view);
  const { name, message } = content.file;
  return [`📄 ${name}`, ...(message === undefined ? [] : await readBeside(platform, message))];
}

async function readBeside(platform: PlatformName, view: MessageView): Promise<readonly string[]> {
  const named = await withNames(view, names);
  if (platform === 'slack') {
    const buttons = fileBlocks(named).filter(({ type }) => type === 'actions');
    return [fileComment(named), ...records(buttons).flatMap(slackBlock)];
  }
  const lines = named.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines : []));
  return [linesText(lines, named.notify), ...records(fileComponents(named)).flatMap(discordComponent)];
}

async function readView(platform: PlatformName, view: MessageView): Promise<readonly string[]> {
  const named = await withNames(view, names);
  const parts: unknown =
    platform === 'slack' ? renderForSlack(named).blocks : renderForDiscord(named).components;
  return records(parts).flatMap(platform === 'slack' ? slackBlock : discordComponent);
}

function slackBlock(block: Record<string, unknown>): string[] {
  if (block.type === 'header') return [`# ${text(record(block.text).text)}`];
  if (block.type === 'actions') return [records(block.elements).map(slackButton).join(' ')];
  if (block.type === 'context')
    return [
      `(${records(block.elements)
        .map(({ text: said }) => text(said))
        .join(' ')})`,
    ];
  const elements = records(block.elements).flatMap((section) => records(section.elements));
  return elements.map(slackElement).join('').split('\n');
}

const slackButton = (button: Record<string, unknown>): string => `[${text(record(button.text).text)}]`;

function slackElement({ type, text: said, url, user_id, fallback, style }: Record<string, unknown>): string {
  if (type === 'user') return `<@${text(user_id)}>`;
  if (type === 'date') return text(fallback);
  if (type === 'link') return said === undefined ? text(url) : `${text(said)} <${text(url)}>`;
  return isRecord(style) && style.bold === true ? `*${text(said)}*` : text(said);
}

function discordComponent(component: Record<string, unknown>): string[] {
  if (component.type === 10) return text(component.content).split('\n');
  if (component.type === 1)
    return [
      records(component.components)
        .map(({ label }) => `[${text(label)}]`)
        .join(' '),
    ];
  return records(component.components).flatMap(discordComponent);
}
