/** What an adapter in HTTP mode wants a server to mount. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Given a request with its body unread; answers it in any case. */
export interface Routes {
  readonly paths: readonly string[];
  listener(request: IncomingMessage, response: ServerResponse): void;
}
