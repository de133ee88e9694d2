import { expect, test } from 'vitest';
import type { RunChat } from '../../../runner/core/ports/run-chat.ts';
import { loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const ABOUT = { requested_by: { actor: 'api', name: 'api' }, people: [], threads: [], exports: [] };

async function served() {
  const exported: unknown[] = [];
  const chat: RunChat = {
    about: async () => ABOUT,
    export: async (...given) => void exported.push(given),
  };
  const tokens = { admin: ['change'], viewer: ['look'] };
  const { get, post } = await loopback({ chat, tokens });
  const as = (token: string, more = {}) => ({ authorization: `Bearer ${token}`, ...more });
  return { exported, get, post, as };
}

const PLACE = { platform: 'slack', workspace: 'T1', channel: 'C1', thread: null };

test('who asked for a run, and where it is, is told to those who may look', async () => {
  const { get, as } = await served();
  expect(await (await get(`/api/runs/${ID}/chat`, as('look'))).json()).toEqual(ABOUT);
});

test('a run is exported to a channel, and once for one key', async () => {
  const { exported, post, as } = await served();
  const sent = await post(
    `/api/runs/${ID}/export`,
    { to: 'slack:T1/C1' },
    as('change', { 'idempotency-key': 'k' }),
  );
  expect([sent.status, await sent.json()]).toEqual([202, { run_id: ID }]);
  await post(`/api/runs/${ID}/export`, { to: 'slack:T1/C1' }, as('change'));
  expect(exported).toEqual([
    [ID, PLACE, 'api', 'api:k'],
    [ID, PLACE, 'api', expect.stringMatching(/^api:[0-9a-f-]{36}$/)],
  ]);
});

test.each([
  ['change', { to: 'everywhere' }, 400],
  ['change', {}, 400],
  ['change', { to: 'slack:C1', mode: 'x' }, 400],
  ['look', { to: 'slack:C1' }, 403],
])('%s may not export %j', async (token, body, status) => {
  const { exported, post, as } = await served();
  expect((await post(`/api/runs/${ID}/export`, body, as(token))).status).toBe(status);
  expect(exported).toEqual([]);
});
