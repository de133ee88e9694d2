/** The adapter as a service would run it, in either mode, before the Discord of the tests. */

import type { OpenAdapter } from '../../../adapters/chat/platform.ts';
import { lineView } from '../../../adapters/chat/text.ts';
import { createDiscordAdapter, type GatewayMode } from '../../../adapters/discord/adapter.ts';
import { VERBS } from '../../../bot/commands/verbs.ts';
import type { ActionHandler, Answer, UserAction } from '../../../runner/core/ports/platform.ts';
import { type DiscordOptions, startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';
import { listenFor } from '../chat/listening.ts';

export type Mode = 'gateway' | 'http';

export interface DiscordServiceOptions {
  readonly token?: string;
  readonly apiUrl?: string;
  readonly publicKey?: string;
  readonly owner?: GatewayMode['owner'];
}

/** What people did, and what they are answered: `answer` may be replaced at any time. */
export class DiscordService implements AsyncDisposable {
  readonly discord: TestDiscord;
  readonly adapter: OpenAdapter;
  readonly actions: UserAction[] = [];
  readonly lines: string[] = [];
  /** where HTTP mode listens; null in gateway mode */
  url: string | null = null;
  answer: ActionHandler = async () => ({ kind: 'nothing' });
  readonly #ends: (() => Promise<unknown>)[] = [];

  constructor(discord: TestDiscord, mode: Mode, options: DiscordServiceOptions = {}) {
    this.discord = discord;
    this.adapter = createDiscordAdapter({
      token: options.token ?? discord.botToken,
      mode:
        mode === 'gateway'
          ? { kind: 'gateway', owner: options.owner ?? soleOwner }
          : { kind: 'http', publicKey: options.publicKey ?? discord.app.publicKey },
      guildId: discord.guild().id,
      verbs: VERBS,
      apiUrl: options.apiUrl ?? discord.apiUrl,
      log: (line) => {
        this.lines.push(line);
        discord.log.changed();
      },
    });
  }

  async start(): Promise<void> {
    await this.listen();
    await this.adapter.start(async (action) => {
      this.actions.push(action);
      this.discord.log.changed();
      return await this.answer(action);
    });
  }

  async connected(): Promise<void> {
    await this.discord.until('the adapter to be connected', () => this.adapter.connected(), 20_000);
    await this.discord.until(
      'the commands',
      () => this.discord.commands.registered(this.discord.guild().id).length > 0,
    );
  }

  /** Waits for the next user action, or for so many in all. */
  async action(count = this.actions.length + 1): Promise<UserAction> {
    await this.discord.until(`${count} actions`, () => this.actions.length >= count);
    const action = this.actions[count - 1];
    if (action === undefined) throw new Error('no user action');
    return action;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.discord.deliverTo(null);
    await this.adapter.stop();
    for (const end of this.#ends) await end();
  }

  /** In HTTP mode. */
  async listen(): Promise<void> {
    const { routes } = this.adapter;
    if (routes === null) return;
    const { url, close } = await listenFor(routes);
    this.url = `${url}/discord/interactions`;
    this.discord.deliverTo(this.url);
    this.#ends.push(close);
  }
}

/** As if no other process were there. */
async function soleOwner() {
  return { lost: new AbortController().signal, release: async () => undefined };
}

/** Connected, with a Discord of its own that ends with it. */
export async function startService(
  mode: Mode,
  options: DiscordServiceOptions = {},
  discordOptions: DiscordOptions = {},
): Promise<DiscordService> {
  const discord = await startDiscord(discordOptions);
  const service = new DiscordService(discord, mode, options);
  await service.start();
  await service.connected();
  return service;
}

export function says(...lines: string[]): Answer {
  return { kind: 'message', view: lineView(...lines) };
}
