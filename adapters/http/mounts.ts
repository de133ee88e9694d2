/**
 * Mounts routes of other adapters, such as a chat platform's: they read the raw request and authenticate it themselves.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** authenticates requests itself */
    guardsItself?: boolean;
  }
}

export interface Mount {
  readonly paths: readonly string[];
  /** gets the request with its body unread, and ends the response */
  listener(request: IncomingMessage, response: ServerResponse): void;
}

export async function addMounts(server: FastifyInstance, mounts: readonly Mount[]): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const mount of mounts) {
      for (const url of mount.paths) {
        scope.route({
          method: ['GET', 'POST'],
          url,
          schema: { hide: true },
          config: { guardsItself: true },
          handler: (request, reply) => {
            reply.hijack();
            mount.listener(request.raw, reply.raw);
          },
        });
      }
    }
  });
}
