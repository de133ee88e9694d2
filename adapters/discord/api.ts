/** How Discord's API is called: one try, with a short timeout; whoever calls decides what comes after a failure. */
import { type APIUser, DefaultRestOptions, REST, type RequestData, Routes } from 'discord.js';
import { deliveryError } from './delivery-error.ts';

const TIMEOUT_MS = 8_000;

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
export type Route = `/${string}`;

export class Api {
  /** Discord's address, for messages to the operator */
  readonly address: string;
  readonly #rest: REST;
  readonly #token: string;
  #me: Promise<APIUser> | null = null;

  /** `apiUrl` null: Discord's own; else of the form `http://host:port/api` */
  constructor(token: string, apiUrl: string | null) {
    this.#token = token;
    this.address = apiUrl?.replace(/\/+$/, '') ?? DefaultRestOptions.api;
    this.#rest = new REST({
      api: this.address,
      version: '10',
      retries: 0,
      timeout: TIMEOUT_MS,
      // An answer to a person is worth waiting for; whatever else has to wait is told to come again.
      rejectOnRateLimit: ({ route }) => !isOfInteraction(route),
    });
  }

  /** Throws `DeliveryError`. What comes back has the shape that Discord documents. */
  async call<T>(method: Method, route: Route, data: RequestData = {}): Promise<T> {
    // The client forgets a token that was once refused, which may have been the server's mistake.
    this.#rest.setToken(this.#token);
    try {
      return (await this.#rest[method](route, data)) as T;
    } catch (error) {
      throw deliveryError(error);
    }
  }

  /** The bot itself. Throws `DeliveryError`. */
  me(): Promise<APIUser> {
    this.#me ??= this.call<APIUser>('get', Routes.user()).catch((error: unknown) => {
      this.#me = null;
      throw error;
    });
    return this.#me;
  }

  /** For the gateway's client, which asks for its address by itself. */
  get rest(): REST {
    this.#rest.setToken(this.#token);
    return this.#rest;
  }

  close(): void {
    this.#rest.clearHandlerSweeper();
    this.#rest.clearHashSweeper();
  }
}

function isOfInteraction(route: string): boolean {
  return route.startsWith('/interactions/') || route.startsWith('/webhooks/');
}
