/** `/api/runs/:id/chat` and `/api/runs/:id/export`: where a run is in chats, and posting it in another channel. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RunChat } from '../../../runner/core/ports/run-chat.ts';
import { RunChatDocument } from '../../../runner/core/run-chat.ts';
import { POST_TO } from '../../../runner/core/run-options.ts';
import { ErrorDocument } from '../errors.ts';
import { IdempotencyHeaders, requestKeyOf } from '../idempotency-key.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

const RunPath = z.object({ id: z.string() });
const ExportBody = z.strictObject({ to: POST_TO });

export function addRunChatRoutes(server: ZodServer, chat: RunChat): void {
  server.get(
    '/api/runs/:id/chat',
    {
      schema: {
        summary: 'Who asked for a run, and where it is in chats',
        params: RunPath,
        response: { 200: RunChatDocument, 404: ErrorDocument },
      },
    },
    async ({ params }) => await chat.about(knownForm(params.id)),
  );

  server.post(
    '/api/runs/:id/export',
    {
      schema: {
        summary: 'Post a run in a channel, with its report in the thread',
        params: RunPath,
        headers: IdempotencyHeaders,
        body: ExportBody,
        response: { 202: z.object({ run_id: z.uuid() }), 400: ErrorDocument, 404: ErrorDocument },
      },
    },
    async ({ params, body, raw }, reply) => {
      const run_id = knownForm(params.id);
      const once = requestKeyOf(raw, body);
      await chat.export(run_id, body.to, 'api', once?.key ?? `api:${randomUUID()}`);
      return reply.code(202).send({ run_id });
    },
  );
}
