import { describe, expect, test } from 'vitest';
import { RunBrief, StepDetail } from '../../../runner/core/step-detail.ts';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const ATTEMPT = {
  step_id: 'lens:security',
  attempt: 1,
  state: 'completed',
  backend: 'direct',
  model: 'm1',
  agent_version: null,
  host: 'laptop',
  input_tokens: 10,
  output_tokens: 2,
  cost: 0.5,
  error: null,
  created_at: '2026-03-01T12:00:00.000Z',
  started_at: '2026-03-01T12:00:01.000Z',
  completed_at: '2026-03-01T12:00:09.000Z',
} as const;

async function served() {
  const server = await loopback();
  const steps = [stepDocument('lens:security', { status: 'completed', output: 'long' })];
  server.service.put({ run: runDocument({ id: ID, status: 'completed' }), steps, report: '# Long' });
  server.service.know(ID, 'lens:security', {
    persona: { id: 'security', name: 'Security reviewer', body: 'You look.' },
    prompt: { system: 'You look.', prompt: 'Look.' },
    transcript: [{ kind: 'text', text: 'I look.' }],
    attempts: [ATTEMPT],
  });
  return server;
}

describe('a run in brief', () => {
  test('has neither outputs nor a report, but the attempts of its steps', async () => {
    const { get } = await served();
    const body = RunBrief.parse(await (await get(`/api/runs/${ID}?brief=true`)).json());
    expect([body.report, body.steps[0]?.output, body.attempts]).toEqual([null, null, [ATTEMPT]]);
  });

  test('is not what is given without being asked for', async () => {
    const { get } = await served();
    for (const query of ['', '?brief=false', '?brief=']) {
      expect(await (await get(`/api/runs/${ID}${query}`)).json()).toMatchObject({ report: '# Long' });
    }
    expect((await get(`/api/runs/${ID}?brief=yes`)).status).toBe(400);
    expect(await (await get(`/api/runs/${ID}?short=true`)).json()).toMatchObject({
      error: { code: 'unknown_field', path: 'short' },
    });
  });
});

describe('a step', () => {
  test('is given with all that is known of it', async () => {
    const { get } = await served();
    const body = StepDetail.parse(await (await get(`/api/runs/${ID}/steps/lens%3Asecurity`)).json());
    expect(body).toMatchObject({
      step: { step_id: 'lens:security', output: 'long' },
      persona: { name: 'Security reviewer' },
      prompt: { system: 'You look.' },
      transcript: [{ kind: 'text', text: 'I look.' }],
      questions: [],
    });
  });

  test('that is not there is 404', async () => {
    const { get } = await served();
    expect(await (await get(`/api/runs/${ID}/steps/other`)).json()).toMatchObject({
      error: { code: 'unknown_step' },
    });
    expect((await get('/api/runs/x/steps/other')).status).toBe(404);
  });
});

describe('a question to an agent', () => {
  const QUESTION = { step_id: 'lens:security', question: 'Why?' };

  test('is stored, and listed with its step', async () => {
    const { post, get, service } = await served();
    const asked = await post(`/api/runs/${ID}/questions`, QUESTION);
    expect(asked.status).toBe(201);
    const body = (await asked.json()) as { id: string };
    expect(asked.headers.get('location')).toBe(`/api/runs/${ID}/questions/${body.id}`);
    expect(service.asked).toEqual([{ ...QUESTION, id: null, run_id: ID, asked_by: 'api' }]);
    const step = await (await get(`/api/runs/${ID}/steps/lens:security`)).json();
    expect(step).toMatchObject({ questions: [{ question: 'Why?', state: 'pending' }] });
  });

  test('is given as soon as it is answered', async () => {
    const { post, get, service } = await served();
    const { id } = (await (await post(`/api/runs/${ID}/questions`, QUESTION)).json()) as { id: string };
    const waiting = get(`/api/runs/${ID}/questions/${id}`);
    service.reply(id, { answer: 'So.' });
    expect(await (await waiting).json()).toMatchObject({ state: 'answered', answer: 'So.' });
  });

  test('has no content while it is not answered', async () => {
    const { post, get } = await served();
    const { id } = (await (await post(`/api/runs/${ID}/questions`, QUESTION)).json()) as { id: string };
    const response = await get(`/api/runs/${ID}/questions/${id}?wait_seconds=1`);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect((await get(`/api/runs/${ID}/questions/${id}?wait_seconds=60`)).status).toBe(400);
  });

  test('of another run is 404', async () => {
    const { post, get, service } = await served();
    const { id } = (await (await post(`/api/runs/${ID}/questions`, QUESTION)).json()) as { id: string };
    service.reply(id, { answer: 'So.' });
    const other = '1a2b3c4d-0000-4000-8000-000000000001';
    for (const path of [
      `/api/runs/${other}/questions/${id}`,
      `/api/runs/${ID}/questions/${other}`,
      `/api/runs/${ID}/questions/x`,
    ]) {
      expect(await (await get(path)).json()).toMatchObject({ error: { code: 'unknown_question' } });
    }
  });

  test('is refused with an unknown field', async () => {
    const { post } = await served();
    expect((await post(`/api/runs/${ID}/questions`, { ...QUESTION, mode: 'act' })).status).toBe(400);
  });

  test('is not asked by who may only look', async () => {
    const { post, service } = await loopback({ tokens: { admin: ['secret'], viewer: ['look'] } });
    const response = await post(`/api/runs/${ID}/questions`, QUESTION, { authorization: 'Bearer look' });
    expect([response.status, service.asked]).toEqual([403, []]);
  });
});
