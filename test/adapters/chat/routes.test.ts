/** A signed route of a made-up platform, over real HTTP: the signature is the body's length. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refusedSignatureLog, signedRoute } from '../../../adapters/chat/routes.ts';
import { type Listening, listenFor } from './listening.ts';

const taken: unknown[] = [];
const lines: string[] = [];
let isOpen = true;
let listening: Listening;

beforeAll(async () => {
  const route = signedRoute({
    path: '/toy',
    verify: (headers, body) => (headers['x-toy-length'] === String(body.length) ? 'valid' : 'invalid'),
    refused: refusedSignatureLog({ platform: 'toy', title: 'Toy', variable: 'TOY_SECRET' }, (line) =>
      lines.push(line),
    ),
    parse: (body) => (body.toString() === 'nonsense' ? null : JSON.parse(body.toString())),
    take: async (value) => {
      taken.push(value);
      return isOpen ? { ok: true } : null;
    },
  });
  expect(route.paths).toEqual(['/toy']);
  listening = await listenFor(route);
});

afterAll(() => listening.close());

beforeEach(() => {
  taken.length = 0;
  isOpen = true;
});

async function post(body: string, length = body.length) {
  const headers = { 'x-toy-length': String(length) };
  const response = await fetch(listening.url, { method: 'POST', headers, body });
  return [response.status, await response.json()];
}

test('a signed request is taken, and answered with what came of it', async () => {
  expect(await post('{"a":1}')).toEqual([200, { ok: true }]);
  expect(taken).toEqual([{ a: 1 }]);
});

test('a request with a wrong signature is refused before its body is used, and logged once', async () => {
  for (let n = 0; n < 2; n++) {
    expect(await post('nonsense', 1)).toEqual([401, { error: 'invalid request signature' }]);
  }
  expect(taken).toEqual([]);
  expect(lines).toEqual([
    'toy: a request whose signature is wrong was refused; if it was Toy’s, check TOY_SECRET',
  ]);
});

test('a signed body of another kind is refused', async () => {
  expect((await post('nonsense'))[0]).toBe(400);
  expect(taken).toEqual([]);
});

test('a body that is too large is refused', async () => {
  expect((await post('x'.repeat(4 * 1024 * 1024 + 1)))[0]).toBe(413);
});

test('other methods are refused', async () => {
  expect((await fetch(listening.url)).status).toBe(405);
});

test('while nothing is taken, the platform is asked to try again', async () => {
  isOpen = false;
  expect((await post('{}'))[0]).toBe(503);
});
