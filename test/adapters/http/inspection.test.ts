/** What operators see of Baton itself, over HTTP. */
import { describe, expect, test } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { AuditEntry } from '../../../runner/core/inspection.ts';
import type { Inspection } from '../../../runner/core/ports/inspection.ts';
import { loopback } from './loopback-server.ts';
import { MEMORY_INSPECTION, settingsOf } from './memory-inspection.ts';

const served = async (
  over: Partial<Inspection> = {},
  tokens = { admin: [] as string[], viewer: [] as string[] },
) => await loopback({ inspection: { ...MEMORY_INSPECTION, ...over }, tokens });

const entry = (id: number): AuditEntry => ({
  ...{ version: 1, id, at: '2026-03-01T12:00:00.000Z', actor: 'api', action: 'start\nnow', run_id: null },
  detail: {},
});

async function errorOf(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; path?: string } };
  return [response.status, error.code, error.path];
}

test('the settings and the doctor’s findings are given', async () => {
  const { get } = await served({ settings: async () => settingsOf({ keep_days: 7 }) });
  expect(await (await get('/api/settings')).json()).toMatchObject({ keep_days: 7 });
  expect(await (await get('/api/doctor')).json()).toMatchObject({ ok: true, checks: [] });
});

describe('GET /api/why', () => {
  test('asks what the query says, and leaves out what is empty', async () => {
    const asked: unknown[] = [];
    const { get } = await served({
      why: async (question) => {
        asked.push(question);
        return { who: question.who, where: question.where, settings: [] };
      },
    });
    await get('/api/why?who=slack:T1:U1&where=slack:C1&flow=&project=shop');
    expect(asked).toEqual([{ who: 'slack:T1:U1', where: 'slack:C1', project: 'shop' }]);
  });

  test('says what is missing, not known, or wrong', async () => {
    const { get } = await served({
      why: async () => {
        throw new BatonError('refused', 'bad_arguments', 'That is nobody.', { path: 'who' });
      },
    });
    expect(await errorOf(await get('/api/why?who=a'))).toEqual([400, 'bad_request', 'where']);
    expect(await errorOf(await get('/api/why?who=a&where=b&when=c'))).toEqual([400, 'unknown_field', 'when']);
    expect(await errorOf(await get('/api/why?who=a&where=b'))).toEqual([400, 'bad_arguments', 'who']);
  });
});

describe('GET /api/audit', () => {
  test('gives a JSON object a line, page after page', async () => {
    const asked: (string | null)[] = [];
    const { get } = await served({
      audit: async function* (since) {
        asked.push(since);
        yield [entry(1), entry(2)];
        yield [];
        yield [entry(3)];
      },
    });
    const response = await get('/api/audit?since=2026-03-01T12:00:00%2B01:00');
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([entry(1), entry(2), entry(3)]);
    expect(asked).toEqual(['2026-03-01T12:00:00+01:00']);
  });

  test('is empty where nothing is logged', async () => {
    const { get } = await served();
    const response = await get('/api/audit');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test.each(['yesterday', '0000-01-01', '2026-03-01T12:00'])('refuses the time %s', async (since) => {
    const { get } = await served();
    expect(await errorOf(await get(`/api/audit?since=${since}`))).toEqual([400, 'bad_request', 'since']);
  });

  test('is an error, and no part of an answer, while the database does not answer', async () => {
    const { get } = await served({
      // biome-ignore lint/correctness/useYield: it fails before
      audit: async function* () {
        throw new BatonError('environment', 'database_unreachable', 'It does not answer.', { passing: true });
      },
    });
    expect(await errorOf(await get('/api/audit'))).toEqual([503, 'database_unreachable', undefined]);
  });

  test('is for those who may change things only; the rest is for those who may look too', async () => {
    const { get } = await served({}, { admin: ['all'], viewer: ['look'] });
    const status = async (path: string, token: string) =>
      (await get(path, { authorization: `Bearer ${token}` })).status;
    expect(await status('/api/audit', 'all')).toBe(200);
    expect(await status('/api/audit', 'look')).toBe(403);
    expect(await status('/api/settings', 'look')).toBe(200);
    expect(await status('/api/doctor', 'look')).toBe(200);
    expect((await get('/api/audit')).status).toBe(401);
  });
});
