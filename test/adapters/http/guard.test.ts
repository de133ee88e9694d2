import { describe, expect, test } from 'vitest';
import { isLoopback } from '../../../adapters/http/binding.ts';
import { loopback, RUN, statusOf } from './loopback-server.ts';

describe('where it listens', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'example.org', ''])(
    'HOST=%s without a token is refused',
    async (host) => {
      await expect(loopback({ host })).rejects.toMatchObject({ code: 'open_binding' });
    },
  );

  test('with a token it may be reached from elsewhere, under any name', async () => {
    const { address } = await loopback({ host: '0.0.0.0', tokens: { admin: ['secret'], viewer: [] } });
    const here = address.replace('0.0.0.0', '127.0.0.1');
    const headers = { host: 'baton.example.org', authorization: 'Bearer secret' };
    expect(await statusOf(here, '/api/flows', headers)).toBe(200);
  });

  test('a port that is taken is said so', async () => {
    const { address } = await loopback();
    await expect(loopback({ port: Number(new URL(address).port) })).rejects.toThrow(
      /^Port \d+ on 127\.0\.0\.1 is taken\. Set PORT to another one/,
    );
  });

  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['localhost', true],
    ['[::1]', true],
    ['::1', true],
    ['127.0.0.1.example.org', false],
    ['localhost.example.org', false],
    ['10.0.0.1', false],
  ])('%s is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('the Host header', () => {
  test.each([
    ['evil.example', 403],
    ['127.0.0.1.evil.example:3000', 403],
    ['localhost:3000', 200],
    ['127.0.0.1', 200],
    ['[::1]:3000', 200],
  ])('%s on a loopback server is %i', async (host, status) => {
    const { address } = await loopback();
    expect(await statusOf(address, '/api/flows', { host })).toBe(status);
    expect(await statusOf(address, '/healthz', { host })).toBe(status);
  });
});

describe('the Origin header', () => {
  test.each(['https://evil.example', 'null', 'http://localhost:1', 'nonsense'])(
    '%s starts nothing',
    async (origin) => {
      const { post, service } = await loopback();
      const response = await post('/api/runs', RUN, { origin });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: 'forbidden_origin' } });
      expect(service.requests).toEqual([]);
    },
  );

  test('of the server itself is let through', async () => {
    const { post, address } = await loopback();
    expect((await post('/api/runs', RUN, { origin: address })).status).toBe(201);
  });
});

describe('with a token', () => {
  test.each([
    ['none', {}, 401],
    ['a wrong one', { authorization: 'Bearer wrong' }, 401],
    ['a longer one', { authorization: 'Bearer secret2' }, 401],
    ['another scheme', { authorization: 'Basic secret' }, 401],
    ['the right one', { authorization: 'Bearer secret' }, 200],
    ['the right one, in lower case', { authorization: 'bearer secret' }, 200],
  ])('%s', async (_name, headers: Record<string, string>, status) => {
    const { get } = await loopback({ tokens: { admin: ['secret'], viewer: [] } });
    for (const path of ['/api/flows', '/api/openapi.json', '/metrics']) {
      const response = await get(path, headers);
      expect(response.status).toBe(status);
      expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
    }
  });

  test('only health is open', async () => {
    const { get } = await loopback({ tokens: { admin: ['secret'], viewer: [] } });
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/nothing')).status).toBe(401);
  });
});
