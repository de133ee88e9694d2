/** The error responses of the API: `{error: {code, message, path?}}`. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BatonError, type ErrorKind } from '../../runner/core/errors.ts';

export const ErrorDocument = z.object({
  error: z.object({ code: z.string(), message: z.string(), path: z.string().optional() }),
});

/** The Retry-After of an outage: most pass within seconds, and a retrying client costs little. */
export const RETRY_AFTER_SECONDS = 5;

const STATUS: Readonly<Record<ErrorKind, number>> = {
  refused: 400,
  not_found: 404,
  conflict: 409,
  environment: 503,
  step: 500,
};

/** An error with a status that no `ErrorKind` has: it concerns the HTTP request itself, not what it asks for. */
export class HttpRefusal extends BatonError {
  readonly status: number;

  constructor(status: 401 | 403 | 405 | 413 | 414 | 415 | 426 | 429, code: string, message: string) {
    super('refused', code, message);
    this.status = status;
  }
}

export function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError | BatonError | Error, request, reply) => {
    const refusal = asBatonError(error);
    if (refusal === null) {
      request.log.error({ err: error }, 'a request failed');
      return send(
        reply,
        500,
        new BatonError('step', 'internal', 'Something went wrong inside Baton; its log says what.'),
      );
    }
    if (refusal.kind === 'environment') request.log.error({ err: error }, 'a request could not be served');
    if (refusal.kind === 'environment' && refusal.passing) reply.header('retry-after', RETRY_AFTER_SECONDS);
    return send(reply, refusal instanceof HttpRefusal ? refusal.status : STATUS[refusal.kind], refusal);
  });
  const methodsAt = rememberRoutes(server);
  server.setNotFoundHandler((request: FastifyRequest, reply) => {
    const methods = methodsAt(pathOf(request));
    if (methods.length === 0) {
      return send(reply, 404, new BatonError('not_found', 'no_such_route', nothingAt(request)));
    }
    const message = `${pathOf(request)} does not take ${request.method}, but ${methods.join(', ')}.`;
    reply.header('allow', methods.join(', '));
    return send(reply, 405, new HttpRefusal(405, 'method_not_allowed', message));
  });
}

/** For requests rejected before routing, such as an address that can't be decoded. */
export function answerFrameworkError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const why = error.code === 'FST_ERR_BAD_URL' ? 'its address is not percent-encoded UTF-8' : error.message;
  const refusal = new BatonError('refused', 'malformed', `The request can't be read: ${why}.`, {
    cause: error,
  });
  void send(reply, 400, refusal);
}

/** Returns a function that lists the methods registered for a path. */
function rememberRoutes(server: FastifyInstance): (path: string) => string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    const pattern = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    routes.push({ pattern: new RegExp(`^${pattern}/?$`), methods: [method].flat() });
  });
  return (path) => [
    ...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
  ];
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? '';
}

function send(reply: FastifyReply, status: number, { code, message, path }: BatonError): FastifyReply {
  return reply.code(status).send({ error: { code, message, ...(path === undefined ? {} : { path }) } });
}

function nothingAt(request: FastifyRequest): string {
  return `There is no ${request.method} ${pathOf(request)}. The API is described at /api/openapi.json`;
}

/** Returns null for an unexpected error. */
function asBatonError(error: FastifyError | BatonError | Error): BatonError | null {
  if (error instanceof BatonError) return error;
  const code = 'code' in error ? error.code : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new HttpRefusal(413, 'too_large', 'The body is larger than 256 KiB.');
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new HttpRefusal(415, 'not_json', 'The body is sent as application/json.');
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500) {
    return new BatonError('refused', 'malformed', `The request can't be read: ${error.message}.`, {
      cause: error,
    });
  }
  return null;
}
