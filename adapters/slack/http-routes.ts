/**
 * HTTP mode: the routes that a server mounts. Slack's signature and the request's age are verified before the body is
 * used.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, HTTPReceiver, type HTTPReceiverOptions } from '@slack/bolt';
import { type Routes, refusedSignatureLog } from '../chat/routes.ts';
import { quietLogger } from './client-options.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './install/installer.ts';

const EVENTS_PATH = '/slack/events';
const REFUSED = { platform: 'slack', title: 'Slack', variable: 'SLACK_SIGNING_SECRET' } as const;

export class HttpRoutes implements Routes {
  readonly paths: readonly string[];
  readonly #receiver: HTTPReceiver;

  /** `installer`: what Bolt's receiver needs to let people install the app into their workspaces */
  constructor(
    signingSecret: string,
    installer: Partial<HTTPReceiverOptions> | null,
    log: (line: string) => void,
  ) {
    this.paths = installer === null ? [EVENTS_PATH] : [EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH];
    const refused = refusedSignatureLog(REFUSED, log);
    // The receiver's own message is the only sign of a refused request.
    const warn = (message: string) => {
      if (message.includes('verify')) refused(message.includes('5 minutes') ? 'stale' : 'invalid');
    };
    this.#receiver = new HTTPReceiver({
      ...installer,
      signingSecret,
      endpoints: EVENTS_PATH,
      logger: quietLogger(warn),
    });
  }

  /** Passes requests to that app. */
  feed(app: App): void {
    this.#receiver.init(app);
  }

  listener(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#receiver.requestListener(request, response);
    } catch {
      // The receiver has no such path or method and has not responded.
      response.writeHead(404).end();
    }
  }
}
