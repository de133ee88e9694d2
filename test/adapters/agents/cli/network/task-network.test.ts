import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configuredHosts } from '../../../../../adapters/agents/cli/network/reachable-address.ts';
import { openTaskNetwork } from '../../../../../adapters/agents/cli/network/task-network.ts';
import { listenTo } from './inside.ts';

const open = (hosts: readonly string[], log: string[] = [], environment = {}) =>
  openTaskNetwork(
    { agent: 'toy', addresses: configuredHosts(hosts), log: (line) => log.push(line) },
    environment,
  );

/** Asks the proxy for a tunnel. */
function tunnel(
  folder: string,
  path: string,
): Promise<{ readonly status?: number; readonly socket: Socket }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: join(folder, 'proxy'), method: 'CONNECT', path });
    asked.on('error', reject).on('connect', ({ statusCode: status = 0 }, socket) => {
      resolve({ status, socket: socket as Socket });
    });
    asked.end();
  });
}

it('ends with the task: tunnels are cut, their servers are left, and its sockets are gone', async () => {
  const arrived = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const port = await listenTo(({ socket }) => {
    socket.on('close', () => left.resolve());
    arrived.resolve();
  });
  const network = await open([`127.0.0.1:${port}`]);
  const { socket } = await tunnel(network.folder, `127.0.0.1:${port}`);
  const ended = new Promise((resolve) =>
    socket
      .on('close', resolve)
      .on('error', () => undefined)
      .resume(),
  );
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  await network.close();
  await Promise.all([ended, left.promise]);
  expect(existsSync(network.folder)).toBe(false);
});

it('a server of this machine that does not listen is said so in the log', async () => {
  const log: string[] = [];
  const network = await open(['127.0.0.1:1'], log);
  const { status, socket } = await tunnel(network.folder, '127.0.0.1:1');
  socket.destroy();
  const direct = connect(join(network.folder, '1'));
  await new Promise((resolve) =>
    direct
      .on('close', resolve)
      .on('error', () => undefined)
      .resume(),
  );
  await network.close();
  expect(status).toBe(502);
  expect(log).toEqual(Array(2).fill(expect.stringMatching(/^toy can't reach 127\.0\.0\.1:1 .*ECONNREFUSED/)));
});

it('what an agent writes in place of an address comes into the log as a word of its own, and not endlessly', async () => {
  const log: string[] = [];
  const network = await open([], log);
  for (let each = 0; each < 30; each += 1) (await tunnel(network.folder, `a${each}!`)).socket.destroy();
  (await tunnel(network.folder, `${'x'.repeat(2_000)}!`)).socket.destroy();
  await network.close();
  expect(log).toHaveLength(20);
  expect(log[0]).toBe(
    'the sandbox of toy refused "a0!", which is not on the list of this agent; it may reach nothing (backends.hosts adds to that)',
  );
});

it('a failure is explained by what was refused, or by a proxy that was not used', async () => {
  const network = await open(['models.example.com']);
  expect(network.explained('Toy failed: bad answer.')).toBe('Toy failed: bad answer.');
  expect(network.explained('Toy failed: ENOTFOUND.')).toContain('no use of the proxy of its sandbox');
  (await tunnel(network.folder, 'example.com:443')).socket.destroy();
  expect(network.explained('Toy failed: 403.')).toBe(
    'Toy failed: 403. Its sandbox refused it example.com:443; backends.hosts in baton.yaml would allow that.',
  );
  await network.close();
});
