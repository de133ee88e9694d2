import { expect, test } from 'vitest';
import { createProbeServer, type ProbeOptions } from '../../../adapters/http/probe-server.ts';
import { memoryService } from '../../bot/memory-service.ts';
import { afterFile } from '../../setup/file-end.ts';
import { statusOf } from './loopback-server.ts';

const NO_TOKENS = { admin: [], viewer: [] };
const VIEWER = { admin: [], viewer: ['look-1234567890'] };

async function probes(over: Partial<ProbeOptions> = {}): Promise<string> {
  const metrics = async () => 'baton_database_up 1\n';
  const options = { service: memoryService(), metrics, tokens: NO_TOKENS, host: '127.0.0.1', port: 0 };
  const server = await createProbeServer({ ...options, ...over });
  afterFile(() => server.close());
  return server.address.replace('0.0.0.0', '127.0.0.1');
}

test('a worker says that it lives, that it can work, and how it fares', async () => {
  const address = await probes();
  const health = await fetch(`${address}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
  const ready = await fetch(`${address}/readyz?verbose`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  const metrics = await fetch(`${address}/metrics`);
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await metrics.text()).toBe('baton_database_up 1\n');
});

test('a worker without its database is not ready, and says why', async () => {
  const reason = 'the database cannot be reached';
  const service = {
    ...memoryService(),
    ready: async () => ({ ready: false, reason, remedy: 'Start it.' }) as const,
  };
  const address = await probes({ service });
  const answer = await fetch(`${address}/readyz`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toEqual({ status: reason, remedy: 'Start it.' });
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
});

test('where others can reach a worker, probes are open and metrics ask for a token', async () => {
  const address = await probes({ host: '0.0.0.0', tokens: VIEWER });
  const headers = { authorization: 'Bearer look-1234567890' };
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  expect((await fetch(`${address}/metrics`)).status).toBe(401);
  expect((await fetch(`${address}/metrics`, { headers })).status).toBe(200);
});

test('where others can reach a worker that has no token, its metrics are closed', async () => {
  expect((await fetch(`${await probes({ host: '0.0.0.0' })}/metrics`)).status).toBe(401);
});

test('a worker serves nothing else, and nothing to other names of this machine', async () => {
  const address = await probes();
  expect((await fetch(`${address}/api/runs`)).status).toBe(404);
  expect((await fetch(`${address}/healthz`, { method: 'POST' })).status).toBe(405);
  expect(await statusOf(address, '/metrics', { host: 'evil.example' })).toBe(403);
});

test('a port that is taken is said so', async () => {
  const port = Number(new URL(await probes()).port);
  await expect(probes({ port })).rejects.toMatchObject({ code: 'no_listen', path: 'PORT' });
});

test('metrics that fail leave the worker answering', async () => {
  const address = await probes({ metrics: () => Promise.reject(new Error('no figures')) });
  expect((await fetch(`${address}/metrics`)).status).toBe(500);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
});
