/** Sends a document with its tag, so that a client that has it gets it only once it has changed. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedReport } from '../../runner/core/ports/report-formats.ts';

/** A copy is used only after the server has confirmed it: a retry may replace a report. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, type, policy }: FormattedReport,
): FastifyReply {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  if (policy !== undefined) {
    reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
  }
  if (isKnown(tag, request.headers['if-none-match'])) return reply.code(304).send();
  return reply.type(type).serializer(asIs).send(body);
}

/** A proxy that compresses marks the tag as weak (`W/"…"`). */
function isKnown(tag: string, tags = ''): boolean {
  const known = tags.split(',').map((name) => name.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*');
}

const asIs = (payload: unknown): string => String(payload);
