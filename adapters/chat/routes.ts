/** The HTTP routes that an adapter in HTTP mode mounts on a server. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Receives a request with its body unread, and always answers it. */
export interface Routes {
  readonly paths: readonly string[];
  listener(request: IncomingMessage, response: ServerResponse): void;
}
