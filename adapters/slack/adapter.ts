/** The Slack adapter, by Socket Mode or HTTP: turns events into user actions, and neutral views into Slack messages. */
import type { HTTPReceiverOptions } from '@slack/bolt';
import type { ActionHandler, PaceRule } from '../../runner/core/ports/platform.ts';
import { answerWithNames } from '../chat/names.ts';
import type { ChatAdapter } from '../chat/platform.ts';
import { retryUntilAborted } from '../chat/retry.ts';
import { Answering } from './answering.ts';
import { Clients } from './clients.ts';
import { ConnectionLog } from './connection-log.ts';
import { HttpRoutes } from './http-routes.ts';
import { type Acknowledge, Inbox } from './inbox.ts';
import { createApp } from './listeners.ts';
import type { IncomingAction } from './parse.ts';
import { People } from './people.ts';
import { Posting } from './posting.ts';
import { PrivateAnswers } from './private-answers.ts';
import { Socket } from './sockets.ts';
import type { Workspaces } from './workspaces.ts';

export interface SlackOptions {
  readonly mode: SocketMode | HttpMode;
  readonly workspaces: Workspaces;
  /** null: Slack's own; otherwise ends with a slash */
  readonly apiUrl: string | null;
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

export function createSlackAdapter(options: SlackOptions): ChatAdapter {
  const clients = new Clients(options.workspaces, options.apiUrl);
  const people = new People(clients, Date.now);
  const posting = new Posting(clients, options.workspaces, people);
  const connection = new Connection(options, clients, posting, people);
  return {
    platform: 'slack',
    pace: PACE,
    routes: connection.routes,
    start: async (handle) => connection.start(handle),
    connected: () => connection.connected,
    onWorkspaces: (listener) => connection.onWorkspaces(listener),
    stop: () => connection.stop(),
    enter: (workspace, channel) => posting.enter(workspace, channel),
    direct: (workspace, person) => posting.direct(workspace, person),
    post: (place, view, mark) => posting.post(place, view, mark),
    edit: (place, reference, view, mark) => posting.edit(place, reference, view, mark),
    upload: (place, file, _mark, known, reserved) => posting.upload(place, file, known, reserved),
    find: (place, doubtful) => posting.find(place, doubtful),
  };
}

class Connection {
  readonly routes: HttpRoutes | null;
  readonly #options: SlackOptions;
  readonly #answering: Answering;
  readonly #people: People;
  readonly #connectionLog: ConnectionLog;
  readonly #sockets: readonly Socket[];
  readonly #end = new AbortController();
  readonly #listeners = new Set<(workspaces: readonly string[]) => void>();
  #workspaces: readonly string[] | null = null;
  #inbox: Inbox | null = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: SlackOptions, clients: Clients, posting: Posting, people: People) {
    const { mode, apiUrl, log } = options;
    this.#options = options;
    this.#answering = new Answering(clients, new PrivateAnswers(clients, posting), log);
    this.#people = people;
    const connectionLog = new ConnectionLog(log, apiUrl);
    this.#connectionLog = connectionLog;
    this.routes = mode.kind === 'http' ? new HttpRoutes(mode.signingSecret, mode.installer, log) : null;
    this.#sockets =
      mode.kind === 'http'
        ? []
        : Array.from(
            { length: mode.sockets },
            () => new Socket({ appToken: mode.appToken, apiUrl, connectionLog }),
          );
  }

  get connected(): boolean {
    const isReachable = this.routes !== null || this.#sockets.some((socket) => socket.connected);
    return this.#workspaces !== null && isReachable && !this.#end.signal.aborted;
  }

  start(handle: ActionHandler): void {
    const { workspaces, apiUrl, log } = this.#options;
    const named: ActionHandler = async (action) =>
      await answerWithNames(await handle(action), (id) => this.#people.nameOf(action.place.workspace, id));
    const inbox = new Inbox(named, this.#answering, log);
    this.#inbox = inbox;
    createApp({
      workspaces,
      apiUrl,
      log,
      people: this.#people,
      receive: (incoming: IncomingAction, acknowledge: Acknowledge) => inbox.receive(incoming, acknowledge),
      feed: (app) => {
        this.routes?.feed(app);
        for (const socket of this.#sockets) socket.feed(app);
      },
    });
    this.#work = this.#keepConnected();
  }

  onWorkspaces(listener: (workspaces: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (this.#workspaces !== null) listener(this.#workspaces);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await this.#inbox?.close();
    this.#end.abort();
    await this.#work;
  }

  /** Checks the token first, since nothing works without it; then opens the sockets. Never rejects. */
  async #keepConnected(): Promise<void> {
    const { signal } = this.#end;
    await this.#learnWorkspaces();
    const unsubscribe = this.#options.workspaces.onChange(() => void this.#learnWorkspaces());
    signal.addEventListener('abort', unsubscribe);
    await Promise.all(this.#sockets.map((socket) => socket.keepUp(signal)));
  }

  async #learnWorkspaces(): Promise<void> {
    const learned = await retryUntilAborted(
      this.#end.signal,
      () => this.#options.workspaces.all(),
      (error) => this.#connectionLog.failed(error, 'SLACK_BOT_TOKEN'),
    );
    if (learned === null) return;
    this.#connectionLog.recovered();
    this.#workspaces = learned;
    for (const listener of this.#listeners) listener(learned);
  }
}
