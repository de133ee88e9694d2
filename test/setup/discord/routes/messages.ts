/** Messages of channels, threads and direct channels. */
import type { Answer } from '../../chat/call.ts';
import { isTrue, type Json, record } from '../../chat/json.ts';
import { isEmptyMessage, messageFaults } from '../content-rules.ts';
import type { Channel } from '../guild.ts';
import { standingOf } from '../interactions.ts';
import type { Message } from '../message.ts';
import type { Permission } from '../permissions.ts';
import { edit, post, remove } from '../posting.ts';
import { invalid, refuse, refuseForm } from '../refusals.ts';
import { isBefore, MINUTE, madeAt } from '../snowflake.ts';
import { messageJson, readable } from '../wire.ts';
import type { World } from '../world.ts';
import {
  channelFor,
  done,
  messageFor,
  NO_CONTENT,
  type Request,
  type RouteContext,
  type Routes,
  refuseIfArchived,
} from './route.ts';

const NONCE_MINUTES = 3;
const OLD_MINUTES = 60;
const OLD_EDITS = 3;
const OLD_EDITS_MS = 6_000;

export const MESSAGE_ROUTES: Routes = {
  'POST /channels/:channel/messages': create,
  'GET /channels/:channel/messages': list,
  'GET /channels/:channel/messages/:message': (context, request) => {
    const channel = channelFor(context, request, 'ReadMessageHistory');
    return done(asRead(context.world, messageFor(context, request, channel)));
  },
  'PATCH /channels/:channel/messages/:message': change,
  'DELETE /channels/:channel/messages/:message': (context, request) => {
    const channel = channelFor(context, request);
    const message = messageFor(context, request, channel);
    refuseIfArchived(channel);
    if (message.author !== context.world.app.bot) channelFor(context, request, 'ManageMessages');
    remove(context.world, message);
    return NO_CONTENT;
  },
};

function create(context: RouteContext, request: Request): Answer {
  const { world } = context;
  const body = record(request.body);
  const channel = channelFor(context, request);
  channelFor(context, request, ...needed(channel, request));
  if (channel.kind === 'forum') return refuse(50008);
  if (channel.recipient?.closed === true) return refuse(50007);
  const faults = messageFaults(body, request.files, null);
  if (faults.length > 0) return refuseForm(faults);
  if (isEmptyMessage(body, request.files)) return refuse(50006);
  const twin = isTrue(body.enforce_nonce) ? twinOf(world, channel, String(body.nonce)) : null;
  if (twin !== null) return done(messageJson(twin));
  refuseIfArchived(channel);
  return done(messageJson(post(world, { channel, author: world.app.bot, body, files: request.files })));
}

function needed({ thread }: Channel, { files }: Request): readonly Permission[] {
  return [
    thread === null ? 'SendMessages' : 'SendMessagesInThreads',
    ...(files.length > 0 ? (['AttachFiles'] as const) : []),
  ];
}

/** The message of the bot that was created with that nonce in the last minutes. */
function twinOf(world: World, channel: Channel, nonce: string): Message | null {
  const earliest = world.clock.now() - NONCE_MINUTES * MINUTE;
  const known = [...world.messages.values()].find(
    (message) => message.nonce === nonce && message.channel === channel && madeAt(message.id) >= earliest,
  );
  return known ?? null;
}

function list(context: RouteContext, request: Request): Answer {
  const channel = channelFor(context, request);
  channelFor(context, request, 'ReadMessageHistory');
  const { query } = request;
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100)) {
    return refuseForm([invalid('limit', 'NUMBER_TYPE_MAX', 'int value should be between 1 and 100.')]);
  }
  const before = query.get('before');
  const after = query.get('after');
  const all = context.world.standing(channel.id);
  const between = all.filter(
    ({ id }) => (before === null || isBefore(id, before)) && (after === null || isBefore(after, id)),
  );
  // those next to `after` when it is given, else the newest; always told newest first
  const some = after !== null && before === null ? between.slice(0, limit) : between.slice(-limit);
  return done(some.toReversed().map((message) => asRead(context.world, message)));
}

function change(context: RouteContext, request: Request): Answer {
  const { world } = context;
  const body = record(request.body);
  const channel = channelFor(context, request);
  const message = messageFor(context, request, channel);
  if (message.author !== world.app.bot) return refuse(50005);
  refuseIfArchived(channel);
  const faults = messageFaults(body, request.files, standingOf(message));
  if (faults.length > 0) return refuseForm(faults);
  if (isEmptyMessage({ ...bare(message), ...body }, request.files)) return refuse(50006);
  if (isOld(world, message) && !takesOldEdit(world, channel)) return oldEditRefusal(context);
  return done(messageJson(edit(world, message, body, request.files)));
}

function bare({ content, embeds, components, attachments }: Message): Json {
  return { content, embeds, components: [...components, ...attachments] };
}

function isOld({ clock }: World, { id, extraAge }: Message): boolean {
  return clock.now() - madeAt(id) + extraAge * MINUTE > OLD_MINUTES * MINUTE;
}

const oldEdits = new WeakMap<Channel, number[]>();

function takesOldEdit({ clock }: World, channel: Channel): boolean {
  const recent = (oldEdits.get(channel) ?? []).filter((at) => at > clock.now() - OLD_EDITS_MS);
  if (recent.length >= OLD_EDITS) return false;
  oldEdits.set(channel, [...recent, clock.now()]);
  return true;
}

function oldEditRefusal({ oldEditStatus }: RouteContext): Answer {
  const answer = refuse(30046);
  if (oldEditStatus !== 429) return answer;
  const retry_after = OLD_EDITS_MS / 1_000;
  return {
    status: 429,
    body: { ...answer.body, retry_after, global: false },
    headers: { 'retry-after': String(retry_after) },
  };
}

function asRead({ app }: World, message: Message): Json {
  return messageJson(message, readable(message, app.bot.id));
}
