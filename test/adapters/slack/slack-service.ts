/** The adapter as a service would run it, in either mode, before the Slack of the tests. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformClock } from '../../../adapters/chat/clock.ts';
import type { OpenAdapter } from '../../../adapters/chat/platform.ts';
import { lineView } from '../../../adapters/chat/text.ts';
import { createSlackAdapter } from '../../../adapters/slack/adapter.ts';
import { singleWorkspace, type Workspaces } from '../../../adapters/slack/workspaces.ts';
import type { ActionHandler, Answer, UserAction } from '../../../runner/core/ports/platform.ts';
import { startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import { listenFor } from '../chat/listening.ts';

export type Mode = 'socket' | 'http';

export interface SlackServiceOptions {
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly apiUrl?: string;
  readonly workspaces?: Workspaces;
}

/** What people did, and what they are answered: `answer` may be replaced at any time. */
export class SlackService implements AsyncDisposable {
  readonly slack: TestSlack;
  readonly adapter: OpenAdapter;
  readonly actions: UserAction[] = [];
  readonly lines: string[] = [];
  /** where HTTP mode listens; null in Socket Mode */
  url: string | null = null;
  answer: ActionHandler = async () => ({ kind: 'nothing' });
  readonly #ends: (() => Promise<unknown>)[] = [];

  constructor(slack: TestSlack, mode: Mode, options: SlackServiceOptions) {
    this.slack = slack;
    const apiUrl = options.apiUrl ?? slack.apiUrl;
    this.adapter = createSlackAdapter({
      mode:
        mode === 'socket'
          ? { kind: 'socket', appToken: options.appToken ?? slack.app.appToken, sockets: 2 }
          : {
              kind: 'http',
              signingSecret: options.signingSecret ?? slack.app.signingSecret,
              installer: null,
            },
      clock: new PlatformClock({
        platform: 'slack',
        title: 'Slack',
        now: Date.now,
        log: (line) => this.lines.push(line),
      }),
      workspaces: options.workspaces ?? singleWorkspace(options.botToken ?? slack.botToken, apiUrl),
      apiUrl,
      log: (line) => this.lines.push(line),
    });
  }

  async start(): Promise<void> {
    await this.listen();
    await this.adapter.start(async (action) => {
      this.actions.push(action);
      this.slack.log.changed();
      return await this.answer(action);
    });
  }

  async connected(): Promise<void> {
    await this.slack.until('the adapter to be connected', () => this.adapter.connected(), 20_000);
    if (this.url === null) await this.slack.connected(2);
  }

  /** Waits for the next user action, or for so many in all. */
  async action(count = this.actions.length + 1): Promise<UserAction> {
    await this.slack.until(`${count} actions`, () => this.actions.length >= count);
    const action = this.actions[count - 1];
    if (action === undefined) throw new Error('no user action');
    return action;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.slack.deliverTo(null);
    await this.adapter.stop();
    for (const end of this.#ends) await end();
  }

  /** In HTTP mode. */
  async listen(): Promise<void> {
    const { routes } = this.adapter;
    if (routes === null) return;
    const { url, close } = await listenFor(routes);
    this.url = `${url}/slack/events`;
    this.slack.deliverTo(this.url);
    this.#ends.push(close);
  }
}

/** Connected, with a Slack of its own that ends with it. */
export async function startService(mode: Mode, options: SlackServiceOptions = {}): Promise<SlackService> {
  const slack = await startSlack();
  const service = new SlackService(slack, mode, options);
  await service.start();
  await service.connected();
  return service;
}

export function says(...lines: string[]): Answer {
  return { kind: 'message', view: lineView(...lines) };
}

/** The API's address on a port where nobody listens. */
export async function deadApiUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/api/`;
}
