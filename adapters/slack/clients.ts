/** Web API clients by workspace. Their failures become `DeliveryError`s. */
import { webApi } from '@slack/bolt';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { PlatformClock } from '../chat/clock.ts';
import { clientOptions } from './client-options.ts';
import { deliveryError } from './delivery-error.ts';
import type { Workspaces } from './workspaces.ts';

export type Client = webApi.WebClient;

export class Clients {
  readonly #workspaces: Workspaces;
  readonly #apiUrl: string | null;
  readonly #clock: PlatformClock;
  /** by token, since reinstalling the app gives a workspace a new token */
  readonly #clients = new Map<string, Client>();

  constructor(workspaces: Workspaces, apiUrl: string | null, clock: PlatformClock) {
    this.#workspaces = workspaces;
    this.#apiUrl = apiUrl;
    this.#clock = clock;
  }

  /** Throws `DeliveryError` (`workspace`) if the app is not installed there. */
  async of(workspace: string): Promise<Client> {
    const installed = await this.#workspaces.find(workspace);
    if (installed === null) {
      throw new DeliveryError('workspace', `the app is not installed in the workspace ${workspace}`);
    }
    let client = this.#clients.get(installed.token);
    if (client === undefined) {
      client = new webApi.WebClient(
        installed.token,
        clientOptions(this.#apiUrl, (date) => this.#clock.saw(date)),
      );
      this.#clients.set(installed.token, client);
    }
    return client;
  }

  /** Makes a call in a workspace. Throws `DeliveryError` if it fails. */
  async call<T>(workspace: string, make: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await make(await this.of(workspace));
    } catch (error) {
      throw deliveryError(error);
    }
  }
}
