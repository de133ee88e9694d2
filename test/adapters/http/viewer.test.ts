/** Who may only look: every route of the API that changes something refuses them, whichever it is. */
import { describe, expect, test } from 'vitest';
import { addConsole } from '../../../adapters/web/server/console.ts';
import { type Loopback, loopback, RUN } from './loopback-server.ts';

const TOKENS = { admin: ['may-change'], viewer: ['look-only'] };
const LOOKS = ['get', 'head', 'options'];
/** Anyone may sign in and out. */
const SESSION = '/api/session';

/** What the API describes, as `POST /api/runs/1a2b…/cancel`: a new route is in the table by itself. */
async function changingRoutes(server: Loopback): Promise<(readonly [method: string, path: string])[]> {
  const answer = await server.get('/api/openapi.json', { authorization: 'Bearer may-change' });
  const { paths } = (await answer.json()) as { paths: Record<string, object> };
  return Object.entries(paths)
    .filter(([path]) => path !== SESSION)
    .flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => !LOOKS.includes(method))
        .map((method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, RUN_ID)] as const),
    );
}

const RUN_ID = '1a2b3c4d-0000-4000-8000-000000000000';
const AT_LEAST = ['POST /api/runs', 'DELETE /api/schedules/', 'PATCH /api/schedules/', 'POST /api/findings/'];

async function codeOf(server: Loopback, method: string, path: string, headers: Record<string, string>) {
  const body = JSON.stringify(path === '/api/runs' ? RUN : {});
  const sent = { ...headers, 'content-type': 'application/json' };
  const answer = await fetch(`${server.address}${path}`, { method, headers: sent, body });
  const { error } = (await answer.json()) as { error?: { code: string } };
  return `${method} ${path}: ${answer.status} ${error?.code ?? ''}`.trim();
}

describe('a viewer', () => {
  test('changes nothing by any route, neither with the token nor with a session', async () => {
    const server = await loopback({ tokens: TOKENS, pages: addConsole });
    const routes = await changingRoutes(server);
    const names = routes.map((route) => route.join(' '));
    expect(AT_LEAST.filter((start) => !names.some((name) => name.startsWith(start)))).toEqual([]);
    const session = await server.post(SESSION, { token: 'look-only' });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    const ways: Record<string, string>[] = [
      { authorization: 'Bearer look-only' },
      { cookie, 'sec-fetch-site': 'same-origin', origin: server.address },
    ];
    for (const headers of ways) {
      const codes = await Promise.all(routes.map(([method, path]) => codeOf(server, method, path, headers)));
      expect(codes).toEqual(routes.map(([method, path]) => `${method} ${path}: 403 view_only`));
    }
    expect(server.service.requests).toEqual([]);
  });

  test('is refused for the role alone: the same requests of an admin are looked into', async () => {
    const server = await loopback({ tokens: TOKENS });
    const headers = { authorization: 'Bearer may-change' };
    const routes = await changingRoutes(server);
    const codes = await Promise.all(routes.map(([method, path]) => codeOf(server, method, path, headers)));
    expect(codes.filter((code) => /: 40[13] |no_such_route|method_not_allowed/.test(code))).toEqual([]);
  });
});
