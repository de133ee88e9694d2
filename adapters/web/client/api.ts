/** Calls of the API. A session that has ended is noticed here, whichever call meets it. */
import { signal } from '@preact/signals';

/** What this browser may do; null until it is known, and where a token is needed first. */
export const session = signal<{ readonly role: 'admin' | 'viewer' | null; readonly guarded: boolean } | null>(
  null,
);

/** An answer that is an error: `{error: {code, message, path?}}`, or that there was no answer (`unreachable`). */
export class ApiError extends Error {
  readonly code: string;
  readonly path: string | null;

  constructor(code: string, message: string, path: string | null = null) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.path = path;
  }
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', path, undefined, signal);
/** `key`: of an action that must take effect once, however often it is sent. */
export const post = <T>(path: string, body: unknown = {}, key?: string): Promise<T> =>
  call<T>('POST', path, body, undefined, key === undefined ? {} : { 'idempotency-key': key });
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>('PATCH', path, body);
export const remove = (path: string): Promise<void> => call<void>('DELETE', path);

/** Returns a new key for `post`; also where a page came by plain http, in which browsers make no UUIDs. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Returns the body, parsed if it is JSON. Throws `ApiError`. */
async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await answerTo(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } }),
    ...(signal === undefined ? {} : { signal }),
  });
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const content: unknown = isJson ? await response.json() : await response.text();
  if (response.ok) return content as T;
  if (response.status === 401) session.value = { role: null, guarded: true };
  throw errorOf(content, response.status);
}

async function answerTo(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('unreachable', 'Baton can’t be reached. It is tried again.');
  }
}

function errorOf(content: unknown, status: number): ApiError {
  const said = (content as { error?: { code?: string; message?: string; path?: string } } | null)?.error;
  const message = said?.message ?? `The server answered with ${status}.`;
  return new ApiError(said?.code ?? 'unexpected', message, said?.path ?? null);
}

export async function readSession(): Promise<void> {
  session.value = await get('/api/session');
}

/** Throws `ApiError` for a token that does not hold. */
export async function signIn(token: string): Promise<void> {
  session.value = await post('/api/session', { token });
}

export async function signOut(): Promise<void> {
  await remove('/api/session');
  await readSession();
}

export const mayChange = (): boolean => session.value?.role === 'admin';
