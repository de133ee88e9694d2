/** How the Web API answers calls. */
import type { Answer } from '../chat/call.ts';
import type { Json } from '../chat/json.ts';

export function ok(body: Json = {}): Answer {
  return { status: 200, body: { ok: true, ...body } };
}

/** Slack's refusals have status 200. */
export function refused(error: string, messages: readonly string[] = []): Answer {
  const more = messages.length === 0 ? {} : { errors: messages, response_metadata: { messages } };
  return { status: 200, body: { ok: false, error, ...more } };
}

/** `retryAfter` in seconds. */
export function rateLimited(retryAfter: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(retryAfter) },
  };
}

export const SERVER_ERROR: Answer = { status: 500, body: { ok: false, error: 'internal_error' } };
