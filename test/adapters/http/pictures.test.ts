import { describe, expect, test } from 'vitest';
import { runDocument, stepDocument } from '../../bot/memory-service.ts';
import { loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';

async function served() {
  const server = await loopback();
  const steps = [
    stepDocument('scope', { kind: 'code', label: 'Scope', status: 'completed' }),
    stepDocument('lens:security', {
      label: 'Security reviewer',
      needs: ['scope'],
      status: 'running',
      started_at: '2026-03-01T12:00:10.000Z',
    }),
  ];
  server.service.put({ run: runDocument({ id: ID }), steps, report: null });
  return server;
}

describe.each(['timeline', 'graph'])('the %s of a run', (kind) => {
  test('is a picture under a policy that lets nothing load or run', async () => {
    const { get } = await served();
    const response = await get(`/api/runs/${ID}/${kind}.svg`);
    expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(await response.text()).toMatch(
      new RegExp(`^<svg .*<title id="${kind}-title">\\w+ of code review · shop`, 's'),
    );
  });

  test('names each step, and is there while the run runs, up to now', async () => {
    const { get } = await served();
    const svg = await (await get(`/api/runs/${ID}/${kind}.svg`)).text();
    expect([...svg.matchAll(/data-step="([^"]+)" class="([^"]+)"/g)].map(([, ...found]) => found)).toEqual(
      expect.arrayContaining([
        ['scope', 'step completed'],
        ['lens:security', 'step running'],
      ]),
    );
    expect(svg).toContain('4:50');
  });

  test('is sent again only after it has changed', async () => {
    const { get, service } = await served();
    const tag = (await get(`/api/runs/${ID}/${kind}.svg`)).headers.get('etag') ?? '';
    expect((await get(`/api/runs/${ID}/${kind}.svg`, { 'if-none-match': tag })).status).toBe(304);
    service.put({ ...(await service.run(ID)), steps: [] });
    expect((await get(`/api/runs/${ID}/${kind}.svg`, { 'if-none-match': tag })).status).toBe(200);
  });

  test('is 404 for a run that is not there', async () => {
    const { get } = await loopback();
    expect((await get(`/api/runs/${ID}/${kind}.svg`)).status).toBe(404);
  });
});

describe('the graph of a flow', () => {
  test('shows the steps of a size', async () => {
    const { get } = await loopback();
    const svg = await (await get('/api/flows/tech-debt/graph.svg?band=medium&fast=true')).text();
    expect(svg).toContain('Graph of Tech debt · medium, fast');
  });

  test.each([
    ['/api/flows/nothing/graph.svg', 404, 'unknown_flow'],
    ['/api/flows/tech-debt/graph.svg?band=huge', 400, 'bad_request'],
    ['/api/flows/tech-debt/graph.svg?size=small', 400, 'unknown_field'],
  ])('%s is refused with %i %s', async (path, status, code) => {
    const { get } = await loopback();
    const response = await get(path);
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
  });
});
