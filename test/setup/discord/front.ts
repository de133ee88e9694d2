/** Discord's own server: the REST API and attachments; the gateway takes its sockets. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../chat/call.ts';
import { type FrontParts, PlatformFront, reply, type Upgrades } from '../chat/front.ts';
import { isRecord, list, text } from '../chat/json.ts';
import { MOST_FILE_BYTES, MOST_REQUEST_BYTES } from './content-rules.ts';
import type { Gateway } from './gateway.ts';
import { rateLimited } from './pace.ts';
import { readRequest } from './reading.ts';
import { NOT_FOUND, refuse } from './refusals.ts';
import { matched, type RestApi } from './rest-api.ts';
import type { World } from './world.ts';

export interface DiscordParts extends FrontParts {
  readonly api: RestApi;
  readonly world: World;
  readonly gateway: Gateway;
}

const SERVER_ERROR: Answer = { status: 500, body: { message: '500: Internal Server Error', code: 0 } };

export class Front extends PlatformFront<DiscordParts> {
  constructor() {
    super({ rateLimited, refused: (error) => refuse(Number(error)), serverError: SERVER_ERROR });
  }

  protected upgrades({ gateway }: DiscordParts): Upgrades {
    return gateway;
  }

  protected async answer(
    parts: DiscordParts,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (url.pathname.startsWith('/attachments/')) return sendFile(parts.world, url, response);
    const path = /^\/api(?:\/v10)?(\/.*)$/.exec(url.pathname)?.[1];
    if (path === undefined) return reply(response, NOT_FOUND);
    await this.#call(parts, path, url, request, response);
  }

  async #call(
    parts: DiscordParts,
    path: string,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { body, files, size } = await readRequest(request);
    const found = matched(request.method ?? 'GET', path);
    const about = {
      method: found.name,
      args: {
        ...Object.fromEntries(url.searchParams),
        ...(isRecord(body) ? body : { body }),
        ...(files.length === 0 ? {} : { files: files.map(({ name }) => name) }),
        ...found.params,
      },
      workspace: guildOf(parts.world, found.params),
    };
    const token = (request.headers.authorization ?? '').replace(/^Bot\s+/i, '');
    const isTooLarge = size > MOST_REQUEST_BYTES || files.some(({ bytes }) => bytes.length > MOST_FILE_BYTES);
    await this.underFault(parts, about, response, (call) =>
      isTooLarge
        ? { answer: refuse(40005), effect: false }
        : parts.api.answer(
            call,
            found,
            {
              params: Object.fromEntries(
                Object.keys(found.params).map((name) => [name, text(call.args[name])]),
              ),
              query: url.searchParams,
              body,
              files: files.filter(({ name }) => list(call.args.files).includes(name)),
            },
            token,
          ),
    );
  }
}

function guildOf(world: World, { channel, guild }: Readonly<Record<string, string>>): string | null {
  return guild ?? world.channels.get(channel ?? '')?.guild?.id ?? null;
}

function sendFile(world: World, url: URL, response: ServerResponse): void {
  const [, , , message = '', id = ''] = url.pathname.split('/');
  const file = world.messages.get(message)?.attachments.find((one) => one.id === id);
  if (file === undefined) reply(response, NOT_FOUND);
  else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
}
