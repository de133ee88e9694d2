import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runDocument } from '../../bot/memory-service.ts';
import { loopback } from './loopback-server.ts';

const ID = '1a2b3c4d-0000-4000-8000-000000000000';

async function served(report: string) {
  const server = await loopback();
  server.service.put({ run: runDocument({ id: ID, status: 'completed' }), steps: [], report });
  return async (encoding: string) => {
    const response = await server.get(`/api/runs/${ID}/report.md`, { 'accept-encoding': encoding });
    return { encoding: response.headers.get('content-encoding'), text: await response.text() };
  };
}

describe('an answer', () => {
  const long = 'All is well. '.repeat(1_000);

  test('of some length is compressed for who reads that', async () => {
    expect(await (await served(long))('gzip')).toEqual({ encoding: 'gzip', text: long });
  });

  test('is sent as it is to others', async () => {
    expect(await (await served(long))('identity')).toEqual({ encoding: null, text: long });
  });

  test('of a few bytes is sent as it is', async () => {
    expect(await (await served('All is well.'))('gzip')).toEqual({ encoding: null, text: 'All is well.' });
  });
});

test('a compressed request is not unpacked', async () => {
  const { address } = await loopback();
  const response = await fetch(`${address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync('{}')),
  });
  expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    'malformed',
  ]);
});
