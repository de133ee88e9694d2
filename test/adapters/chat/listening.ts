/** A server of a test's own that hands an adapter what comes to its routes, as the service would. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Routes } from '../../../adapters/chat/routes.ts';

export interface Listening {
  /** without a path */
  readonly url: string;
  close(): Promise<void>;
}

export async function listenFor(routes: Routes): Promise<Listening> {
  const server = createServer((request, response) => routes.listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
