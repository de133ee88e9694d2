import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { Routes } from '../../../adapters/chat/routes.ts';
import { loopback } from './loopback-server.ts';

/** Answers with what it read, as it came. */
const echo: Routes = {
  paths: ['/slack/events'],
  listener: (request, response) => {
    void text(request).then((body) => response.end(`${request.method} ${body}`));
  },
};

it('a mounted route reads the raw body, whatever its type', async () => {
  const { address } = await loopback({ mounts: [echo] });
  for (const type of ['application/x-www-form-urlencoded', 'application/json', 'text/odd']) {
    const answer = await fetch(`${address}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{"a": 1, }&x=%20',
    });
    expect(await answer.text()).toBe('POST {"a": 1, }&x=%20');
  }
});

it('a mounted route asks for no token, and the others do as ever', async () => {
  const { address, get } = await loopback({
    mounts: [echo],
    tokens: { admin: ['secret-token-of-the-operator'], viewer: [] },
  });
  expect(await (await get('/slack/events')).text()).toBe('GET ');
  expect((await get('/api/flows')).status).toBe(401);
  expect((await fetch(`${address}/slack/other`)).status).toBe(401);
});

it('a server is not ready while a platform that it is to serve is away', async () => {
  const away = ['slack is not connected'];
  const { get } = await loopback({ away: () => away });
  const answer = await get('/readyz');
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'slack is not connected' }]);
  away.pop();
  expect((await get('/readyz')).status).toBe(200);
});
