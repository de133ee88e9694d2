/** `chat.*`: what Slack refuses is refused here; the emulator keeps the messages. */
import { randomBytes } from 'node:crypto';
import type { Answer } from '../../chat/call.ts';
import { type Json, record, records, text, textOrNull } from '../../chat/json.ts';
import { ok, refused } from '../answers.ts';
import { messageRefusal } from '../content-rules.ts';
import { noteMessage } from '../workspace.ts';
import { channelRefusal, type Method, type MethodContext } from './method.ts';

const postMessage: Method = async (context, args) => {
  const { workspace } = context;
  const channel = await placeToPost(context, text(args.channel));
  const closed = channelRefusal(workspace, channel);
  if (closed !== null) return refused(closed);
  const refusal = messageRefusal('chat.postMessage', args) ?? threadRefusal(context, channel, args);
  if (refusal !== null) return refusal;
  const answer = await workspace.emulated.call(
    'chat.postMessage',
    { ...withBlocks(args), channel },
    context.token,
  );
  const message = record(answer.message);
  if (answer.ok === true) noteMessage(workspace, channel, message);
  return { status: 200, body: { ...answer, message: withoutMetadata(message) } };
};

const update: Method = async ({ workspace, token }, args) => {
  const channel = text(args.channel);
  const closed = channelRefusal(workspace, channel);
  if (closed !== null) return refused(closed);
  if (!workspace.threads.has(`${channel} ${text(args.ts)}`)) return refused('message_not_found');
  const refusal = messageRefusal('chat.update', args);
  if (refusal !== null) return refusal;
  return { status: 200, body: await workspace.emulated.call('chat.update', withBlocks(args), token) };
};

const postEphemeral: Method = async ({ workspace, store, token }, args) => {
  const channel = text(args.channel);
  const closed = channelRefusal(workspace, channel);
  if (closed !== null) return refused(closed);
  const refusal = messageRefusal('chat.postEphemeral', args);
  if (refusal !== null) return refusal;
  const answer = await workspace.emulated.call('chat.postEphemeral', withBlocks(args), token);
  if (answer.ok !== true) return { status: 200, body: answer };
  const thread = textOrNull(args.thread_ts);
  const place = { workspace: workspace.id, channel, user: text(args.user), thread };
  const shown = store.showEphemeral(place, withBlocks(args));
  return ok({ message_ts: shown.ts });
};

const remove: Method = async ({ workspace, token }, args) => {
  const answer = await workspace.emulated.call('chat.delete', args, token);
  if (answer.ok === true) workspace.threads.delete(`${text(args.channel)} ${text(args.ts)}`);
  return { status: 200, body: answer };
};

export const MESSAGE_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.delete': remove,
};

/** A person's id stands for the conversation with that person. */
async function placeToPost({ workspace, token }: MethodContext, channel: string): Promise<string> {
  if (workspace.memberById(channel) === null) return channel;
  const opened = await workspace.emulated.call(
    'conversations.open',
    { users: channel, return_im: true },
    token,
  );
  return workspace.noteChannel(record(opened.channel)).id;
}

/** A reply hangs on a message of the channel itself. */
function threadRefusal({ workspace }: MethodContext, channel: string, args: Json): Answer | null {
  const thread = textOrNull(args.thread_ts);
  if (thread === null) return null;
  const parent = workspace.threads.get(`${channel} ${thread}`);
  if (parent === undefined) return refused('thread_not_found');
  return parent === null || parent === thread ? null : refused('cannot_reply_to_message');
}

/** With the ids that Slack gives to blocks and elements that have none, and Markdown text as its block. */
export function withBlocks(args: Json): Json {
  const { markdown_text, ...rest } = args;
  const blocks = markdown_text === undefined ? args.blocks : [{ type: 'markdown', text: markdown_text }];
  return blocks === undefined ? rest : { ...rest, blocks: named(records(blocks)) };
}

/** Blocks as Slack gives them back. */
export function named(blocks: readonly Json[]): Json[] {
  return blocks.map((block) => ({
    ...block,
    block_id: textOrNull(block.block_id) ?? newId(),
    ...(block.type === 'actions' ? { elements: records(block.elements).map(namedElement) } : {}),
    ...(block.element === undefined ? {} : { element: namedElement(record(block.element)) }),
    ...(block.accessory === undefined ? {} : { accessory: namedElement(record(block.accessory)) }),
  }));
}

function namedElement(element: Json): Json {
  return element.type === 'image'
    ? element
    : { ...element, action_id: textOrNull(element.action_id) ?? newId() };
}

function newId(): string {
  return randomBytes(3).toString('hex');
}

export function withoutMetadata(message: Json): Json {
  const { metadata, ...rest } = message;
  return metadata === undefined ? message : rest;
}
