/** The Slack adapter, by Socket Mode or HTTP: turns events into user actions, and neutral views into Slack messages. */
import type { HTTPReceiverOptions } from '@slack/bolt';
import type { PaceRule } from '../../runner/core/ports/platform.ts';
import type { PlatformClock } from '../chat/clock.ts';
import { Connection, ConnectionLog } from '../chat/connection.ts';
import { Inbox } from '../chat/inbox.ts';
import { Openings } from '../chat/openings.ts';
import type { OpenAdapter } from '../chat/platform.ts';
import { Answering, type SlackInbox } from './answering.ts';
import { Clients } from './clients.ts';
import { failureOf, slackError } from './delivery-error.ts';
import { HttpRoutes } from './http-routes.ts';
import { createApp } from './listeners.ts';
import { slackDirectory } from './people.ts';
import { Posting } from './posting.ts';
import { PrivateAnswers } from './private-answers.ts';
import { Socket } from './sockets.ts';
import { SLACK_SYNTAX } from './syntax.ts';
import type { Workspaces } from './workspaces.ts';

export interface SlackOptions {
  readonly mode: SocketMode | HttpMode;
  readonly workspaces: Workspaces;
  /** null: Slack's own; otherwise ends with a slash */
  readonly apiUrl: string | null;
  readonly clock: PlatformClock;
  readonly log: (line: string) => void;
}

export interface SocketMode {
  readonly kind: 'socket';
  readonly appToken: string;
  /** how many sockets this process opens, of the ten that Slack allows per app */
  readonly sockets: number;
}

export interface HttpMode {
  readonly kind: 'http';
  readonly signingSecret: string;
  /** what Bolt's receiver needs to let people install the app into their workspaces; null: not installable */
  readonly installer: Partial<HTTPReceiverOptions> | null;
}

/**
 * Slack's rate limits: one message per second in each channel; fifty edits and look-ups per minute; a hundred file
 * calls per minute, three for each upload.
 */
const PACE: readonly PaceRule[] = [
  { calls: ['post'], per: 'channel', every: 1_000, burst: 1 },
  { calls: ['edit'], per: 'workspace', every: 1_400, burst: 7 },
  { calls: ['upload'], per: 'workspace', every: 1_000, burst: 2 },
  { calls: ['find'], per: 'workspace', every: 1_300, burst: 2 },
];

const SLACK_API = 'https://slack.com/api/';
const CONNECTION = {
  platform: 'slack',
  title: 'Slack',
  addressVariable: 'SLACK_API_URL',
  classify: failureOf,
  rejection: slackError,
} as const;

export function createSlackAdapter({ mode, workspaces, apiUrl, clock, log }: SlackOptions): OpenAdapter {
  const clients = new Clients(workspaces, apiUrl, clock);
  const directory = slackDirectory(clients, Date.now);
  const posting = new Posting(clients, workspaces, directory);
  const privately = new PrivateAnswers(clients, posting);
  const answering = new Answering(clients, privately, log);
  const openings = new Openings();
  const inbox: SlackInbox = new Inbox({ ...answering.hooks(), directory, now: () => performance.now(), log });
  const connectionLog = new ConnectionLog({ ...CONNECTION, address: apiUrl ?? SLACK_API, log });
  const routes = mode.kind === 'http' ? new HttpRoutes(mode.signingSecret, mode.installer, log) : null;
  const sockets =
    mode.kind === 'http'
      ? []
      : Array.from(
          { length: mode.sockets },
          () => new Socket({ appToken: mode.appToken, apiUrl, connectionLog }),
        );
  const app = createApp({ workspaces, apiUrl, directory, inbox, openings, log });
  for (const source of [...sockets, ...(routes === null ? [] : [routes])]) source.feed(app);
  const connection = new Connection({
    log: connectionLog,
    tokenVariable: 'SLACK_BOT_TOKEN',
    refreshMs: null,
    learn: () => workspaces.all(),
    keepUp: (signal) => {
      signal.addEventListener(
        'abort',
        workspaces.onChange(() => void connection.learn()),
      );
      return Promise.all(sockets.map((socket) => socket.keepUp(signal)));
    },
    isReachable: () => routes !== null || sockets.some((socket) => socket.connected),
  });
  return {
    platform: 'slack',
    syntax: SLACK_SYNTAX,
    pace: PACE,
    routes,
    async start(handle) {
      inbox.open(handle);
      connection.start();
    },
    connected: () => connection.connected,
    onWorkspaces: (listener) => connection.onWorkspaces(listener),
    onOpened: (listener) => openings.on(listener),
    now: () => clock.now,
    async stop() {
      await inbox.close();
      await connection.stop();
    },
    names: (workspace) => directory.names(workspace),
    link: (workspace, channel, reference) => permalink(clients, workspace, channel, reference),
    ...callsOf(posting, privately),
  };
}

type Calls = Pick<OpenAdapter, 'enter' | 'direct' | 'tell' | 'named' | 'post' | 'edit' | 'upload' | 'find'>;

function callsOf(posting: Posting, privately: PrivateAnswers): Calls {
  return {
    enter: (workspace, channel) => posting.enter(workspace, channel),
    direct: (workspace, person) => posting.direct(workspace, person),
    tell: (place, person, view) => privately.tell(place, person, view),
    named: (workspace, view) => posting.named(workspace, view),
    post: (place, view, mark) => posting.post(place, view, mark),
    edit: (place, reference, view, mark) => posting.edit(place, reference, view, mark),
    upload: (place, file, _mark, known, reserved) => posting.upload(place, file, known, reserved),
    find: (place, doubtful) => posting.find(place, doubtful),
  };
}

/** Returns the address of a message; null if Slack does not tell it. */
async function permalink(
  clients: Clients,
  workspace: string,
  channel: string,
  message_ts: string,
): Promise<string | null> {
  try {
    const answer = await clients.call(workspace, ({ chat }) => chat.getPermalink({ channel, message_ts }));
    return answer.permalink ?? null;
  } catch {
    return null;
  }
}
