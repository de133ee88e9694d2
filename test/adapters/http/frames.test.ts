import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Frame } from '../../../runner/core/frames.ts';
import { runDocument } from '../../bot/memory-service.ts';
import { type Loopback, loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const OTHER = '2a2b3c4d-0000-4000-8000-000000000000';

interface Client {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  /** the code of the server's close frame, 1006 when the connection was cut */
  readonly closed: Promise<number>;
}

async function connect(
  { address, service }: Loopback,
  query = '',
  protocols: string[] = [],
): Promise<Client> {
  const listening = service.listeners();
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/ws${query}`, protocols);
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await once(socket, 'open');
  await vi.waitFor(() => expect(service.listeners()).toBe(listening + 1));
  return { socket, frames, closed };
}

/** The HTTP status with which a connection is refused. */
async function refusal(
  address: string,
  path: string,
  headers: Record<string, string> = {},
  protocols: string[] = [],
) {
  const socket = new WebSocket(`${address.replace('http', 'ws')}${path}`, protocols, { headers });
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  socket.terminate();
  return response.statusCode;
}

const update = (run_id: string): Frame => ({
  type: 'flow_run_step_updated',
  run_id,
  step_id: 'lens',
  status: 'completed',
});

describe('GET /api/ws', () => {
  test('sends each frame as one JSON message', async () => {
    const server = await loopback();
    const { frames, socket } = await connect(server);
    server.service.tell(update(ID));
    server.service.tell({ type: 'delta', chat_id: OTHER, delta: 'hello' });
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(frames).toEqual([update(ID), { type: 'delta', chat_id: OTHER, delta: 'hello' }]);
    socket.close();
    await vi.waitFor(() => expect(server.service.listeners()).toBe(0));
  });

  test('sends those of one run when asked so', async () => {
    const server = await loopback();
    server.service.put({ run: runDocument({ id: ID }), steps: [], report: null });
    const { frames } = await connect(server, `?run_id=${ID}`);
    server.service.tell(update(OTHER));
    server.service.tell(update(ID));
    await vi.waitFor(() => expect(frames).toEqual([update(ID)]));
  });

  test('leaves out what agents say when asked for what becomes of runs', async () => {
    const server = await loopback();
    const { frames } = await connect(server, '?events=runs');
    server.service.tell({ type: 'delta', chat_id: OTHER, delta: 'hello' });
    server.service.tell(update(ID));
    await vi.waitFor(() => expect(frames).toEqual([update(ID)]));
  });

  test('refuses an unknown run, an unknown filter, and a plain request', async () => {
    const { address, get } = await loopback();
    expect(await refusal(address, `/api/ws?run_id=${ID}`)).toBe(404);
    expect(await refusal(address, '/api/ws?run_id=nonsense')).toBe(404);
    expect(await refusal(address, '/api/ws?run=1')).toBe(400);
    expect((await get('/api/ws')).status).toBe(426);
  });

  test('refuses a page of another origin and a name that is not its own', async () => {
    const { address } = await loopback();
    expect(await refusal(address, '/api/ws', { origin: 'https://evil.example' })).toBe(403);
    expect(await refusal(address, '/api/ws', { host: 'evil.example' })).toBe(403);
  });

  test('takes the token as a subprotocol, which is all that a browser can send', async () => {
    const server = await loopback({ tokens: { admin: ['secret'], viewer: [] } });
    const { socket } = await connect(server, '', ['baton.bearer.secret']);
    expect(socket.protocol).toBe('baton.bearer.secret');
    const both = await connect(server, '', ['baton', 'baton.bearer.secret']);
    expect(both.socket.protocol).toBe('baton');
    expect(await refusal(server.address, '/api/ws', {}, ['baton.bearer.wrong'])).toBe(401);
    expect(await refusal(server.address, '/api/ws')).toBe(401);
  });

  test('lets a client go that does not read', async () => {
    const server = await loopback();
    const slow = await connect(server);
    (slow.socket as unknown as { _socket: Socket })._socket.pause();
    const delta = 'x'.repeat(1024 * 1024);
    await vi.waitFor(() => {
      server.service.tell({ type: 'delta', chat_id: ID, delta });
      expect(server.service.listeners()).toBe(0);
    }, 10_000);
  });

  test('lets a client go that sends a large message', async () => {
    const server = await loopback();
    const { socket, closed } = await connect(server);
    socket.send('x'.repeat(5000));
    expect(await closed).toBe(1009);
  });

  test('says goodbye when the server stops, also to a client that does not answer', async () => {
    const server = await loopback();
    const polite = await connect(server);
    const silent = await connect(server);
    (silent.socket as unknown as { _socket: Socket })._socket.pause();
    await server.close();
    expect(await polite.closed).toBe(1001);
    expect(server.service.listeners()).toBe(0);
    silent.socket.terminate();
  });
});
