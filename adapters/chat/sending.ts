/** What happened to a call that a chat platform did not answer. */

const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a connection failed, by the code of its error, before anything was sent. */
export function failedBeforeSending(code: string): boolean {
  return BEFORE_SENDING.has(code);
}
