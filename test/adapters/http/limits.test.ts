import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Routes } from '../../../adapters/chat/routes.ts';
import { createRequestRate } from '../../../adapters/http/request-rate.ts';
import { loopback } from './loopback-server.ts';

const TOKENS = { admin: ['one', 'two'], viewer: ['look'] };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const limits = (perMinute: number, connections = 1_000) => ({ limits: { perMinute, connections } });

function socketTo(address: string): Socket {
  const { hostname, port } = new URL(address);
  return connect(Number(port), hostname).on('error', () => undefined);
}

test('a caller that sends too much is asked to wait, and how long', async () => {
  const { get } = await loopback(limits(2));
  expect((await get('/api/flows')).status).toBe(200);
  expect((await get('/api/flows')).status).toBe(200);
  const answer = await get('/api/flows');
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('30');
  expect(await answer.json()).toEqual({
    error: { code: 'too_many_requests', message: 'Too many requests. Go on in 30 s.' },
  });
});

test('each token is counted for itself, and whoever has none by address', async () => {
  const { get } = await loopback({ tokens: TOKENS, ...limits(1) });
  const statusOf = async (headers?: Record<string, string>) => (await get('/api/flows', headers)).status;
  for (const token of ['one', 'two', 'look']) expect(await statusOf(bearer(token))).toBe(200);
  for (const token of ['one', 'two', 'look']) expect(await statusOf(bearer(token))).toBe(429);
  expect(await statusOf(bearer('a guess'))).toBe(401);
  expect(await statusOf(bearer('another guess'))).toBe(429);
  expect(await statusOf()).toBe(429);
});

test('a session is counted for itself, and no addition to its cookie starts it anew', async () => {
  const { get, post } = await loopback({ tokens: TOKENS, ...limits(2) });
  const signedIn = await post('/api/session', { token: 'one' });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const statusOf = async (given: string) => (await get('/api/flows', { cookie: given })).status;
  expect(await statusOf(cookie)).toBe(200);
  expect(await statusOf(`other=1; ${cookie}`)).toBe(200);
  expect(await statusOf(`other=2; ${cookie}`)).toBe(429);
});

test('what a chat platform sends is not counted, since the platform signs it; nor are probes', async () => {
  const echo: Routes = { paths: ['/slack/events'], listener: (_, response) => void response.end('heard') };
  const { get, post } = await loopback({ ...limits(1), mounts: [echo] });
  expect((await get('/api/flows')).status).toBe(200);
  expect((await get('/api/flows')).status).toBe(429);
  expect((await post('/slack/events', {})).status).toBe(200);
  for (const path of ['/healthz', '/readyz']) expect((await get(path)).status).toBe(200);
});

test('a connection without a request is closed', async () => {
  const { address } = await loopback({ idleMs: 50, requestMs: 1_000 });
  const socket = socketTo(address);
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200/);
});

test('connections beyond the limit are closed, and others are served when one ends', async () => {
  const { address } = await loopback({ ...limits(100, 2) });
  const [first, second] = [socketTo(address), socketTo(address)];
  await Promise.all([first, second].map((socket) => new Promise((resolve) => socket.on('connect', resolve))));
  // Each has been accepted once it has had an answer.
  for (const socket of [first, second]) {
    socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
  }
  expect(await text(socketTo(address)).catch(() => '')).toBe('');
  first.destroy();
  const served = async () => {
    const socket = socketTo(address);
    socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    return await text(socket).catch(() => '');
  };
  await expect.poll(served).toMatch(/^HTTP\/1\.1 200/);
  second.destroy();
});

test('a bucket fills up again steadily, and never beyond a minute’s worth', () => {
  let now = 0;
  const rate = createRequestRate(60, () => now);
  for (let each = 0; each < 60; each += 1) expect(rate.count('a')).toBe(0);
  expect(rate.count('a')).toBe(1);
  now += 1_000;
  expect(rate.count('a')).toBe(0);
  expect(rate.count('a')).toBe(1);
  now += 3_600_000;
  for (let each = 0; each < 60; each += 1) expect(rate.count('a')).toBe(0);
  expect(rate.count('a')).toBe(1);
  expect(rate.count('b')).toBe(0);
});

test('callers are not remembered without end, and the one that sends is', () => {
  const rate = createRequestRate(1, () => 0);
  rate.count('away');
  rate.count('here');
  for (let each = 0; each < 20_000; each += 1) {
    rate.count(`address ${each}`);
    if (each % 1_000 === 0) expect(rate.count('here')).toBe(60);
  }
  expect(rate.count('away')).toBe(0);
});
