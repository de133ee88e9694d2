/**
 * A door on loopback that hears whoever knocks: what runs unasked can be seen even where it can write nothing. The
 * sandbox of an agent leaves loopback open, because that is where its model is.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Door {
  readonly url: string;
  /** who knocked so far, e.g. `opencode-plugin` */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export async function openDoor(): Promise<Door> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(decodeURIComponent((request.url ?? '/').slice(1)));
    response.end('heard');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
