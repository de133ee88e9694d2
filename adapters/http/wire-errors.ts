/** Responses below the routes: to malformed HTTP, headers that are too large, and requests that never end. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface WireError {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

const BY_CODE: Readonly<Record<string, WireError>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'headers_too_large',
    message: 'The address and the headers are larger than 16 KiB together. Send less.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive in time. Send it again.',
  },
};
const MALFORMED: WireError = {
  status: '400 Bad Request',
  code: 'malformed',
  message: 'This is not a valid HTTP request.',
};

/** Handles requests that Node's parser rejects; nothing has been sent on that socket yet. */
export function answerWireError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  socket.end(response(BY_CODE[error.code ?? ''] ?? MALFORMED));
  // Further input is not read.
  socket.destroySoon();
}

/** Otherwise an unsupported Expect header would get a response without a body. */
export function answerExpectations(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, reply: ServerResponse) => {
    const message = 'The header Expect holds something other than 100-continue. Leave it out.';
    const body = JSON.stringify({ error: { code: 'bad_expectation', message } });
    const length = Buffer.byteLength(body);
    reply.writeHead(417, { 'content-type': JSON_TYPE, 'content-length': length, connection: 'close' });
    reply.end(body);
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';

function response({ status, code, message }: WireError): string {
  const body = JSON.stringify({ error: { code, message } });
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
