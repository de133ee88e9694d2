/**
 * A door on loopback that hears whoever knocks: what runs unasked can be seen even where it can write nothing. The
 * agents' back ends are told to let it be reached from their sandboxes.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Door {
  readonly url: string;
  /** who knocked so far, e.g. `opencode-plugin`; of a door that is asked to be a proxy, which address was asked for */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export async function openDoor(): Promise<Door> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(decodeURIComponent((request.url ?? '/').slice(1)));
    response.end('heard');
  });
  server.on('connect', ({ url = '' }, socket) => {
    heard.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
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
