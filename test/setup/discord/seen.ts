/** Messages as people see them. */
import { type Json, record, records, text } from '../chat/json.ts';
import { labelled } from '../chat/labels.ts';
import { isSelect, TYPES } from './component-rules.ts';
import { allComponents, isV2, type Message } from './message.ts';

export interface SeenFile {
  readonly name: string;
  /** UTF-8 */
  readonly text: string;
  readonly bytes: Uint8Array;
}

export interface SeenMessage {
  readonly id: string;
  /** of the channel or thread */
  readonly channel: string;
  /** null in a direct channel */
  readonly guild: string | null;
  /** name */
  readonly author: string;
  /** all text of it: content, embeds, text displays, a line for each */
  readonly says: string;
  /** the labels of its buttons, in order */
  readonly buttons: readonly string[];
  /** the placeholders of its selects, in order */
  readonly selects: readonly string[];
  /** names of the files that are shown */
  readonly files: readonly string[];
  readonly attachments: readonly SeenFile[];
  readonly components: readonly Json[];
  readonly embeds: readonly Json[];
  readonly flags: number;
  readonly nonce: string | null;
  /** id of the message that it replies to */
  readonly repliesTo: string | null;
  /** ids of people that it pinged */
  readonly mentions: readonly string[];
  readonly edited: boolean;
  /** how often it was written over */
  readonly edits: number;
  /** id of the thread that hangs on it */
  readonly thread: string | null;
  /** name of the person who alone sees it */
  readonly onlyFor: string | null;
  readonly deleted: boolean;
}

export function seenMessage(message: Message): SeenMessage {
  const all = allComponents(message.components);
  return {
    id: message.id,
    channel: message.channel.id,
    guild: message.channel.guild?.id ?? null,
    author: message.author.name,
    says: [message.content, ...message.embeds.map(embedSays), saidBy(message.components)]
      .filter(Boolean)
      .join('\n'),
    buttons: all.filter(({ type }) => type === TYPES.button).map(labelOf),
    selects: all.filter(isSelect).map(({ placeholder }) => text(placeholder)),
    files: shownFiles(message, all),
    attachments: message.attachments.map(({ name, bytes }) => ({
      name,
      bytes,
      text: Buffer.from(bytes).toString('utf8'),
    })),
    components: message.components,
    embeds: message.embeds,
    flags: message.flags,
    nonce: message.nonce,
    repliesTo: message.repliesTo?.id ?? null,
    mentions: message.mentions,
    edited: message.edits > 0,
    edits: message.edits,
    thread: message.thread?.id ?? null,
    onlyFor: message.onlyFor?.name ?? null,
    deleted: message.deleted,
  };
}

/** All text in components, a line for each piece, without what buttons and selects say. */
export function saidBy(components: readonly Json[]): string {
  return allComponents(components)
    .filter(({ type }) => type === TYPES.textDisplay)
    .map(({ content }) => text(content))
    .join('\n');
}

export function labelOf({ label, emoji }: Json): string {
  return text(label) || text(record(emoji).name);
}

export function buttonLabelled(components: readonly Json[], label: string): Json {
  const buttons = allComponents(components).filter(({ type }) => type === TYPES.button);
  const found = labelled(buttons, labelOf, label);
  if (found.disabled === true) throw new Error(`the button "${label}" is disabled`);
  return found;
}

/** The select whose placeholder has that in it, or that has such an option. */
export function selectCalled(components: readonly Json[], wanted: string): Json {
  const selects = allComponents(components).filter(isSelect);
  const lower = wanted.toLowerCase();
  const found =
    selects.find(({ placeholder }) => text(placeholder).toLowerCase().includes(lower)) ??
    selects.find(({ options }) =>
      records(options).some(({ label, value }) => label === wanted || value === wanted),
    );
  const there = selects.map(({ placeholder }) => text(placeholder)).join(', ') || 'none';
  if (found === undefined) throw new Error(`no select "${wanted}"; there are: ${there}`);
  if (found.disabled === true) throw new Error(`the select "${wanted}" is disabled`);
  return found;
}

/** By label or value. Throws with the options that are there. */
export function optionCalled(select: Json, wanted: string): Json {
  const options = records(select.options);
  const found = options.find(({ label, value }) => label === wanted || value === wanted);
  const there = options.map(({ label }) => text(label)).join(', ');
  if (found === undefined) throw new Error(`no option "${wanted}"; there are: ${there}`);
  return found;
}

/** Where components make up the message, only the files that they name are shown. */
function shownFiles(message: Message, all: readonly Json[]): readonly string[] {
  const names = message.attachments.map(({ name }) => name);
  if (!isV2(message)) return names;
  const urls = all
    .flatMap(({ file, items }) => [file, ...records(items).map(({ media }) => media)])
    .map((media) => text(record(media).url));
  return names.filter((name) => urls.includes(`attachment://${name}`));
}

function embedSays({ title, description, fields, footer }: Json): string {
  const parts = [
    title,
    description,
    ...records(fields).flatMap(({ name, value }) => [name, value]),
    record(footer).text,
  ];
  return parts.map(text).filter(Boolean).join('\n');
}
