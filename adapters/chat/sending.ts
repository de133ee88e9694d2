/** Classifies a call that a chat platform did not answer: was it sent? */

const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Returns true if the request failed before any of it was sent. */
export function isUnsent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isUnsent);
  if (!(error instanceof Error)) return false;
  return (
    ('code' in error && BEFORE_SENDING.has(String(error.code))) ||
    (error.cause !== undefined && isUnsent(error.cause))
  );
}
