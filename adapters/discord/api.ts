/** Calls Discord's REST API: one attempt with a short timeout; the caller decides whether to retry. */
import {
  type APIUser,
  DefaultRestOptions,
  REST,
  RESTEvents,
  type RequestData,
  type ResponseLike,
  Routes,
} from 'discord.js';
import { deliveryError } from './delivery-error.ts';
import { CODES } from './faults.ts';

const TIMEOUT_MS = 8_000;

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
export type Route = `/${string}`;

export class Api {
  /** Discord's address, for messages to the operator */
  readonly address: string;
  readonly #rest: REST;
  readonly #token: string;
  #me: Promise<APIUser> | null = null;

  /**
   * `apiUrl` null: Discord's own; otherwise of the form `http://host:port/api`. `saw` is called with the `Date` header of
   * each response.
   */
  constructor(token: string, apiUrl: string | null, saw: ((date: string | null) => void) | null = null) {
    this.#token = token;
    this.address = apiUrl?.replace(/\/+$/, '') ?? DefaultRestOptions.api;
    this.#rest = new REST({
      api: this.address,
      version: '10',
      retries: 0,
      timeout: TIMEOUT_MS,
      // Waits out rate limits only for answers to a person; every other call is rejected and retried later.
      rejectOnRateLimit: ({ route }) => !isOfInteraction(route),
      makeRequest: async (...request) => withOwnStatus(await DefaultRestOptions.makeRequest(...request)),
    });
    if (saw !== null) this.#rest.on(RESTEvents.Response, (_request, { headers }) => saw(headers.get('date')));
  }

  /** Throws `DeliveryError`. The caller names the type that Discord documents. */
  async call<T>(method: Method, route: Route, data: RequestData = {}): Promise<T> {
    // The client drops a token that was rejected once, which may have been the server's mistake.
    this.#rest.setToken(this.#token);
    try {
      return (await this.#rest[method](route, data)) as T;
    } catch (error) {
      throw deliveryError(error);
    }
  }

  /** Returns the bot's own user. Throws `DeliveryError`. */
  me(): Promise<APIUser> {
    this.#me ??= this.call<APIUser>('get', Routes.user()).catch((error: unknown) => {
      this.#me = null;
      throw error;
    });
    return this.#me;
  }

  /** For the gateway client, which requests its address itself. */
  get rest(): REST {
    this.#rest.setToken(this.#token);
    return this.#rest;
  }

  close(): void {
    this.#rest.clearHandlerSweeper();
    this.#rest.clearHashSweeper();
  }
}

/** What Discord may say with the status of a rate limit, though it is none: the client would keep the code to itself. */
const NO_RATE_LIMITS: readonly unknown[] = [CODES.slowMode, CODES.oldEdits];

async function withOwnStatus(response: ResponseLike): Promise<ResponseLike> {
  if (response.status !== 429) return response;
  const text = await response.text();
  return new Response(text, { status: isNoRateLimit(text) ? 400 : 429, headers: [...response.headers] });
}

function isNoRateLimit(body: string): boolean {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null && 'code' in said && NO_RATE_LIMITS.includes(said.code);
  } catch {
    // A gateway in between answers with what it likes.
    return false;
  }
}

function isOfInteraction(route: string): boolean {
  return route.startsWith('/interactions/') || route.startsWith('/webhooks/');
}
