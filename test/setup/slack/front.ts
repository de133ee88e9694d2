/** Slack's own server before the emulators: Web API, uploads, response URLs. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FrontParts, PlatformFront, reply, type Upgrades } from '../chat/front.ts';
import { decoded, type Json, record, text } from '../chat/json.ts';
import { rateLimited, refused, SERVER_ERROR } from './answers.ts';
import { receiveUpload } from './methods/files.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Sockets } from './sockets.ts';
import type { Store } from './store.ts';
import type { WebApi } from './web-api.ts';
import type { Workspace } from './workspace.ts';

export interface SlackParts extends FrontParts {
  readonly api: WebApi;
  readonly sockets: Sockets;
  readonly store: Store;
  readonly responses: ResponseUrls;
  readonly workspaces: readonly Workspace[];
}

export class Front extends PlatformFront<SlackParts> {
  constructor() {
    super({ rateLimited, refused, serverError: SERVER_ERROR });
  }

  protected upgrades({ sockets }: SlackParts): Upgrades {
    return sockets;
  }

  protected async answer(
    parts: SlackParts,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const bytes = await bodyOf(request);
    const [, kind = '', name = '', file = ''] = url.pathname.split('/');
    if (kind === 'api') return this.#call(parts, { name, url, request, bytes, response });
    if (kind === 'upload') return this.#upload(parts, { file, request, bytes, response });
    if (kind === 'response') {
      const answer = await parts.responses.use(name, record(decoded(bytes.toString('utf8'))));
      parts.log.changed();
      return reply(response, answer);
    }
    reply(response, { status: 404, body: { ok: false, error: 'not_found' } });
  }

  async #call(parts: SlackParts, { name, url, request, bytes, response }: Asked): Promise<void> {
    const { token, args } = readCall(request, url, bytes);
    const workspace = parts.api.workspaceOf(token)?.id ?? null;
    const about = { method: name, args, workspace };
    await this.underFault(parts, about, response, (call) => parts.api.answer(call, token));
  }

  async #upload(parts: SlackParts, { file, request, bytes, response }: Upload): Promise<void> {
    const id = parts.store.files.get(file)?.workspace;
    const workspace = parts.workspaces.find((known) => known.id === id);
    const about = { method: 'upload', args: { file }, workspace: id ?? null };
    await this.underFault(parts, about, response, async () => {
      if (workspace === undefined) return { answer: refused('file_not_found'), effect: false };
      const content = await fileBytes(request, bytes);
      const answer = await receiveUpload({ store: parts.store, workspace }, file, content);
      return { answer, effect: answer.status === 200 };
    });
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
