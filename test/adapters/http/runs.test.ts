import { describe, expect, test } from 'vitest';
import { RunDetail, RunPage } from '../../../runner/core/documents.ts';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { loopback, RUN } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';

describe('POST /api/runs', () => {
  test('starts a run and answers its id and place', async () => {
    const { post, service } = await loopback();
    const response = await post('/api/runs', {
      ...RUN,
      fast: true,
      base: 'v1',
      paths: ['src/**'],
      backend: 'scripted',
    });
    expect(response.status).toBe(201);
    const { run_id } = (await response.json()) as { run_id: string };
    expect(response.headers.get('location')).toBe(`/api/runs/${run_id}`);
    expect(service.requests).toEqual([
      {
        id: null,
        project: { id: 'shop', path: '/srv/shop', url: null, ref: null, host: 'here' },
        flow_name: 'code-review',
        band: 'small',
        fast: true,
        question: 'Right?',
        given: {},
        pull_request: null,
        base: 'v1',
        head: null,
        paths: ['src/**'],
        model: null,
        backend: 'scripted',
        resolves: 'now',
        post_to: null,
        requested_by: 'api',
      },
    ]);
  });

  test('reads the commits of an earlier run again', async () => {
    const { post, service } = await loopback();
    const commits = { head: 'a'.repeat(40), base: null };
    expect((await post('/api/runs', { ...RUN, commits })).status).toBe(201);
    expect(service.requests).toMatchObject([{ commits }]);
  });

  test.each([
    ['no body', undefined, 'bad_request', undefined],
    ['a body that is no JSON', '{"project_id":', 'malformed', undefined],
    ['a list', [], 'bad_request', undefined],
    ['a missing flow', { ...RUN, flow_name: undefined }, 'bad_request', 'flow_name'],
    ['a band that is none', { ...RUN, band: 'huge' }, 'bad_request', 'band'],
    ['a fast that is no boolean', { ...RUN, fast: 'yes' }, 'bad_request', 'fast'],
    ['a missing question', { ...RUN, input: {} }, 'bad_request', 'input.question'],
    ['a question that is no text', { ...RUN, input: { question: 3 } }, 'bad_request', 'input.question'],
    ['a blank question', { ...RUN, input: { question: ' ' } }, 'blank_focus', 'input.question'],
    ['an unknown field', { ...RUN, foucs: 'x' }, 'unknown_field', 'foucs'],
    ['a mode', { ...RUN, mode: 'plan' }, 'unknown_field', 'mode'],
    ['a mode_id', { ...RUN, mode_id: 'act' }, 'unknown_field', 'mode_id'],
    ['a mode in the input', { ...RUN, input: { question: 'x', mode: 'act' } }, 'unknown_field', 'input.mode'],
    ['a poisoned prototype', '{"__proto__":{"mode":"act"},"project_id":"shop"}', 'malformed', undefined],
    ['a path that is no text', { ...RUN, paths: [3] }, 'bad_request', 'paths.0'],
    [
      'a commit that is a ref',
      { ...RUN, commits: { head: 'main', base: null } },
      'bad_request',
      'commits.head',
    ],
    ['commits without a base', { ...RUN, commits: { head: 'a'.repeat(40) } }, 'bad_request', 'commits.base'],
    ['an unknown project', { ...RUN, project_id: '/etc' }, 'unknown_project', 'project_id'],
    ['a malformed channel', { ...RUN, post_to: 'slack:T1/' }, 'bad_request', 'post_to'],
    ['a channel by its name', { ...RUN, post_to: 'slack:#general' }, 'bad_request', 'post_to'],
    ['a channel without a platform', { ...RUN, post_to: 'C1' }, 'bad_request', 'post_to'],
    ['a place that is no text', { ...RUN, post_to: { platform: 'slack' } }, 'bad_request', 'post_to'],
  ])('refuses %s with 400, saying what and where', async (_name, body, code, path) => {
    const { post, service } = await loopback();
    const response = await post('/api/runs', body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: Record<string, string> };
    expect({ code: error.code, path: error.path }).toEqual({ code, path });
    expect(error.message).toBeTruthy();
    expect(service.requests).toEqual([]);
  });

  test('takes the key that a request carries, with what is asked for', async () => {
    const { post, service } = await loopback();
    const ask = async (body: object, key?: string) => {
      const response = await post('/api/runs', body, key === undefined ? {} : { 'idempotency-key': key });
      expect(response.status).toBe(201);
      return service.requests.at(-1)?.once;
    };
    const first = await ask(RUN, 'k'.repeat(255));
    expect(first).toEqual({ key: `api:${'k'.repeat(255)}`, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await ask({ paths: [], ...RUN, fast: false }, 'k'.repeat(255))).toEqual(first);
    expect((await ask({ ...RUN, band: 'large' }, 'other'))?.hash).not.toBe(first?.hash);
    expect(await ask(RUN)).toBeUndefined();
  });

  test.each([
    ['slack:C1', { platform: 'slack', workspace: null, channel: 'C1', thread: null }],
    ['slack:T1/C1', { platform: 'slack', workspace: 'T1', channel: 'C1', thread: null }],
    ['discord:300', { platform: 'discord', workspace: null, channel: '300', thread: null }],
  ])('takes %s as the place where the run is to appear', async (text, place) => {
    const { post, service } = await loopback();
    expect((await post('/api/runs', { ...RUN, post_to: text })).status).toBe(201);
    expect(service.requests).toMatchObject([{ post_to: place }]);
  });

  test('refuses a place on a platform that is not there with 400', async () => {
    const { post, service } = await loopback();
    service.platforms = [];
    const response = await post('/api/runs', { ...RUN, post_to: 'slack:C1' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'no_platform', path: 'post_to' } });
  });

  test('refuses what is no JSON by its type, and what is too large', async () => {
    const { post, service } = await loopback();
    const form = await post('/api/runs', JSON.stringify(RUN), { 'content-type': 'text/plain' });
    expect(form.status).toBe(415);
    const large = await post('/api/runs', { ...RUN, input: { question: 'x'.repeat(270_000) } });
    expect(large.status).toBe(413);
    expect(await large.json()).toEqual({
      error: { code: 'too_large', message: 'The body is larger than 256 KiB.' },
    });
    expect(service.requests).toEqual([]);
  });
});

describe('GET /api/runs', () => {
  test('pages through the runs of a project, newest first', async () => {
    const { get, service } = await loopback();
    for (const minute of [1, 2, 3]) {
      service.put({
        run: runDocument({ created_at: `2026-03-01T12:0${minute}:00.000Z` }),
        steps: [],
        report: 'x',
      });
    }
    service.put({ run: runDocument({ project_id: 'other' }), steps: [], report: null });
    const first = RunPage.parse(await (await get('/api/runs?project_id=shop&limit=2')).json());
    expect(first.runs.map(({ created_at }) => created_at.slice(14, 16))).toEqual(['03', '02']);
    const second = RunPage.parse(
      await (await get(`/api/runs?project_id=shop&limit=2&cursor=${first.next_cursor}`)).json(),
    );
    expect(second.runs.map(({ created_at }) => created_at.slice(14, 16))).toEqual(['01']);
    expect(second.next_cursor).toBeNull();
  });

  test('takes empty parameters as not given', async () => {
    const { get, service } = await loopback();
    service.put({ run: runDocument(), steps: [], report: null });
    const page = RunPage.parse(await (await get('/api/runs?project_id=&limit=&cursor=')).json());
    expect(page.runs).toHaveLength(1);
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'page=2'])('refuses ?%s', async (query) => {
    const { get } = await loopback();
    const response = await get(`/api/runs?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { path: query.split('=')[0] } });
  });
});

describe('one run', () => {
  test('is answered with its steps and its report', async () => {
    const { get, service } = await loopback();
    const detail = { run: runDocument({ id: ID }), steps: [stepDocument('lens')], report: null };
    service.put(detail);
    const answer = await (await get(`/api/runs/${ID}`)).json();
    expect(RunDetail.parse(answer)).toEqual(detail);
  });

  test('says why it makes no progress, while it runs', async () => {
    const { get, service } = await loopback();
    service.put({ run: runDocument({ id: ID }), steps: [], report: null });
    service.wait = { type: 'queued', ahead: 2 };
    const waiting = { type: 'queued', message: 'waiting for a free agent slot (2 tasks ahead)' };
    expect(await (await get(`/api/runs/${ID}`)).json()).toMatchObject({ waiting });
    service.change(ID, { status: 'completed' });
    expect(await (await get(`/api/runs/${ID}`)).json()).toMatchObject({ waiting: null });
  });

  test.each([
    ['GET', '/api/runs/0b3c1a52-52cf-4d3b-a6b6-15c0b5a0a001'],
    ['GET', '/api/runs/nonsense'],
    ['POST', '/api/runs/nonsense/cancel'],
    ['POST', '/api/runs/0b3c1a52-52cf-4d3b-a6b6-15c0b5a0a001/retry'],
    ['GET', '/api/runs/nonsense/report.md'],
  ])('%s %s is 404 when there is no such run', async (method, path) => {
    const { get, post } = await loopback();
    const response = method === 'GET' ? await get(path) : await post(path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_run' } });
  });

  test('is cancelled while it runs, and refused with 409 once it has ended', async () => {
    const { post, service } = await loopback();
    service.put({ run: runDocument({ id: ID }), steps: [], report: null });
    const first = await post(`/api/runs/${ID}/cancel`);
    expect([first.status, await first.json()]).toEqual([202, { run_id: ID }]);
    expect(service.cancelled).toEqual([ID]);
    const second = await post(`/api/runs/${ID}/cancel`, {});
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({ error: { code: 'run_ended' } });
  });

  test('is retried when it was cancelled, under the same id, and refused with 409 while it runs', async () => {
    const { post, service } = await loopback();
    service.put({ run: runDocument({ id: ID, status: 'cancelled' }), steps: [], report: null });
    const first = await post(`/api/runs/${ID}/retry`, '', { 'content-type': 'application/json' });
    expect([first.status, await first.json()]).toEqual([202, { run_id: ID }]);
    expect((await post(`/api/runs/${ID}/retry`)).status).toBe(409);
  });

  test('is retried when it completed and a step failed, and refused with 409 when none did', async () => {
    const { post, service } = await loopback();
    const run = runDocument({ id: ID, status: 'completed' });
    service.put({ run, steps: [stepDocument('a', { status: 'completed' })], report: null });
    expect((await post(`/api/runs/${ID}/retry`)).status).toBe(409);
    service.put({ run, steps: [stepDocument('a', { status: 'failed' })], report: null });
    expect((await post(`/api/runs/${ID}/retry`)).status).toBe(202);
  });

  test('takes no mode on the way to a retry', async () => {
    const { post, service } = await loopback();
    service.put({ run: runDocument({ id: ID, status: 'failed' }), steps: [], report: null });
    expect((await post(`/api/runs/${ID}/retry`, { mode: 'act' })).status).toBe(400);
    expect(service.retried).toEqual([]);
  });
});

test('a database that does not answer is 503, a bug is 500 and tells nothing of itself', async () => {
  const { get, service } = await loopback();
  service.databaseUp = false;
  const refused = await get(`/api/runs/${ID}`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refused.json()).toMatchObject({ error: { code: 'database_down' } });
  service.run = async () => {
    throw new TypeError('secret detail');
  };
  const response = await get(`/api/runs/${ID}`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
});

test('a route that does not exist says where the routes are', async () => {
  const { get } = await loopback();
  const response = await get('/api/nothing?x=1');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    error: {
      code: 'no_such_route',
      message: 'There is no GET /api/nothing. The API is described at /api/openapi.json',
    },
  });
});

describe('what a flow takes beside the question', () => {
  test('is passed on by its name, with a question or without one', async () => {
    const { post, service } = await loopback();
    const ask = async (input: object) => {
      expect((await post('/api/runs', { ...RUN, input })).status).toBe(201);
      return service.requests.at(-1);
    };
    expect(await ask({ ticket: ' Export orders\r\nas CSV ' })).toMatchObject({
      question: null,
      given: { ticket: 'Export orders\nas CSV' },
    });
    expect(await ask({ question: 'Right?', from: 'moment', to: 'date-fns' })).toMatchObject({
      question: 'Right?',
      given: { from: 'moment', to: 'date-fns' },
    });
  });

  test.each([
    ['a ticket that is no text', { ticket: 3 }, 'bad_request', 'input.ticket'],
    ['a blank log', { log: ' ' }, 'bad_request', 'input.log'],
    ['half a character', { symptom: '\\ud800' }, 'bad_request', 'input.symptom'],
    ['a ticket that is too long', { ticket: 'x'.repeat(20_001) }, 'bad_request', 'input.ticket'],
    ['an input that there is not', { tickets: 'x' }, 'unknown_field', 'input.tickets'],
  ])('is refused with 400 for %s, saying where', async (_name, input, code, path) => {
    const { post, service } = await loopback();
    const body = JSON.stringify({ ...RUN, input }).replaceAll('\\\\ud800', '\\ud800');
    const response = await post('/api/runs', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code, path } });
    expect(service.requests).toEqual([]);
  });

  test('fits into a request in any language, a ticket and a log of 20,000 characters each', async () => {
    const { post } = await loopback();
    const long = '漢'.repeat(20_000);
    expect((await post('/api/runs', { ...RUN, input: { ticket: long, log: long } })).status).toBe(201);
  });
});
