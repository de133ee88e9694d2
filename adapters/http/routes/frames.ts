/** `GET /api/ws`: the frames of runs, as they happen. */
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { RunnerService } from '../../../runner/core/service.ts';
import { ErrorDocument, HttpRefusal } from '../errors.ts';
import { openFrameSockets } from '../frame-sockets.ts';
import { chosenProtocol } from '../guard.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

const Filter = z.strictObject({ project_id: z.string().optional(), run_id: z.string().optional() });

/** Clients have nothing to say here; a large message is not even read. */
const LARGEST_MESSAGE = 4096;

/** Must stand before the routes that use it. */
export async function serveWebSockets(server: FastifyInstance): Promise<void> {
  await server.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE, handleProtocols: chosenProtocol },
    // The sockets are closed by those who opened them; the plugin would wait for slow ones.
    preClose: (done) => done(),
  });
}

export function addFrameRoute(server: ZodServer, service: RunnerService): void {
  const sockets = openFrameSockets(service);
  server.addHook('preClose', async () => await sockets.close());
  server.route({
    method: 'GET',
    url: '/api/ws',
    schema: {
      summary: 'WebSocket: one JSON frame a message, of all runs, of a project or of a run',
      querystring: Filter,
      response: { 404: ErrorDocument, 426: ErrorDocument },
    },
    preHandler: async ({ query: { run_id } }) => {
      if (run_id !== undefined) await service.run(knownForm(run_id));
    },
    handler: async (_request, reply) => {
      reply.header('upgrade', 'websocket');
      throw new HttpRefusal(426, 'upgrade_required', 'This is a WebSocket; connect to it as one.');
    },
    wsHandler: (socket, { query, log }) => void sockets.serve(socket, Filter.parse(query), log),
  });
}
