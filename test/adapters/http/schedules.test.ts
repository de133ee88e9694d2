/** `/api/schedules` over the real runner. */
import { afterEach, expect, test } from 'vitest';
import { harness } from '../../runner/engine/harness.ts';
import { type Loopback, loopback } from './loopback-server.ts';

const on = harness();
afterEach(() => on.query('DELETE FROM schedules'));

async function opened(): Promise<
  Loopback & { send(method: string, path: string, body?: unknown): Promise<Response> }
> {
  const { schedules, service } = await on.runner();
  const server = await loopback({ schedules, service });
  return {
    ...server,
    send: (method, path, body) =>
      fetch(`${server.address}${path}`, {
        method,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** What a test reads of an answer. */
interface Body {
  readonly id: string;
  readonly run_id: string;
  readonly run: { readonly schedule: unknown };
  readonly error: { readonly code: string; readonly path?: string };
}
const bodyOf = async (answer: Response) => (await answer.json()) as Body;

const daily = { when: 'weekdays 8:00', tz: 'Europe/Berlin', project_id: 'toy', flow_name: 'toy' };

test('a schedule is added from words, listed, and read by its id', async () => {
  const { post, get } = await opened();
  const answer = await post('/api/schedules', daily);
  expect(answer.status).toBe(201);
  const added = await bodyOf(answer);
  expect(added).toMatchObject({
    name: 'toy · toy · weekdays at 08:00',
    cron: '0 8 * * 1-5',
    when: 'weekdays at 08:00',
    tz: 'Europe/Berlin',
    source: 'stored',
    owner: 'api',
    paused: false,
    last_fire: null,
    run: { project_id: 'toy', flow_name: 'toy', band: 'small', fast: false, question: null },
  });
  expect(answer.headers.get('location')).toBe(`/api/schedules/${added.id}`);
  expect(await (await get('/api/schedules')).json()).toEqual({ schedules: [added] });
  expect(await (await get('/api/schedules?project_id=other')).json()).toEqual({ schedules: [] });
  expect(await (await get(`/api/schedules/${added.id}`)).json()).toEqual(added);
});

test('a request that is sent again with its key adds one schedule, and starts one run', async () => {
  const { post, get } = await opened();
  const once = { 'idempotency-key': 'k' };
  const ids = [];
  for (const _ of [1, 2]) ids.push((await bodyOf(await post('/api/schedules', daily, once))).id);
  expect(ids[0]).toBe(ids[1]);
  const runs = [];
  for (const _ of [1, 2]) {
    const answer = await post(`/api/schedules/${ids[0]}/run`, undefined, once);
    expect(answer.status).toBe(201);
    runs.push((await bodyOf(answer)).run_id);
  }
  expect(runs[0]).toBe(runs[1]);
  const { run } = await bodyOf(await get(`/api/runs/${runs[0]}`));
  expect(run.schedule).toMatchObject({ id: ids[0], name: 'toy · toy · weekdays at 08:00' });
});

test('the same key with another body is refused, with the same body it is not, even once the schedule was changed', async () => {
  const { post, send } = await opened();
  const once = { 'idempotency-key': 'body' };
  const { id } = await bodyOf(await post('/api/schedules', daily, once));
  const other = await post('/api/schedules', { ...daily, when: 'weekdays 9:00' }, once);
  expect(other.status).toBe(409);
  expect((await bodyOf(other)).error).toMatchObject({
    code: 'idempotency_conflict',
    path: 'Idempotency-Key',
  });
  await send('PATCH', `/api/schedules/${id}`, { when: 'weekdays 10:00' });
  const again = await post('/api/schedules', daily, once);
  expect(await bodyOf(again)).toMatchObject({ id, cron: '0 10 * * 1-5' });
});

test('a change keeps what it leaves out', async () => {
  const { post, send } = await opened();
  const { id } = await bodyOf(await post('/api/schedules', { ...daily, question: 'Why?' }));
  const changed = await (await send('PATCH', `/api/schedules/${id}`, { band: 'large', name: 'Mine' })).json();
  expect(changed).toMatchObject({
    name: 'Mine',
    cron: '0 8 * * 1-5',
    run: { band: 'large', question: 'Why?' },
  });
  const paused = await (await send('PATCH', `/api/schedules/${id}`, { paused: true })).json();
  expect(paused).toMatchObject({ paused: true, next_fire: null, name: 'Mine' });
  const resumed = await (await send('PATCH', `/api/schedules/${id}`, { paused: false })).json();
  expect(resumed).toMatchObject({ paused: false, next_fire: expect.stringContaining('T0') });
});

test('a schedule is removed once', async () => {
  const { post, send } = await opened();
  const { id } = await bodyOf(await post('/api/schedules', daily));
  expect((await send('DELETE', `/api/schedules/${id}`)).status).toBe(204);
  const again = await send('DELETE', `/api/schedules/${id}`);
  expect(again.status).toBe(404);
  expect((await bodyOf(again)).error.code).toBe('unknown_schedule');
});

test.each([
  ['a field that is not known', { ...daily, corn: '* * * * *' }, 'unknown_field', 'corn'],
  ['a time that is not understood', { ...daily, when: 'sometimes' }, 'bad_schedule', 'when'],
  ['no time', { project_id: 'toy', flow_name: 'toy' }, 'bad_request', 'when'],
  ['a flow that does not exist', { ...daily, flow_name: 'toyy' }, 'unknown_flow', 'flow_name'],
])('%s is refused', async (_, body, code, path) => {
  const { post } = await opened();
  const answer = await post('/api/schedules', body);
  expect(answer.status).toBe(400);
  expect((await bodyOf(answer)).error).toMatchObject({ code, path });
});

test('a schedule of baton.yaml is paused here and changed in the file only', async () => {
  const { firing, schedules, service } = await on.runner();
  const { address } = await loopback({ schedules, service });
  const run = { project_id: 'toy', flow_name: 'toy', band: 'small', fast: false } as const;
  const none = { question: null, backend: null, model: null };
  await firing.sync([
    { id: 'nightly', cron: '0 2 * * *', tz: 'UTC', post_to: null, run: { ...run, ...none } },
  ]);
  const patch = (body: unknown) =>
    fetch(`${address}/api/schedules/nightly`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect(await (await patch({ paused: true })).json()).toMatchObject({
    id: 'nightly',
    source: 'file',
    paused: true,
  });
  const refused = await patch({ when: 'hourly' });
  expect(refused.status).toBe(409);
  expect((await bodyOf(refused)).error).toMatchObject({ code: 'schedule_of_file' });
  expect((await fetch(`${address}/api/schedules/nightly`, { method: 'DELETE' })).status).toBe(409);
});
