/** Messages and views as a person sees them. */
import { isRecord, type Json, record, records, text, textOrNull } from '../chat/json.ts';
import { labelled } from '../chat/labels.ts';

export interface SeenMessage {
  readonly workspace: string;
  readonly channel: string;
  readonly ts: string;
  /** null for one that stands in the channel itself */
  readonly thread: string | null;
  /** how many replies it has */
  readonly replies: number;
  /** who wrote it */
  readonly user: string;
  /** the line that notifications show */
  readonly text: string;
  readonly blocks: readonly Json[];
  /** of `chat.postMessage`; null when there is none */
  readonly metadata: Json | null;
  /** names */
  readonly files: readonly string[];
  readonly edited: boolean;
  /** all text of it: of its blocks, or the one line where it has none */
  readonly says: string;
  /** the labels of its buttons, in order */
  readonly buttons: readonly string[];
}

export function seenMessage(workspace: string, channel: string, message: Json): SeenMessage {
  const blocks = records(message.blocks);
  const thread = textOrNull(message.thread_ts);
  return {
    workspace,
    channel,
    ts: text(message.ts),
    thread: thread === message.ts ? null : thread,
    replies: Number(message.reply_count ?? 0),
    user: text(message.user),
    text: text(message.text),
    blocks,
    metadata: isRecord(message.metadata) ? message.metadata : null,
    files: records(message.files).map((file) => text(file.name)),
    edited: message.edited !== undefined,
    says: blocks.length > 0 ? saidBy(blocks) : text(message.text),
    buttons: buttonsIn(blocks).map(labelOf),
  };
}

/** All text in blocks, a line for each piece, without what buttons say. */
export function saidBy(value: unknown): string {
  if (Array.isArray(value)) return value.map(saidBy).filter(Boolean).join('\n');
  if (!isRecord(value) || value.type === 'button') return '';
  const own = typeof value.text === 'string' ? value.text : saidBy(value.text);
  const title = isRecord(value.label) ? saidBy(value.label) : text(value.title);
  return [own, title, saidBy(value.fields), saidBy(value.elements), saidBy(value.tasks)]
    .filter(Boolean)
    .join('\n');
}

export interface PlacedButton {
  readonly blockId: string;
  readonly element: Json;
}

/** The buttons of blocks, in order. */
export function placedButtons(blocks: readonly Json[]): PlacedButton[] {
  return blocks.flatMap((block) =>
    [...records(block.elements), record(block.accessory)]
      .filter((element) => element.type === 'button')
      .map((element) => ({ blockId: text(block.block_id), element })),
  );
}

function buttonsIn(blocks: readonly Json[]): Json[] {
  return placedButtons(blocks).map(({ element }) => element);
}

export function labelOf(element: Json): string {
  return text(record(element.text).text);
}

export function buttonLabelled(blocks: readonly Json[], label: string): PlacedButton {
  return labelled(placedButtons(blocks), ({ element }) => labelOf(element), label);
}
