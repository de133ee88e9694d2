/** `GET /api/ws`: streams the frames of runs. */
import type { IncomingHttpHeaders } from 'node:http';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { BatonError } from '../../../runner/core/errors.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { chosenProtocol } from '../access.ts';
import { ErrorDocument, HttpRefusal } from '../errors.ts';
import { openFrameSockets } from '../frame-sockets.ts';
import { plainText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

const Filter = z.strictObject({
  project_id: plainText.optional(),
  run_id: z.string().optional(),
  /** `runs`: what becomes of runs and steps, and nothing of what agents say */
  events: z.enum(['runs']).optional(),
});

/** Clients send nothing; larger messages are not even read. */
const LARGEST_MESSAGE = 4096;

/** Must be registered before the routes that use it. */
export async function serveWebSockets(server: FastifyInstance): Promise<void> {
  await server.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE, handleProtocols: chosenProtocol },
    // The owner of the sockets closes them; the plugin would wait for slow ones.
    preClose: (done) => done(),
  });
}

/**
 * Returns what is wrong with an upgrade request, before the WebSocket library rejects it in its own format; null for
 * other requests.
 */
function upgradeFault(headers: IncomingHttpHeaders): string | null {
  if (!/\bupgrade\b/i.test(headers.connection ?? '') || headers.upgrade === undefined) return null;
  if (headers.upgrade.toLowerCase() !== 'websocket') return 'the header Upgrade is not websocket';
  if (!/^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    return 'the header Sec-WebSocket-Key is not the base64 form of 16 bytes';
  }
  return /^(?:8|13)$/.test(headers['sec-websocket-version'] ?? '')
    ? null
    : 'the header Sec-WebSocket-Version is not 13';
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
    preHandler: async ({ query: { run_id }, headers }, reply) => {
      const fault = upgradeFault(headers);
      if (fault !== null) {
        reply.header('sec-websocket-version', '13');
        throw new BatonError('refused', 'bad_upgrade', `The upgrade can't be made: ${fault}.`);
      }
      if (run_id !== undefined) await service.run(knownForm(run_id));
    },
    handler: async (_request, reply) => {
      reply.header('upgrade', 'websocket');
      throw new HttpRefusal(426, 'upgrade_required', 'This is a WebSocket; connect to it as one.');
    },
    wsHandler: (socket, { query, log }) => void sockets.serve(socket, Filter.parse(query), log),
  });
}
