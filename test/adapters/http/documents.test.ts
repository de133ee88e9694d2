import { expect, test } from 'vitest';
import { createMetrics } from '../../../bot/metrics.ts';
import { API_ROUTES } from '../../setup/api-routes.ts';
import { loopback, RUN } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';

test('flows and projects are listed', async () => {
  const { get } = await loopback();
  expect(await (await get('/api/flows')).json()).toMatchObject({
    flows: [{ name: 'code-review', category: 'Review', bands: ['small', 'medium'] }, { name: 'tech-debt' }],
  });
  expect(await (await get('/api/projects')).json()).toEqual({
    projects: [{ id: 'shop', path: '/srv/shop', default_branch: 'main' }],
  });
});

test('readiness follows the database, health does not', async () => {
  const { get, service } = await loopback();
  expect((await get('/readyz')).status).toBe(200);
  service.databaseUp = false;
  const refused = await get('/readyz');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refused.json()).toEqual({ status: 'the database does not answer', remedy: 'Start it.' });
  expect((await get('/healthz')).status).toBe(200);
});

test('the OpenAPI document describes every route of the API from its schemas', async () => {
  const { get } = await loopback({ tokens: { admin: [], viewer: [] } });
  const document = (await (await get('/api/openapi.json')).json()) as Record<string, never>;
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Baton', version: '0.1.0' } });
  expect(Object.keys(document.paths ?? {}).sort()).toEqual(API_ROUTES);
  expect(document).toMatchObject({
    paths: {
      '/api/runs/{id}/report.sarif': {
        get: { responses: { 200: { content: { 'application/sarif+json': {} } } } },
      },
      '/api/runs': {
        post: {
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  additionalProperties: false,
                  required: expect.arrayContaining(['project_id', 'flow_name', 'band', 'input']),
                  properties: { band: { enum: ['small', 'medium', 'large'] } },
                },
              },
            },
          },
        },
        get: {
          parameters: expect.arrayContaining([
            expect.objectContaining({ in: 'query', name: 'limit', required: false }),
          ]),
        },
      },
    },
  });
});

test('metrics count answers by their route, never by the address as sent', async () => {
  const service = { ready: async () => ({ ready: true }) as const };
  const metrics = createMetrics(service);
  const { get, post } = await loopback({ metrics: metrics.text, onAnswer: metrics.onAnswer });
  await get(`/api/runs/${ID}`);
  await get('/made/up');
  await post('/api/runs', RUN);
  const response = await get('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  expect(text).toContain('baton_database_up 1\n');
  expect(text).toContain(
    'baton_http_request_seconds_count{method="GET",route="/api/runs/:id",status="404"} 1',
  );
  expect(text).toContain('baton_http_request_seconds_count{method="GET",route="unknown",status="404"} 1');
  expect(text).toContain('baton_http_request_seconds_count{method="POST",route="/api/runs",status="201"} 1');
  expect(text).not.toContain('made/up');
});
