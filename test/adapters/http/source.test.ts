import { expect, test } from 'vitest';
import type { SourcePlace } from '../../../adapters/http/routes/source.ts';
import { loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';
const AT = { commit_sha: 'c0ffee', first: 1, total: 1, lines: [[{ text: 'x', kind: null }]] };

async function served() {
  const asked: SourcePlace[] = [];
  const server = await loopback({
    source: async (_run_id, place) => {
      asked.push(place);
      return { ...AT, path: place.path, side: place.side };
    },
  });
  return {
    asked,
    source: async (query: string, id = ID) => await server.get(`/api/runs/${id}/source?${query}`),
  };
}

test('lines of a file are asked for by path, line, end and side', async () => {
  const { asked, source } = await served();
  const response = await source('path=src/a%20b.ts&line=3&end=5&side=base');
  expect(await response.json()).toEqual({ ...AT, path: 'src/a b.ts', side: 'base' });
  await source('path=a');
  expect(asked).toEqual([
    { path: 'src/a b.ts', side: 'base', line: 3, end: 5 },
    { path: 'a', side: 'head', line: null, end: null },
  ]);
});

test.each([
  ['', 400],
  ['path=', 400],
  ['path=a%00', 400],
  ['path=a&line=0', 400],
  ['path=a&line=-1', 400],
  ['path=a&line=1e3', 400],
  ['path=a&side=both', 400],
  ['path=a&other=1', 400],
])('refuses ?%s', async (query, status) => {
  const { asked, source } = await served();
  expect((await source(query)).status).toBe(status);
  expect(asked).toEqual([]);
});

test('a malformed id is that of no run', async () => {
  const { source } = await served();
  expect((await source('path=a', 'x')).status).toBe(404);
});
