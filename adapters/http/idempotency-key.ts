/** The header Idempotency-Key: a request that is sent once more with the same key acts once. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BatonError } from '../../runner/core/errors.ts';
import type { RequestKey } from '../../runner/core/run-request.ts';

const HEADER = 'idempotency-key';
const FORM = /^[\x20-\x7e]{1,255}$/;

/** For the documents only: what is wrong with the header is said by `requestKeyOf`. */
export const IdempotencyHeaders = z.looseObject({
  'Idempotency-Key': z
    .string()
    .describe('the same key within 24 hours gives the same run; 1 to 255 printable ASCII characters')
    .optional(),
});

/** Undefined without the header. `asked` is what the request asks for. Throws `bad_idempotency_key`. */
export function requestKeyOf(request: IncomingMessage, asked: unknown): RequestKey | undefined {
  const given = request.headersDistinct[HEADER];
  if (given === undefined) return undefined;
  const [key = '', ...others] = given;
  if (others.length > 0) throw refused('is given more than once. Send one');
  if (!FORM.test(key)) throw refused('holds 1 to 255 printable ASCII characters. Send such a key, or none');
  const hash = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  return { key: `api:${key}`, hash };
}

function refused(why: string): BatonError {
  return new BatonError('refused', 'bad_idempotency_key', `The header Idempotency-Key ${why}.`, {
    path: 'Idempotency-Key',
  });
}
