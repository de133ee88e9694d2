/** HTTP mode: what a server has to mount. Slack's signature and the age of a request are checked before it is looked at. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, HTTPReceiver, type HTTPReceiverOptions } from '@slack/bolt';
import type { Routes } from '../chat/routes.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './install/installer.ts';
import { quietLogger } from './quiet-logger.ts';

const EVENTS_PATH = '/slack/events';

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
    this.#receiver = new HTTPReceiver({
      ...installer,
      signingSecret,
      endpoints: EVENTS_PATH,
      logger: quietLogger(onceOfRefusals(log)),
    });
  }

  /** What comes in goes to that app. */
  feed(app: App): void {
    this.#receiver.init(app);
  }

  listener(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#receiver.requestListener(request, response);
    } catch {
      // Nothing of it has been answered: the receiver knows no such path or method.
      response.writeHead(404).end();
    }
  }
}

/** A wrong secret refuses all that Slack sends, which shows nowhere else; strangers must not fill the log with it. */
function onceOfRefusals(log: (line: string) => void): (message: string) => void {
  let said = false;
  return (message) => {
    if (said || !message.includes('verify')) return;
    said = true;
    log(
      'slack: a request whose signature or age is wrong was refused; if it was Slack’s, check SLACK_SIGNING_SECRET',
    );
  };
}
