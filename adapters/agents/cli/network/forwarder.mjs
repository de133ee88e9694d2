/**
 * Runs inside the sandbox, between it and the agent: listens on the sandbox's own loopback, passes every connection on to
 * a UNIX socket of Baton's, and starts the agent with the variables that lead there. Arguments: the folder of the sockets,
 * then the agent's command. `proxy` is the socket of the proxy; one that is named by a port is a server of this machine,
 * found at the same port here. Plain JavaScript, because it starts in half the time without types to strip.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';

const PROXY = 'proxy';
/** as a shell has it for a command that can't be started */
const NOT_STARTED = 127;
const [, , folder = '', program = '', ...args] = process.argv;

/** @param {string} name @param {string} host @param {number} port */
async function listen(name, host, port) {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (inside) => {
    const outside = connect({ path: join(folder, name), allowHalfOpen: true });
    const end = () => {
      inside.destroy();
      outside.destroy();
    };
    for (const side of [inside, outside]) side.on('error', end).on('close', end);
    inside.pipe(outside).pipe(inside);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server.address();
}

/** @param {string} name the port that programs know the server by */
async function listenAsServer(name) {
  await listen(name, '127.0.0.1', Number(name));
  // A machine may have no IPv6.
  await listen(name, '::1', Number(name)).catch(() => undefined);
}

/** @param {number} port */
function environment(port) {
  const proxy = `http://127.0.0.1:${port}`;
  const own = '127.0.0.1,localhost,::1';
  return {
    ...process.env,
    ...{ HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy },
    // What the agent itself listens on, and the servers of this machine, are reached directly.
    ...{ NO_PROXY: own, no_proxy: own },
    // Node's own clients heed these variables only when told to.
    NODE_USE_ENV_PROXY: '1',
  };
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(NOT_STARTED);
}

try {
  for (const name of readdirSync(folder)) if (name !== PROXY) await listenAsServer(name);
  const address = await listen(PROXY, '127.0.0.1', 0);
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const child = spawn(program, args, { stdio: 'inherit', env: environment(port) });
  child.once('error', (error) => fail(`${program} can't be started in the sandbox: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
} catch (error) {
  fail(`The sandbox's network can't be set up: ${error instanceof Error ? error.message : error}`);
}
