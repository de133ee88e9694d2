/** `/api/settings`, `/api/doctor`, `/api/why` and `/api/audit`: what operators see of Baton itself. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  AppliedDocument,
  type AuditEntry,
  DoctorDocument,
  SettingsDocument,
} from '../../../runner/core/inspection.ts';
import type { Inspection } from '../../../runner/core/ports/inspection.ts';
import { ErrorDocument } from '../errors.ts';
import { given, optionalText, plainText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';

const WhyQuery = z.strictObject({
  who: plainText.describe('a person of a chat platform, as slack:T0TEAM:U0ALICE'),
  where: plainText.describe('a channel, as slack:C0GENERAL1'),
  flow: optionalText,
  project: optionalText,
});

const AuditQuery = z.strictObject({
  since: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], 'is a time such as 2026-03-01T12:00:00Z')
    .refine((time) => !time.startsWith('0000'), 'is a year that there was')
    .optional(),
});

export function addInspectionRoutes(server: ZodServer, inspection: Inspection): void {
  server.get(
    '/api/settings',
    { schema: { summary: 'What is configured, without secrets', response: { 200: SettingsDocument } } },
    async () => await inspection.settings(),
  );
  server.get(
    '/api/doctor',
    { schema: { summary: 'Whether all that runs need is there', response: { 200: DoctorDocument } } },
    async () => await inspection.doctor(),
  );
  server.get(
    '/api/why',
    {
      schema: {
        summary: 'What applies to a person in a channel, and which line says so',
        querystring: WhyQuery,
        response: { 200: AppliedDocument, 400: ErrorDocument },
      },
    },
    async ({ query: { who, where, ...named } }) => await inspection.why({ who, where, ...given(named) }),
  );
  server.get(
    '/api/audit',
    {
      config: { isForAdmins: true },
      schema: {
        summary: 'The audit log, oldest first, a JSON object a line',
        querystring: AuditQuery,
        produces: ['application/jsonl'],
        response: { 200: z.string(), 400: ErrorDocument, 403: ErrorDocument },
      },
    },
    async ({ query }, reply) => {
      const pages = inspection.audit(query.since ?? null)[Symbol.asyncIterator]();
      // Read before the answer begins: an outage is an error of its own, not an answer that breaks off.
      const first = await pages.next();
      return sendLines(reply, lines(first, pages));
    },
  );
}

function sendLines(reply: FastifyReply, content: AsyncIterable<string>): FastifyReply {
  return reply.type('application/jsonl; charset=utf-8').send(Readable.from(content));
}

async function* lines(
  first: IteratorResult<readonly AuditEntry[]>,
  pages: AsyncIterator<readonly AuditEntry[]>,
): AsyncGenerator<string> {
  for (let page = first; page.done !== true; page = await pages.next()) {
    const text = page.value.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    // A stream ends at an empty text.
    if (text !== '') yield text;
  }
}
