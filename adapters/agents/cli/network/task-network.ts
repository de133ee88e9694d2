/**
 * The network of one task in the sandbox: sockets of Baton's that are bound into it, where its forwarder finds them. One is
 * the proxy to the agent's models; each other one leads to a model server of this machine. They begin before the agent
 * and end with it.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../../../runner/core/errors.ts';
import { type Dial, dialFrom } from './dial.ts';
import { createModelProxy, pipeBoth } from './model-proxy.ts';
import { isThisMachine, type ReachableAddress, shownAddress } from './reachable-address.ts';

/** What an agent may reach, and who hears of what it may not. */
export interface NetworkAccess {
  /** the back end's name, for the log */
  readonly agent: string;
  readonly addresses: readonly ReachableAddress[];
  readonly log: (line: string) => void;
}

export interface TaskNetwork {
  /** holds the sockets: `proxy`, and one named by the port of each model server of this machine */
  readonly folder: string;
  /** Adds to why an agent failed what its network had to do with it. */
  explained(failure: string): string;
  close(): Promise<void>;
}

/** A task's log holds no more refusals than these. */
const MOST_REFUSALS = 20;
const UNREACHED =
  /ENETUNREACH|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|unreachable|(?:resolv|look ?up).*(?:host|name|address)|unable to connect|connection (?:error|refused)|error sending request|fetch failed/i;

/** `environment` names the proxies of this machine. */
export async function openTaskNetwork(
  access: NetworkAccess,
  environment: Readonly<Record<string, string>>,
): Promise<TaskNetwork> {
  const { agent, addresses, log } = access;
  const open = addresses.map(shownAddress).join(', ') || 'nothing';
  const refusals = new Set<string>();
  const dial = dialFrom(environment);
  let used = false;
  const unreachable = (address: string, reason: string) =>
    log(`${agent} can't reach ${address} from its sandbox: ${reason}`);
  const proxy = createModelProxy({
    ...{ addresses, unreachable },
    dial: (address) => {
      used = true;
      return dial(address);
    },
    refused(address, reason) {
      if (refusals.has(address) || refusals.size === MOST_REFUSALS) return;
      refusals.add(address);
      log(
        `the sandbox of ${agent} refused ${address}, which ${reason}; it may reach ${open} (backends.hosts adds to that)`,
      );
    },
  });
  const servers = addresses
    .filter(({ host, configured }) => configured && isThisMachine(host))
    .map((address): [string, Server] => [
      String(address.port),
      createServer({ allowHalfOpen: true }, (inside) => {
        used = true;
        void leadTo(address, inside, dial).catch((error: unknown) => {
          unreachable(shownAddress(address), messageOf(error));
          inside.destroy();
        });
      }),
    ]);
  const listening = await listenIn([['proxy', proxy], ...new Map(servers)]);
  return {
    ...listening,
    explained(failure) {
      if (refusals.size > 0) {
        return `${failure} Its sandbox refused it ${[...refusals].join(', ')}; backends.hosts in baton.yaml would allow that.`;
      }
      if (used || !UNREACHED.test(failure)) return failure;
      return `${failure} It made no use of the proxy of its sandbox (HTTPS_PROXY), which is the only way to its model.`;
    },
  };
}

async function leadTo(address: ReachableAddress, inside: Socket, dial: Dial): Promise<void> {
  inside.on('error', () => inside.destroy());
  pipeBoth(inside, await dial(address));
}

/** In a folder of their own with a short path: the path of a socket has at most 107 bytes. */
async function listenIn(
  servers: readonly (readonly [string, Server])[],
): Promise<Pick<TaskNetwork, 'folder' | 'close'>> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'baton-net-'));
  const sockets = new Set<Socket>();
  const close = async () => {
    const closed = servers.map(([, server]) => new Promise((resolve) => server.close(resolve)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const [name, server] of servers) {
      server.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      await listening(server, join(folder, name));
    }
    return { folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
