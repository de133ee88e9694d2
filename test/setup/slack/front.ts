/**
 * The HTTP and WebSocket server before the emulators: reads calls, lets injected faults happen to them, answers, logs.
 * It can go away and come back on the same port, and outlives clients that die.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, CallLog } from '../chat/call.ts';
import type { Fault, Faults } from '../chat/fault.ts';
import { decoded, type Json, record, text } from '../chat/json.ts';
import { rateLimited, refused, SERVER_ERROR } from './answers.ts';
import { receiveUpload } from './methods/files.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Sockets } from './sockets.ts';
import type { Store } from './store.ts';
import type { WebApi } from './web-api.ts';
import type { Workspace } from './workspace.ts';

export interface FrontParts {
  readonly api: WebApi;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly sockets: Sockets;
  readonly store: Store;
  readonly responses: ResponseUrls;
  readonly workspaces: readonly Workspace[];
}

export class Front {
  #server: Server | null = null;
  readonly #connections = new Set<Socket>();
  #parts: FrontParts | null = null;
  #port = 0;
  #calls = 0;

  /** Listens; what it answers with is given later, as it needs the address. */
  async listen(): Promise<void> {
    const server = createServer((request, response) =>
      this.#answer(request, response).catch(() => response.destroy()),
    );
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => this.#parts?.sockets.accept(request, socket, head));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Ends with a slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  serve(parts: FrontParts): void {
    this.#parts = parts;
  }

  /** Breaks all connections and takes no more until `listen`. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#parts?.sockets.drop();
    for (const socket of this.#connections) socket.destroy();
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = this.#parts;
    const url = new URL(request.url ?? '/', this.url);
    const bytes = await bodyOf(request);
    const [, kind = '', name = '', file = ''] = url.pathname.split('/');
    if (parts === null) return reply(response, { status: 503, body: {} });
    if (kind === 'api') return this.#call(parts, { name, url, request, bytes, response });
    if (kind === 'upload') return this.#upload(parts, { file, request, bytes, response });
    if (kind === 'response') {
      const answer = await parts.responses.use(name, record(decoded(bytes.toString('utf8'))));
      parts.log.changed();
      return reply(response, answer);
    }
    reply(response, { status: 404, body: { ok: false, error: 'not_found' } });
  }

  async #call(parts: FrontParts, { name, url, request, bytes, response }: Asked): Promise<void> {
    const { token, args } = readCall(request, url, bytes);
    const workspace = parts.api.workspaceOf(token)?.id ?? null;
    const call: Call = { n: ++this.#calls, method: name, args, workspace, at: Date.now() };
    await this.#underFault(parts, call, response, () => parts.api.answer(call, token));
  }

  async #upload(parts: FrontParts, { file, request, bytes, response }: Upload): Promise<void> {
    const id = parts.store.files.get(file)?.workspace;
    const workspace = parts.workspaces.find((known) => known.id === id);
    const call: Call = {
      n: ++this.#calls,
      method: 'upload',
      args: { file },
      workspace: id ?? null,
      at: Date.now(),
    };
    await this.#underFault(parts, call, response, async () => {
      if (workspace === undefined) return { answer: refused('file_not_found'), effect: false };
      const content = await fileBytes(request, bytes);
      const answer = await receiveUpload({ store: parts.store, workspace }, file, content);
      return { answer, effect: answer.status === 200 };
    });
  }

  async #underFault(
    { faults, log }: FrontParts,
    call: Call,
    response: ServerResponse,
    work: () => Promise<{ readonly answer: Answer; readonly effect: boolean }>,
  ): Promise<void> {
    const fault = faults.next(call);
    const instead = fault === null ? null : before(fault);
    if (fault?.kind === 'delay' && fault.when === 'before') await sleep(fault.ms);
    const { answer, effect } = instead === null ? await work() : { answer: instead, effect: false };
    if (fault?.kind === 'delay' && fault.when === 'after') {
      log.changed();
      await sleep(fault.ms);
    }
    const broken = fault?.kind === 'reset' || fault?.kind === 'hang';
    const said = fault?.kind === 'server_error' ? SERVER_ERROR : answer;
    log.add(call, broken ? null : said, effect);
    if (fault?.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault?.kind !== 'hang') reply(response, said);
  }
}

interface Asked {
  readonly name: string;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly bytes: Buffer;
  readonly response: ServerResponse;
}

interface Upload {
  readonly file: string;
  readonly request: IncomingMessage;
  readonly bytes: Buffer;
  readonly response: ServerResponse;
}

/** What is answered without the call having been looked at; null: it is. */
function before(fault: Fault): Answer | null {
  if (fault.kind === 'rate_limited') return rateLimited(fault.retryAfter);
  if (fault.kind === 'refuse') return refused(fault.error);
  if (fault.kind === 'delay') return null;
  return fault.effect === 'done' ? null : SERVER_ERROR;
}

function readCall(
  request: IncomingMessage,
  url: URL,
  bytes: Buffer,
): { readonly token: string; readonly args: Json } {
  const json = request.headers['content-type']?.includes('application/json') === true;
  const sent: Json = json
    ? record(decoded(bytes.toString('utf8')))
    : Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
  const { token: inBody, ...args } = { ...Object.fromEntries(url.searchParams), ...sent };
  const header = (request.headers.authorization ?? '').replace(/^Bearer\s+/i, '');
  const decodedArgs = Object.entries(args).map(([name, value]) => [
    name,
    name === 'text' ? value : decoded(value),
  ]);
  return { token: header || text(inBody), args: basicAuth(header, Object.fromEntries(decodedArgs)) };
}

/** An app may say its id and secret in the header of `oauth.v2.access`. */
function basicAuth(header: string, args: Json): Json {
  if (!header.startsWith('Basic ')) return args;
  const [client_id, client_secret] = Buffer.from(header.slice(6), 'base64').toString('utf8').split(':');
  return { client_id, client_secret, ...args };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A file comes as it is, or as the one part of a form. */
async function fileBytes(request: IncomingMessage, bytes: Buffer): Promise<Uint8Array> {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes('multipart/form-data')) return bytes;
  const form = await new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } }).formData();
  const [part] = [...form.values()];
  return part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : Buffer.from(part ?? '', 'utf8');
}

function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
