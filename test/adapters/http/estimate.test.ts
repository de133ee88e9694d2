import { expect, test } from 'vitest';
import { loopback } from './loopback-server.ts';

const ASKED = '/api/estimate?project_id=shop&flow_name=tech-debt&band=medium';

test('what a run would take is asked with what makes runs alike', async () => {
  const { get, service } = await loopback();
  service.expectation = { ...service.expectation, runs: 3, duration_ms: 252_000 };
  const answer = await get(`${ASKED}&fast=true&backend=direct&model=`);
  expect(await answer.json()).toMatchObject({
    backend: 'offline',
    runs: 3,
    duration_ms: 252_000,
    cost: null,
  });
  expect(service.foreseen).toEqual([
    {
      ...{ project_id: 'shop', flow_name: 'tech-debt', band: 'medium' },
      ...{ fast: true, backend: 'direct', model: null },
    },
  ]);
});

test.each([
  ['', 'project_id'],
  ['?project_id=shop', 'flow_name'],
  ['?project_id=gone&flow_name=tech-debt&band=small', 'project_id'],
  ['?project_id=shop&flow_name=tech-debt&band=mega', 'band'],
  ['?project_id=shop&flow_name=tech-debt&band=small&size=small', 'size'],
  ['?project_id=shop&flow_name=tech-debt&band=small&fast=1', 'fast'],
])('the query %s is refused at %s', async (query, path) => {
  const { get, service } = await loopback();
  const answer = await get(`/api/estimate${query}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { path } });
  expect(service.foreseen).toEqual([]);
});

test('who may only look may ask', async () => {
  const { get } = await loopback({ tokens: { admin: ['a'.repeat(32)], viewer: ['v'.repeat(32)] } });
  expect((await get(ASKED, { authorization: `Bearer ${'v'.repeat(32)}` })).status).toBe(200);
});
