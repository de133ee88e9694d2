/** The HTTP routes by which a platform delivers actions; a server mounts them and leaves the body unread. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface Routes {
  readonly paths: readonly string[];
  /** Receives a request with its body unread, and always answers it. */
  listener(request: IncomingMessage, response: ServerResponse): void;
}

export interface SignedRouteOptions {
  readonly path: string;
  /** Verifies the signature and the request's age; called before the body is used for anything else. */
  verify(headers: IncomingHttpHeaders, body: Buffer): Signature;
  /** Called for a request that is not accepted. */
  refused(signature: RefusedSignature): void;
  /** Returns the value that the body holds; null if it is none of the platform's. */
  parse(body: Buffer): unknown;
  /** Returns the response's body; null while actions are not accepted. */
  take(value: unknown): Promise<unknown>;
}

/** `stale`: the signature is right, and too old */
export type Signature = 'valid' | RefusedSignature;
export type RefusedSignature = 'invalid' | 'stale';

const MOST_BYTES = 4 * 1024 * 1024;

/** A route for signed POST requests with a JSON body. */
export function signedRoute(options: SignedRouteOptions): Routes {
  return {
    paths: [options.path],
    listener(request, response) {
      answerTo(request, options).then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(body));
        },
        () => response.destroy(),
      );
    },
  };
}

interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

async function answerTo(
  request: IncomingMessage,
  { verify, refused, parse, take }: SignedRouteOptions,
): Promise<HttpAnswer> {
  if (request.method !== 'POST') return { status: 405, body: { error: 'only POST is taken here' } };
  const body = await bodyOf(request);
  if (body === null) return { status: 413, body: { error: 'the body is too large' } };
  const signature = verify(request.headers, body);
  if (signature !== 'valid') {
    refused(signature);
    return { status: 401, body: { error: 'invalid request signature' } };
  }
  const value = parse(body);
  if (value === null) return { status: 400, body: { error: 'the body is no interaction' } };
  const response = await take(value);
  return response === null ? { status: 503, body: { error: 'stopping' } } : { status: 200, body: response };
}

/** Returns null if the body is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Returns a function that logs the first refused request of each kind only: a wrong secret refuses everything and shows
 * nowhere else, but strangers must not fill the log with it.
 */
export function refusedSignatureLog(
  {
    platform,
    title,
    variable,
  }: { readonly platform: string; readonly title: string; readonly variable: string },
  log: (line: string) => void,
): (signature: RefusedSignature) => void {
  const logged = new Set<RefusedSignature>();
  const lines = {
    invalid: `a request whose signature is wrong was refused; if it was ${title}’s, check ${variable}`,
    stale: `a request was refused for its age, more than five minutes; if it was ${title}’s, this machine’s clock is wrong: set it by NTP`,
  };
  return (signature) => {
    if (!logged.has(signature)) log(`${platform}: ${lines[signature]}`);
    logged.add(signature);
  };
}
