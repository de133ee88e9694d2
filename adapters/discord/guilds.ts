/** Tracks the servers that the bot is on. */
import { type RESTAPIPartialCurrentUserGuild, Routes } from 'discord.js';
import type { Api } from './api.ts';

const PAGE = 200;

export class Guilds {
  readonly #api: Api;
  readonly #listeners = new Set<(guilds: readonly string[]) => void>();
  #known: readonly string[] | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Null until they have been fetched once. */
  get known(): readonly string[] | null {
    return this.#known;
  }

  onChange(listener: (guilds: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (this.#known !== null) listener(this.#known);
    return () => this.#listeners.delete(listener);
  }

  /** Fetches the list. Throws `DeliveryError`. */
  async learn(): Promise<void> {
    const found: string[] = [];
    for (let after = '0'; ; ) {
      const query = new URLSearchParams({ limit: String(PAGE), after });
      const page = await this.#api.call<RESTAPIPartialCurrentUserGuild[]>('get', Routes.userGuilds(), {
        query,
      });
      found.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last.id;
    }
    found.sort();
    if (this.#known?.join() === found.join()) return;
    this.#known = found;
    for (const listener of this.#listeners) listener(found);
  }
}
