import { describe, expect, test } from 'vitest';
import { accessBy } from '../../../adapters/http/access.ts';
import { loopback, RUN } from './loopback-server.ts';

const TOKENS = { admin: ['new-secret', 'old-secret'], viewer: ['look-only'] };

/** Signs in, and returns the cookie as a browser sends it. */
async function signedIn({ post }: Awaited<ReturnType<typeof loopback>>, token: string): Promise<string> {
  const response = await post('/api/session', { token });
  expect(response.status).toBe(200);
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('a browser’s session', () => {
  test.each([
    ['new-secret', 'admin'],
    ['old-secret', 'admin'],
    ['look-only', 'viewer'],
  ])('comes for the token %s, as %s', async (token, role) => {
    const server = await loopback({ tokens: TOKENS });
    const cookie = await signedIn(server, token);
    expect(await (await server.get('/api/session', { cookie })).json()).toEqual({ role, guarded: true });
    expect((await server.get('/api/runs', { cookie })).status).toBe(200);
  });

  test('is a cookie that no script reads and no other site sends', async () => {
    const { post } = await loopback({ tokens: TOKENS });
    const cookie = (await post('/api/session', { token: 'new-secret' })).headers.get('set-cookie');
    expect(cookie).toMatch(
      /^baton_session=\d+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
    );
    expect(cookie).not.toContain('secret');
  });

  test('is sent by https only where people reach the server by https', async () => {
    const { post, address } = await loopback({ tokens: TOKENS, host: '127.0.0.1' });
    const origin = address.replace('http:', 'https:');
    const cookie = (await post('/api/session', { token: 'new-secret' }, { origin })).headers.get(
      'set-cookie',
    );
    expect(cookie).toContain('; Secure');
  });

  test('does not come for a wrong token', async () => {
    const { post } = await loopback({ tokens: TOKENS });
    const response = await post('/api/session', { token: 'wrong' });
    expect(response.status).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.json()).toMatchObject({ error: { code: 'wrong_token' } });
  });

  test.each([
    ['another signature', (cookie: string) => `${cookie.slice(0, -2)}xx`],
    ['a later end', (cookie: string) => cookie.replace('=', '=9')],
    ['no signature', (cookie: string) => cookie.replace(/\..*/, '.')],
    ['nothing', () => 'baton_session='],
  ])('with %s is none', async (_what, changed) => {
    const server = await loopback({ tokens: TOKENS });
    const cookie = changed(await signedIn(server, 'new-secret'));
    expect((await server.get('/api/runs', { cookie })).status).toBe(401);
  });

  test('ends after thirty days, and with the token that it came for', () => {
    let time = 0;
    const access = accessBy(TOKENS, () => time);
    const cookie = access.signIn('old-secret', { secure: false })?.cookie.split(';')[0] ?? '';
    expect(access.roleOf({ cookie })).toBe('admin');
    expect(accessBy({ admin: ['new-secret'], viewer: [] }, () => time).roleOf({ cookie })).toBeNull();
    time = 30 * 24 * 60 * 60 * 1000;
    expect(access.roleOf({ cookie })).toBeNull();
  });

  test('ends when its person signs out', async () => {
    const { address } = await loopback({ tokens: TOKENS });
    const response = await fetch(`${address}/api/session`, { method: 'DELETE' });
    expect(response.headers.get('set-cookie')).toMatch(/^baton_session=; .*Max-Age=0/);
  });
});

test('without tokens anyone on this machine may do everything, and is told so', async () => {
  const { get } = await loopback();
  expect(await (await get('/api/session')).json()).toEqual({ role: 'admin', guarded: false });
});

describe('a token that may only look', () => {
  test('reads, and changes nothing', async () => {
    const { get, post, service } = await loopback({ tokens: TOKENS });
    const headers = { authorization: 'Bearer look-only' };
    expect((await get('/api/runs', headers)).status).toBe(200);
    const response = await post('/api/runs', RUN, headers);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'view_only' } });
    expect(service.requests).toEqual([]);
  });

  test('is not enough for a service, in which then nobody could start anything', async () => {
    await expect(loopback({ tokens: { admin: [], viewer: ['look-only'] } })).rejects.toMatchObject({
      code: 'view_token_alone',
    });
  });
});

describe('a request with a session that changes something', () => {
  test.each([
    ['from the server’s own page', { 'sec-fetch-site': 'same-origin' }, 201],
    ['from a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from another port of the same host', { 'sec-fetch-site': 'same-site' }, 403],
    ['from nobody knows where', {}, 403],
  ])('%s', async (_from, headers: Record<string, string>, status) => {
    const server = await loopback({ tokens: TOKENS });
    const cookie = await signedIn(server, 'new-secret');
    expect((await server.post('/api/runs', RUN, { ...headers, cookie })).status).toBe(status);
  });

  test('may come from a browser that says its origin only', async () => {
    const server = await loopback({ tokens: TOKENS });
    const cookie = await signedIn(server, 'new-secret');
    expect((await server.post('/api/runs', RUN, { cookie, origin: server.address })).status).toBe(201);
  });
});

test('a page of another site changes nothing where no token is needed either', async () => {
  const { post } = await loopback();
  expect((await post('/api/runs', RUN, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});
