/** What an agent tries from inside the sandbox to reach something, and servers for it to reach. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CliOptions } from '../../../../../adapters/agents/cli/cli-backend.ts';
import type { AgentEvent } from '../../../../../runner/core/ports/agent.ts';
import { eventsOf } from '../../../../contracts/agent-contract.ts';
import { afterFile } from '../../../../setup/file-end.ts';
import { confined, makeCheckout, makeHomes, taskFor } from '../setting.ts';
import { makeToyAgent, print } from '../toy-agent.ts';

const cwd = makeCheckout();

/** Functions that the scripts below may use. They end with what came of it, as JSON. */
const TOOLS = `
const http = require('node:http'), net = require('node:net');
const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n', () => process.exit());
const proxy = new URL(process.env.HTTPS_PROXY ?? 'http://127.0.0.1:1');
const direct = (to) => new Promise((done) => {
  const socket = net.connect(to);
  socket.on('error', ({ code }) => done(code)).on('connect', () => done('connected'));
});
const tunnel = (path) => new Promise((done, failed) => {
  const asked = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path });
  asked.on('error', failed).on('connect', ({ statusCode }, socket, head) => done({ statusCode, socket, head: String(head) })).end();
});
const plain = (path, headers = {}) => new Promise((done, failed) => {
  http.get({ host: proxy.hostname, port: proxy.port, path, headers, agent: false }, async (answer) => {
    let body = ''; for await (const chunk of answer) body += chunk;
    done({ status: answer.statusCode, location: answer.headers.location, body });
  }).on('error', failed);
});
`;

/** Runs a script in the sandbox. Returns what it said last, and the log of the sandbox. */
export async function inside(script: string, options: Partial<CliOptions> = {}) {
  const log: string[] = [];
  const source = `${TOOLS}(async () => { ${script} })().catch((error) => say({ failed: String(error) }));`;
  const acts = [{ run: ['node', '-e', source] }, ...print({ done: 'done' })];
  const agent = makeToyAgent({
    sandbox: confined,
    home: makeHomes(),
    log: (line) => log.push(line),
    ...options,
  });
  const events = await eventsOf(agent, taskFor(acts, cwd));
  return { said: saidIn(events), log };
}

function saidIn(events: readonly AgentEvent[]): unknown {
  const found = events.find((event) => event.type === 'text');
  const { stdout, stderr } = JSON.parse(found?.delta ?? '{}') as Record<'stdout' | 'stderr', string>;
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (last === '') throw new Error(`nothing was said: ${stderr}`);
  return JSON.parse(last);
}

/** Listens on loopback until the file ends. */
export async function listenTo(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
