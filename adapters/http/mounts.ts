/**
 * Mounts routes of other adapters, such as a chat platform's: they read the raw request and authenticate it themselves.
 */
import type { FastifyInstance } from 'fastify';
import type { Routes } from '../chat/routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** authenticates requests itself */
    guardsItself?: boolean;
  }
}

export async function addMounts(server: FastifyInstance, mounts: readonly Routes[]): Promise<void> {
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
