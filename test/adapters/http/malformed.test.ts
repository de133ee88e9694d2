/** Requests that can't be served, as bytes on a socket: each gets `{error: {code, message, path?}}` and the right status. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { loopback, RUN } from './loopback-server.ts';

const HOST = 'Host: 127.0.0.1';

function requestOf(line: string, headers: readonly string[] = [HOST], body: string | Buffer = ''): Buffer {
  return Buffer.concat([Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}

function post(body: string | Buffer, type = 'application/json'): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return requestOf('POST /api/runs HTTP/1.1', [HOST, `Content-Type: ${type}`, length], body);
}

/** What comes back until the server closes, or has said a whole answer. */
async function answerTo(address: string, bytes: Buffer): Promise<{ status: number; body: string }> {
  const { port } = new URL(address);
  return await new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    const done = () => {
      const [head = '', body = ''] = said.split('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (length === undefined || Buffer.byteLength(body) < Number(length)) return;
      socket.destroy();
      resolve({ status: Number(head.split(' ')[1]), body });
    };
    socket.on('data', (chunk) => {
      said += chunk.toString();
      done();
    });
    socket.on('close', () => reject(new Error(`closed after ${JSON.stringify(said)}`)));
    socket.on('error', reject);
  });
}

function keyed(...keys: readonly string[]): Buffer {
  const headers = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(run)}`];
  return requestOf(
    'POST /api/runs HTTP/1.1',
    [HOST, ...headers, ...keys.map((key) => `Idempotency-Key: ${key}`)],
    run,
  );
}

const WEBSOCKET = [HOST, 'Connection: Upgrade', 'Upgrade: websocket'];
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const run = JSON.stringify(RUN);

test.each<readonly [string, Buffer, number, string]>([
  ['no JSON', post('{"project_id":'), 400, 'malformed'],
  ['another encoding', post(Buffer.from('{"project_id":"caf\xe9"}', 'latin1')), 400, 'malformed'],
  ['a key twice', post(`{"band":"small",${run.slice(1)}`), 400, 'malformed'],
  ['a key twice, escaped', post(`{"b\\u0061nd":"small",${run.slice(1)}`), 400, 'malformed'],
  ['__proto__', post('{"__proto__":{"fast":true}}'), 400, 'malformed'],
  ['brackets without end', post('['.repeat(60_000)), 400, 'malformed'],
  ['no body', post(''), 400, 'bad_request'],
  ['a list', post('[]'), 400, 'bad_request'],
  ['a NUL in a text', post(run.replace('shop', 'sh\\u0000op')), 400, 'bad_request'],
  ['half a character', post(run.replace('Right?', '\\ud800')), 400, 'bad_request'],
  ['a form', post('a=b', 'application/x-www-form-urlencoded'), 415, 'not_json'],
  ['a type that is none', post('{}', 'json'), 415, 'not_json'],
  ['too large a body', post(`"${'x'.repeat(300_000)}"`), 413, 'too_large'],
  ['an address that is not encoded', requestOf('GET /api/runs/%zz HTTP/1.1'), 400, 'malformed'],
  ['an address in another encoding', requestOf('GET /api/runs/%E9 HTTP/1.1'), 400, 'malformed'],
  ['a NUL in the address', requestOf('GET /api/runs/%00 HTTP/1.1'), 404, 'unknown_run'],
  ['a NUL in the query', requestOf('GET /api/runs?project_id=a%00 HTTP/1.1'), 400, 'bad_request'],
  ['an unknown route', requestOf('GET /api/nothing HTTP/1.1'), 404, 'no_such_route'],
  ['an unknown query', requestOf('GET /api/runs?lmit=1 HTTP/1.1'), 400, 'unknown_field'],
  ['a query twice', requestOf('GET /api/runs?limit=1&limit=2 HTTP/1.1'), 400, 'bad_request'],
  ['a limit beyond all', requestOf('GET /api/runs?limit=1e9 HTTP/1.1'), 400, 'bad_request'],
  ['a method that the route lacks', requestOf('DELETE /api/runs HTTP/1.1'), 405, 'method_not_allowed'],
  ['PUT on a run', requestOf('PUT /api/runs/x HTTP/1.1'), 405, 'method_not_allowed'],
  ['OPTIONS', requestOf('OPTIONS /api/flows HTTP/1.1'), 405, 'method_not_allowed'],
  ['a method that HTTP lacks', requestOf('FROB /api/runs HTTP/1.1'), 400, 'malformed'],
  ['no host', requestOf('GET /api/flows HTTP/1.1', ['Accept: */*']), 403, 'forbidden_host'],
  ['a host that is none', requestOf('GET /api/flows HTTP/1.1', ['Host: a b:x']), 403, 'forbidden_host'],
  [
    'an origin that is none',
    requestOf('GET /api/flows HTTP/1.1', [HOST, 'Origin: ::']),
    403,
    'forbidden_origin',
  ],
  ['an expectation', requestOf('GET /api/flows HTTP/1.1', [HOST, 'Expect: tea']), 417, 'bad_expectation'],
  ['no HTTP at all', Buffer.from('\x16\x03\x01\x02\x00\x01\r\n\r\n'), 400, 'malformed'],
  [
    'headers without end',
    requestOf('GET / HTTP/1.1', [HOST, `X: ${'x'.repeat(20_000)}`]),
    431,
    'headers_too_large',
  ],
  ['an address without end', requestOf(`GET /${'x'.repeat(20_000)} HTTP/1.1`), 431, 'headers_too_large'],
  [
    'a chunk that is none',
    requestOf(
      'POST /api/runs HTTP/1.1',
      [HOST, 'Content-Type: application/json', 'Transfer-Encoding: chunked'],
      'zz\r\n',
    ),
    400,
    'malformed',
  ],
  ['an empty key', keyed(''), 400, 'bad_idempotency_key'],
  ['a blank key', keyed(' \t '), 400, 'bad_idempotency_key'],
  ['a key that is too long', keyed('k'.repeat(256)), 400, 'bad_idempotency_key'],
  ['a key with a tab', keyed('a\tb'), 400, 'bad_idempotency_key'],
  ['a key beyond ASCII', keyed('schlüssel'), 400, 'bad_idempotency_key'],
  ['two keys', keyed('one', 'two'), 400, 'bad_idempotency_key'],
  ['a key with a control character', keyed('a\u0001b'), 400, 'malformed'],
  ['a key with a NUL', keyed('a\0b'), 400, 'malformed'],
  ['no upgrade on the WebSocket', requestOf('GET /api/ws HTTP/1.1'), 426, 'upgrade_required'],
  [
    'an upgrade without a key',
    requestOf('GET /api/ws HTTP/1.1', [...WEBSOCKET, 'Sec-WebSocket-Version: 13']),
    400,
    'bad_upgrade',
  ],
  [
    'an upgrade of another version',
    requestOf('GET /api/ws HTTP/1.1', [...WEBSOCKET, KEY, 'Sec-WebSocket-Version: 7']),
    400,
    'bad_upgrade',
  ],
  [
    'an upgrade to something else',
    requestOf('GET /api/ws HTTP/1.1', [HOST, 'Connection: Upgrade', 'Upgrade: tea']),
    400,
    'bad_upgrade',
  ],
  [
    'an upgrade to an unknown run',
    requestOf('GET /api/ws?run_id=x HTTP/1.1', [...WEBSOCKET, KEY, 'Sec-WebSocket-Version: 13']),
    404,
    'unknown_run',
  ],
])('%s', async (_name, bytes, status, code) => {
  const { address } = await loopback();
  const answer = await answerTo(address, bytes);
  const { error } = JSON.parse(answer.body) as { error: Record<string, unknown> };
  expect({ status: answer.status, code: error.code }).toEqual({ status, code });
  expect(error.message).toEqual(expect.stringMatching(/^[A-Z/a-z].{10,400}$/s));
  expect(Object.keys(error).filter((key) => !['code', 'message', 'path'].includes(key))).toEqual([]);
  expect(answer.body).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
});

test.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer wrong', 'secret'])(
  'the header Authorization: %s is answered with 401',
  async (authorization) => {
    const { get } = await loopback({ tokens: { admin: ['secret'], viewer: [] } });
    const answer = await get('/api/flows', { authorization });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized' } });
  },
);

test('a method that the route lacks is told which there are', async () => {
  const { address } = await loopback();
  const answer = await fetch(`${address}/api/runs`, { method: 'PATCH' });
  expect(answer.headers.get('allow')).toBe('POST, GET, HEAD');
});

test.each([
  ['headers', 'GET /api/flows HTTP/1.1\r\nHost: 127.0'],
  [
    'a body',
    `POST /api/runs HTTP/1.1\r\n${HOST}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
  ],
])('%s that never end are answered with 408', async (_name, text) => {
  const { address } = await loopback({ requestMs: 50 });
  const { status, body } = await answerTo(address, Buffer.from(text));
  const message = 'The request did not arrive in time. Send it again.';
  expect({ status, ...JSON.parse(body) }).toEqual({
    status: 408,
    error: { code: 'request_timeout', message },
  });
});
