/** `/api/session`: a browser gives a token once, and keeps a session in its place. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Access, signedOutCookie } from '../access.ts';
import { ErrorDocument, HttpRefusal } from '../errors.ts';
import type { ZodServer } from '../zod-routes.ts';

const SessionDocument = z.object({
  /** null without a session where one is needed */
  role: z.enum(['admin', 'viewer']).nullable(),
  /** whether the server asks for a token at all */
  guarded: z.boolean(),
});
const SignIn = z.strictObject({ token: z.string().trim().min(1).max(4096) });
const open = { config: { isOpen: true } };

export function addSessionRoutes(server: ZodServer, access: Access): void {
  server.get(
    '/api/session',
    { ...open, schema: { summary: 'What this client may do', response: { 200: SessionDocument } } },
    async ({ headers }) => ({ role: access.roleOf(headers), guarded: access.isGuarded }),
  );
  server.post(
    '/api/session',
    {
      ...open,
      schema: {
        summary: 'Sign a browser in with a token',
        body: SignIn,
        response: { 200: SessionDocument, 401: ErrorDocument },
      },
    },
    async (request, reply) => {
      const session = access.signIn(request.body.token, { secure: isSecure(request) });
      if (session === null) {
        const message =
          'That token does not hold. It is one of BATON_API_TOKEN or BATON_VIEW_TOKEN of the service.';
        throw new HttpRefusal(401, 'wrong_token', message);
      }
      reply.header('set-cookie', session.cookie);
      return { role: session.role, guarded: true };
    },
  );
  server.delete(
    '/api/session',
    { ...open, schema: { summary: 'Sign a browser out', response: { 204: z.null() } } },
    async (request, reply) => {
      reply.header('set-cookie', signedOutCookie(isSecure(request)));
      return await reply.code(204).send(null);
    },
  );
}

/** A page says by its origin whether people reach it by https, also behind a proxy. */
const isSecure = ({ headers }: FastifyRequest): boolean => headers.origin?.startsWith('https:') ?? false;
