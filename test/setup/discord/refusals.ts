/** Discord's refusals: each code with its status and words, and what is wrong in a form. */
import type { Answer } from '../chat/call.ts';
import type { Json } from '../chat/json.ts';

const REFUSALS: Readonly<Record<number, readonly [status: number, says: string]>> = {
  0: [401, '401: Unauthorized'],
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  30046: [400, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  40005: [413, 'Request entity too large'],
  40060: [400, 'Interaction has already been acknowledged'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50024: [400, 'Cannot execute action on this channel type'],
  50027: [401, 'Invalid Webhook Token'],
  50035: [400, 'Invalid Form Body'],
  50083: [400, 'Thread is archived'],
  160004: [400, 'A thread has already been created for this message'],
  160006: [400, 'Maximum number of active threads reached'],
};

/** One thing that is wrong in a form; `at` is its path, with dots. */
export interface FormFault {
  readonly at: string;
  readonly code: string;
  readonly says: string;
}

export function refuse(code: number, more: Json = {}): Answer {
  const [status, message] = REFUSALS[code] ?? [400, 'Refused'];
  return { status, body: { message, code, ...more } };
}

export const NOT_FOUND: Answer = { status: 404, body: { message: '404: Not Found', code: 0 } };

export function refuseForm(faults: readonly FormFault[]): Answer {
  const errors: Record<string, unknown> = {};
  for (const { at, code, says } of faults) {
    let level = errors;
    for (const step of at.split('.').filter(Boolean)) {
      level[step] ??= {};
      level = level[step] as Record<string, unknown>;
    }
    const known = Array.isArray(level._errors) ? level._errors : [];
    level._errors = [...known, { code, message: says }];
  }
  return refuse(50035, { errors });
}

export function tooLong(at: string, most: number): FormFault {
  return { at, code: 'BASE_TYPE_MAX_LENGTH', says: `Must be ${most} or fewer in length.` };
}

export function badLength(at: string, least: number, most: number): FormFault {
  return { at, code: 'BASE_TYPE_BAD_LENGTH', says: `Must be between ${least} and ${most} in length.` };
}

export function invalid(at: string, code: string, says: string): FormFault {
  return { at, code, says };
}
