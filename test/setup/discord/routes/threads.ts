/** Channels, and the threads that are opened on messages, in channels and in forums. */
import type { Answer } from '../../chat/call.ts';
import { record, text } from '../../chat/json.ts';
import { isEmptyMessage, messageFaults } from '../content-rules.ts';
import type { Channel } from '../guild.ts';
import { may } from '../permissions.ts';
import { post } from '../posting.ts';
import { badLength, refuse, refuseForm } from '../refusals.ts';
import { channelJson, messageJson } from '../wire.ts';
import {
  channelFor,
  done,
  messageFor,
  NO_CONTENT,
  type Request,
  type RouteContext,
  type Routes,
} from './route.ts';

const DAY_MINUTES = 1_440;

export const THREAD_ROUTES: Routes = {
  'GET /channels/:channel': (context, request) => done(channelJson(channelFor(context, request))),
  'PATCH /channels/:channel': change,
  'POST /channels/:channel/messages/:message/threads': openOnMessage,
  'POST /channels/:channel/threads': openInChannel,
  'PUT /channels/:channel/thread-members/@me': (context, request) => {
    channelFor(context, request);
    return NO_CONTENT;
  },
  'POST /channels/:channel/typing': (context, request) => {
    channelFor(context, request, 'SendMessages');
    return NO_CONTENT;
  },
};

function openOnMessage(context: RouteContext, request: Request): Answer {
  const { world } = context;
  const channel = channelFor(context, request, 'CreatePublicThreads');
  const message = messageFor(context, request, channel);
  if (channel.thread !== null || channel.guild === null) return refuse(50024);
  if (message.thread !== null) return refuse(160004);
  const settings = threadSettings(context, request);
  if (settings.name === '') return nameless();
  message.thread = world.openThread(channel, { id: message.id, ...settings });
  return opened(context, message.thread);
}

function openInChannel(context: RouteContext, request: Request): Answer {
  const { world } = context;
  const channel = channelFor(context, request);
  if (channel.guild === null || channel.thread !== null) return refuse(50024);
  const settings = threadSettings(context, request);
  if (settings.name === '') return nameless();
  if (channel.kind !== 'forum') {
    channelFor(context, request, 'CreatePublicThreads');
    return opened(context, world.openThread(channel, { id: null, ...settings }));
  }
  channelFor(context, request, 'SendMessages');
  const body = record(record(request.body).message);
  const faults = messageFaults(body, request.files, null);
  if (faults.length > 0) return refuseForm(faults);
  if (isEmptyMessage(body, request.files)) return refuse(50006);
  const thread = world.openThread(channel, { id: null, ...settings });
  const message = post(world, {
    channel: thread,
    author: world.app.bot,
    body,
    files: request.files,
    id: thread.id,
  });
  const { body: json } = opened(context, thread);
  return done({ ...json, message: messageJson(message) });
}

function opened({ world }: RouteContext, thread: Channel): Answer {
  world.announce('THREAD_CREATE', thread, { ...channelJson(thread), newly_created: true });
  world.log.changed();
  return { ...done(channelJson(thread)), status: 201 };
}

function threadSettings({ world }: RouteContext, { body }: Request) {
  const asked = record(body);
  const autoArchive = Number(asked.auto_archive_duration ?? DAY_MINUTES);
  return { name: text(asked.name), owner: world.app.bot.id, autoArchive };
}

function nameless(): Answer {
  return refuseForm([badLength('name', 1, 100)]);
}

/** The bot opens and closes threads, and renames its own. A locked one only with the permission for it. */
function change(context: RouteContext, request: Request): Answer {
  const { world } = context;
  const channel = channelFor(context, request);
  const { thread, guild } = channel;
  if (thread === null || guild === null) return refuse(50013);
  const { archived, locked, name } = record(request.body);
  const manages = may(guild.botPermissions(channel), 'ManageThreads');
  if (!manages && (thread.locked || typeof locked === 'boolean')) return refuse(50013);
  if (!manages && thread.owner !== world.app.bot.id && name !== undefined) return refuse(50013);
  if (thread.archived && archived !== false) return refuse(50083);
  if (!manages && archived === true && thread.owner !== world.app.bot.id) return refuse(50013);
  if (typeof archived === 'boolean') {
    thread.archived = archived;
    thread.archivedAt = world.clock.now();
  }
  if (typeof locked === 'boolean') thread.locked = locked;
  if (typeof name === 'string') channel.name = name;
  world.announce('THREAD_UPDATE', channel, channelJson(channel));
  world.log.changed();
  return done(channelJson(channel));
}
