/** `baton start` over HTTP and WebSocket. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLOWS } from '../../flows/catalogue/catalogue.ts';
import { RunDetail, RunPage } from '../../runner/core/documents.ts';
import { API_ROUTES } from '../setup/api-routes.ts';
import { expectReportDocument, expectSarif } from '../setup/report-schemas.ts';
import type { MadeRepository } from '../setup/repositories.ts';
import { scripted } from './answers.ts';
import { until } from './process-table.ts';
import { ownFolder } from './processes.ts';
import { expectReport } from './reports.ts';
import { type Service, startService } from './service-client.ts';
import { makeShop, TOKEN } from './shop.ts';

const home = ownFolder();
const variables = scripted({ 'tech-debt/skeptic-1': { fault: 'hang', times: 1 } });
let shop: MadeRepository;
let service: Service;
beforeAll(async () => {
  shop = makeShop();
  writeFileSync(join(home, 'baton.yaml'), `projects:\n  shop: { path: ${shop.path} }\n`);
  service = await startService({ home, variables });
});
afterAll(async () => {
  expect((await service.stop()).code).toBe(0);
});

const REVIEW = {
  project_id: 'shop',
  flow_name: 'code-review',
  band: 'small',
  input: { question: 'May it be merged?' },
  base: 'main',
  head: 'feat',
};
const DEBT = {
  project_id: 'shop',
  flow_name: 'tech-debt',
  band: 'small',
  input: { question: 'What first?' },
};

const runs = async (): Promise<number> => (await service.get('/api/runs?limit=100')).body.runs.length;

describe('a run over HTTP', () => {
  test('is told as it happens, from its steps to its report', async () => {
    const frames = await service.frames();
    const id = await service.start(REVIEW);
    await until(() => frames.some((frame) => 'run_status' in frame && frame.run_status === 'completed'));
    const detail = RunDetail.parse((await service.get(`/api/runs/${id}`)).body);

    const [started] = frames;
    expect(started).toMatchObject({
      type: 'flow_run_started',
      run_id: id,
      flow_name: 'code-review',
      band: 'small',
    });
    const roster = detail.steps.map(({ step_id, persona, kind, chat_id, label }) => {
      return { step_id, agent: persona, kind, chat_id, label };
    });
    expect(started).toHaveProperty('steps', roster);
    for (const { step_id, chat_id } of detail.steps) {
      expect(frames).toContainEqual(expect.objectContaining({ run_id: id, step_id, status: 'completed' }));
      if (chat_id === null) continue;
      expect(frames).toContainEqual(expect.objectContaining({ type: 'message_complete', chat_id }));
    }
    const last = frames.findLast((frame) => frame.type === 'flow_run_step_updated');
    expect(last).toMatchObject({ run_status: 'completed', report: detail.report });
    expect(JSON.stringify(frames)).not.toContain(TOKEN);
  });

  test('has its report as Markdown, as a page, as data and as SARIF', async () => {
    const [{ id }] = (await service.get('/api/runs?limit=1')).body.runs;
    const detail = RunDetail.parse((await service.get(`/api/runs/${id}`)).body);
    const heading = /^main\.\.feat \([0-9a-f]{7}\) · small · 4 agents · model /;
    expectReport(detail, { title: 'Code review', heading, repository: shop.path, citations: 1 });
    expect(detail.run).toMatchObject({ project_id: 'shop', input: { question: REVIEW.input.question } });

    const markdown = await service.get(`/api/runs/${id}/report.md`);
    expect(markdown.headers.get('content-type')).toMatch(/^text\/markdown/);
    expect(markdown.text).toBe(detail.report);
    const page = await service.get(`/api/runs/${id}/report.html`);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.text).toMatch(/^<!doctype html>/i);
    expect(page.text).not.toMatch(/<script/i);
    const data = await service.get(`/api/runs/${id}/report.json`);
    const { document, ...whole } = data.body;
    expect(whole).toEqual({ ...detail, verdict: expect.stringMatching(/^Do not merge yet/) });
    expect(expectReportDocument(document).verdict).toBe(whole.verdict);
    const sarif = await service.get(`/api/runs/${id}/report.sarif`);
    expect(sarif.headers.get('content-type')).toBe('application/sarif+json');
    const results = expectSarif(JSON.parse(sarif.text)).runs[0]?.results ?? [];
    expect(results.map(({ partialFingerprints }) => partialFingerprints?.['baton/v1'])).toEqual(
      detail.run.outcome?.findings.map(({ fingerprint }) => fingerprint),
    );
  });

  test('is cancelled once, and goes on when it is retried', async () => {
    const id = await service.start(DEBT);
    const hangs = (run: RunDetail) =>
      run.steps.some((one) => one.step_id === 'skeptic-1' && one.status === 'running');
    await service.runOnce(id, hangs);
    expect((await service.post(`/api/runs/${id}/retry`)).status).toBe(409);
    expect((await service.get(`/api/runs/${id}/report.md`)).status).toBe(404);
    expect(await service.post(`/api/runs/${id}/cancel`)).toMatchObject({ status: 202, body: { run_id: id } });
    const replayed = await service.post(`/api/runs/${id}/cancel`);
    expect(replayed).toMatchObject({ status: 409, body: { error: { code: 'run_ended' } } });

    const cancelled = await service.runOnce(id, ({ run }) => run.status === 'cancelled');
    expect(await service.post(`/api/runs/${id}/retry`)).toMatchObject({ status: 202, body: { run_id: id } });
    const ended = await service.runOnce(id, ({ run }) => run.status !== 'running');
    expect(ended.run.status).toBe('completed');
    const done = cancelled.steps.filter(({ status }) => status === 'completed');
    expect(ended.steps.slice(0, done.length)).toEqual(done);
    expect((await service.post(`/api/runs/${id}/retry`)).status).toBe(409);
  });

  test('stands in a list that is read page by page, newest first', async () => {
    const first = RunPage.parse((await service.get('/api/runs?project_id=shop&limit=1')).body);
    expect(first.runs.map(({ flow_name }) => flow_name)).toEqual(['tech-debt']);
    const second = await service.get(`/api/runs?project_id=shop&limit=1&cursor=${first.next_cursor}`);
    expect(second.body).toMatchObject({ runs: [{ flow_name: 'code-review' }], next_cursor: null });
    expect(second.body.runs[0]).not.toHaveProperty('report');
    expect((await service.get('/api/runs?project_id=other')).body).toEqual({ runs: [], next_cursor: null });
  });
});

describe('a wrong request', () => {
  test.each<[string, unknown, string]>([
    ['a mode', { ...DEBT, mode: 'act' }, 'unknown_field'],
    ['a mode by its column', { ...DEBT, mode_id: 'plan' }, 'unknown_field'],
    ['a mode in the input', { ...DEBT, input: { question: 'x', mode: 'act' } }, 'unknown_field'],
    ['an unknown flow', { ...DEBT, flow_name: 'teck-debt' }, 'unknown_flow'],
    ['an unknown project', { ...DEBT, project_id: '/etc' }, 'unknown_project'],
    ['an unknown size', { ...DEBT, band: 'huge' }, 'bad_request'],
    ['a blank focus', { ...DEBT, input: { question: '\n \t' } }, 'blank_focus'],
    ['a long focus', { ...DEBT, input: { question: 'x'.repeat(4_001) } }, 'long_focus'],
    ['no focus', { ...DEBT, input: {} }, 'bad_request'],
    ['a base that is not there', { ...REVIEW, base: 'mian' }, 'unknown_ref'],
    ['a base that compares nothing', { ...DEBT, base: 'main' }, 'no_base_here'],
    ['an unknown back end', { ...DEBT, backend: 'gpt' }, 'unknown_backend'],
    ['paths that match nothing', { ...DEBT, paths: ['srcc/**', '/etc/passwd'] }, 'no_files'],
    ['a path that leads outside', { ...DEBT, paths: ['src', '../other'] }, 'bad_path'],
    ['malformed JSON', '{"project_id": "shop",', 'malformed'],
    ['a list for an object', [], 'bad_request'],
  ])('%s is a 400 that says what is wrong, and no run', async (_case, body, code) => {
    const before = await runs();
    const answer = await service.post('/api/runs', body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code, message: expect.stringMatching(/\S/) } },
    });
    expect(answer.text).not.toMatch(/\bat .*:\d+:\d+/);
    expect(await runs()).toBe(before);
  });

  test.each([
    ['GET', '/api/runs/00000000-0000-4000-8000-000000000000', 404],
    ['POST', '/api/runs/not-an-id/cancel', 404],
    ['POST', '/api/runs/00000000-0000-4000-8000-000000000000/retry', 404],
    ['GET', '/api/runs?limit=0', 400],
    ['GET', '/api/runs?cursor=x', 400],
    ['GET', '/api/nothing', 404],
  ])('%s %s is a %i', async (method, path, status) => {
    const answer = method === 'GET' ? await service.get(path) : await service.post(path);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(/\S/);
  });

  test('a body that is no JSON by its own word is not read', async () => {
    const answer = await service.post('/api/runs', JSON.stringify(DEBT), { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  test('a page of another origin is not served', async () => {
    const headers = { 'content-type': 'application/json', origin: 'https://evil.example' };
    expect((await service.post('/api/runs', DEBT, headers)).status).toBe(403);
  });
});

describe('what a service says of itself', () => {
  test('its description names every route, and each reference in it leads somewhere', async () => {
    const { body, text } = await service.get('/api/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(body.paths).sort()).toEqual(API_ROUTES);
    for (const [path, methods] of Object.entries<Record<string, Operation>>(body.paths)) {
      for (const { responses, parameters = [] } of Object.values(methods)) {
        expect(Object.keys(responses)).not.toEqual([]);
        const named = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
        expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      }
    }
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      expect(
        reference.split('/').reduce((at, key) => at?.[key], body),
        reference,
      ).toBeDefined();
    }
  });

  test('its flows, its projects, its readiness and its figures', async () => {
    const { flows } = (await service.get('/api/flows')).body;
    expect(flows.map(({ name }: { name: string }) => name)).toEqual(FLOWS.map(({ name }) => name));
    const { projects } = (await service.get('/api/projects')).body;
    expect(projects).toEqual([{ id: 'shop', path: shop.path, default_branch: 'main' }]);
    expect((await service.get('/readyz')).status).toBe(200);
    expect((await service.get('/healthz')).status).toBe(200);
    expect((await service.get('/metrics')).text).toMatch(/^# HELP /m);
  });
});

interface Operation {
  readonly responses: object;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}
