/**
 * What a worker answers over HTTP: whether it lives, whether it can work, and its metrics. Probes tell nothing of Baton's
 * data and start nothing, so a worker that others can reach needs no token for them. Its metrics ask for one there.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from '../../runner/core/errors.ts';
import { accessBy } from './access.ts';
import { isLoopback, noListen } from './binding.ts';
import { HttpRefusal } from './errors.ts';
import { checkHost } from './guard.ts';
import { METRICS_TYPE, type OperationOptions, readinessOf } from './routes/operations.ts';
import type { HttpOptions, HttpServer } from './server.ts';

const REQUEST_MS = 10_000;

export type ProbeOptions = Omit<OperationOptions, 'away'> & Pick<HttpOptions, 'tokens' | 'host' | 'port'>;

/** Resolves once it is listening. Throws `no_listen` if the address is not available. */
export async function createProbeServer(options: ProbeOptions): Promise<HttpServer> {
  const { host, port } = options;
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => void answer(options, request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(noListen(cause, options)));
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    address: `http://${shown}:${typeof bound === 'object' && bound !== null ? bound.port : port}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body: string;
}

async function answer(
  options: ProbeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const {
    status,
    type = 'application/json; charset=utf-8',
    headers,
    body,
  } = await answerTo(options, request);
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
    .end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo(options: ProbeOptions, request: IncomingMessage): Promise<Answer> {
  try {
    checkHost(request.headers, isLoopback(options.host));
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new HttpRefusal(405, 'method_not_allowed', 'A worker answers GET only.');
    }
    const [path] = (request.url ?? '').split('?', 1);
    if (path === '/healthz') return { status: 200, body: JSON.stringify({ status: 'ok' }) };
    if (path === '/readyz') {
      const { body, ...rest } = await readinessOf({ service: options.service, away: () => [] });
      return { ...rest, body: JSON.stringify(body) };
    }
    if (path === '/metrics') return await metricsFor(options, request);
    return refusal(404, 'no_such_route', 'A worker answers /healthz, /readyz and /metrics only.');
  } catch (error) {
    if (error instanceof HttpRefusal) return refusal(error.status, error.code, error.message);
    return refusal(500, 'internal', `This could not be answered: ${messageOf(error)}`);
  }
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: JSON.stringify({ error: { code, message } }) };
}

async function metricsFor(options: ProbeOptions, { headers }: IncomingMessage): Promise<Answer> {
  const access = accessBy(options.tokens);
  const isOpen = !access.isGuarded && isLoopback(options.host);
  if (!isOpen && (!access.isGuarded || access.roleOf(headers) === null)) {
    const message =
      'Metrics need the header: Authorization: Bearer <BATON_VIEW_TOKEN>, and the variable in this worker.';
    throw new HttpRefusal(401, 'unauthorized', message);
  }
  return { status: 200, type: METRICS_TYPE, body: await options.metrics() };
}
