/** `conversations.*`: the emulator's answers, with the paging, times and metadata that it leaves out of account. */

import { isTrue, type Json, record, records, text, textOrNull } from '../../chat/json.ts';
import { ok, refused } from '../answers.ts';
import { type Workspace, withFileBlocks } from '../workspace.ts';
import { withoutMetadata } from './messages.ts';
import { channelRefusal, type Method } from './method.ts';

const replies: Method = async ({ workspace, token }, args) => {
  const closed = channelRefusal(workspace, text(args.channel));
  if (closed !== null) return refused(closed);
  if (!workspace.threads.has(`${text(args.channel)} ${text(args.ts)}`)) return refused('thread_not_found');
  const all = await workspace.emulated.call(
    'conversations.replies',
    { channel: args.channel, ts: args.ts },
    token,
  );
  const [parent, ...rest] = records(all.messages);
  if (parent === undefined) return refused('thread_not_found');
  const page = pageOf(rest.filter(isBetween(args)), args);
  return ok({ ...page, messages: shown(workspace, [parent, ...records(page.messages)], args) });
};

const history: Method = async ({ workspace, token }, args) => {
  const closed = channelRefusal(workspace, text(args.channel));
  if (closed !== null) return refused(closed);
  const all = await workspace.emulated.call(
    'conversations.history',
    { channel: args.channel, limit: 1_000 },
    token,
  );
  const page = pageOf(records(all.messages).filter(isBetween(args)), args);
  return ok({ ...page, messages: shown(workspace, records(page.messages), args) });
};

const info: Method = async ({ workspace, token }, args) => {
  const channel = workspace.channels.get(text(args.channel));
  if (channel === undefined || (channel.private && !channel.hasBot)) return refused('channel_not_found');
  const answer = await workspace.emulated.call('conversations.info', args, token);
  return { status: 200, body: answer };
};

const join: Method = async ({ workspace, token }, args) => {
  const channel = workspace.channels.get(text(args.channel));
  if (channel === undefined || (channel.private && !channel.hasBot)) return refused('channel_not_found');
  if (channel.private) return refused('method_not_supported_for_channel_type');
  const answer = await workspace.emulated.call('conversations.join', args, token);
  if (answer.ok === true) channel.hasBot = true;
  return { status: 200, body: answer };
};

const open: Method = async ({ workspace, token }, args) => {
  const users = { ...args, return_im: true };
  const answer = await workspace.emulated.call('conversations.open', users, token);
  if (answer.ok !== true) return { status: 200, body: answer };
  const channel = record(answer.channel);
  workspace.noteChannel(channel);
  return { status: 200, body: isTrue(args.return_im) ? answer : { ...answer, channel: { id: channel.id } } };
};

export const CONVERSATION_METHODS: Readonly<Record<string, Method>> = {
  'conversations.replies': replies,
  'conversations.history': history,
  'conversations.info': info,
  'conversations.join': join,
  'conversations.open': open,
};

/**
 * Whether a message is from between `oldest` and `latest`. The emulator counts messages behind the point of their ts
 * instead of microseconds, so whole seconds are compared.
 */
function isBetween(args: Json): (message: Json) => boolean {
  const oldest = Math.floor(Number(textOrNull(args.oldest) ?? 0));
  const latest = Math.ceil(Number(textOrNull(args.latest) ?? Number.POSITIVE_INFINITY));
  return (message) => {
    const second = Math.floor(Number(message.ts));
    return second >= oldest && second <= latest;
  };
}

function pageOf(messages: readonly Json[], args: Json): Json {
  const limit = Math.min(Number(args.limit ?? 100) || 100, 1_000);
  const start = Number(Buffer.from(text(args.cursor), 'base64url').toString() || 0);
  const next = start + limit;
  const more = next < messages.length;
  return {
    messages: messages.slice(start, next),
    has_more: more,
    ...(more ? { response_metadata: { next_cursor: Buffer.from(String(next)).toString('base64url') } } : {}),
  };
}

function shown(workspace: Workspace, messages: readonly Json[], args: Json): Json[] {
  const channel = text(args.channel);
  const whole = messages.map((message) => withFileBlocks(workspace, channel, message));
  return isTrue(args.include_all_metadata) ? whole : whole.map(withoutMetadata);
}
