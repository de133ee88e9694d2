/**
 * Entry point for every interaction, from the gateway or by HTTP: actions go to the inbox, others are responded to at
 * once.
 */
import {
  type APIInteraction,
  type APIInteractionResponse,
  InteractionResponseType,
  InteractionType,
  Routes,
} from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import type { Directory } from '../chat/directory.ts';
import type { Inbox, Respond } from '../chat/inbox.ts';
import { retry } from '../chat/retry.ts';
import { lineView } from '../chat/text.ts';
import type { Outcome } from './answering.ts';
import type { Api } from './api.ts';
import type { Confirmations } from './confirmations.ts';
import { discordCode } from './delivery-error.ts';
import { CODES } from './faults.ts';
import { type IncomingAction, type Scene, userOf } from './incoming-action.ts';
import { parseInteraction, pressOf } from './parse.ts';
import { guildOf, nameOf, profileOf } from './people.ts';
import { renderMessage, renderQuestion } from './render/message.ts';
import { telling as privateResponse, updating } from './replies.ts';
import type { DiscordTime } from './snowflakes.ts';

/** Leaves some of the three seconds that a first response may take. */
const RESPONSE_DEADLINE_MS = 2_500;

export type DiscordInbox = Inbox<IncomingAction, Outcome, APIInteractionResponse>;

export interface InteractionsOptions {
  readonly api: Api;
  readonly inbox: DiscordInbox;
  readonly directory: Directory;
  /** the servers that the bot is on */
  readonly guilds: () => readonly string[];
  readonly time: DiscordTime;
  readonly confirmations: Confirmations;
  readonly log: (line: string) => void;
}

export class Interactions {
  readonly #options: InteractionsOptions;

  constructor(options: InteractionsOptions) {
    this.#options = options;
  }

  /** Handles a gateway interaction; duplicates have already been responded to. Never rejects. */
  async fromGateway(interaction: APIInteraction): Promise<void> {
    if (this.#options.inbox.earlier(interaction.id) !== null) return;
    await this.#take(interaction, (response) => this.#respond(interaction, response));
  }

  /** Handles an HTTP interaction and returns the response; null if there is none because the service is stopping. */
  async overHttp(interaction: APIInteraction): Promise<APIInteractionResponse | null> {
    if (interaction.type === InteractionType.Ping) return { type: InteractionResponseType.Pong };
    const again = this.#options.inbox.earlier(interaction.id);
    if (again !== null) return await again;
    const first = Promise.withResolvers<APIInteractionResponse | null>();
    const done = this.#take(interaction, async (response) => first.resolve(response));
    void done.finally(() => first.resolve(null));
    return await first.promise;
  }

  async #take(interaction: APIInteraction, respond: Respond<APIInteractionResponse>): Promise<void> {
    const { inbox, directory, time, confirmations, log } = this.#options;
    time.saw(interaction.id);
    // Not responded to: Discord reports to the user that the application did not respond.
    if (!inbox.isOpen) return;
    try {
      if (inbox.isSecondClick(pressOf(interaction))) {
        return await respond({ type: InteractionResponseType.DeferredMessageUpdate });
      }
      const workspace = interaction.guild_id ?? (await this.#homeOf(interaction));
      const scene: Scene = {
        workspace: workspace ?? '',
        person: (user, { member }) => {
          const given = member === undefined ? null : profileOf(user, member);
          return directory.person(workspace ?? '', user.id, given?.name ?? nameOf(user), given);
        },
      };
      const interactionKind = workspace === null ? null : parseInteraction(scene, interaction);
      switch (interactionKind?.kind) {
        case 'action':
          return await inbox.receive(interactionKind.incoming, respond);
        case 'ask': {
          const { pressed, label } = interactionKind;
          const question = confirmations.question(pressed.action, label);
          return await respond(privateResponse(renderQuestion(pressed, question)));
        }
        case 'no':
          return await respond(updating(renderMessage(lineView('Nothing was done.'))));
        default:
          return await this.#respondToUnknown(interaction, respond, workspace === null);
      }
    } catch (error) {
      log(`discord: an interaction was not taken: ${messageOf(error)}`);
    }
  }

  async #respondToUnknown(
    { type }: APIInteraction,
    respond: Respond<APIInteractionResponse>,
    isNowhere: boolean,
  ): Promise<void> {
    if (type === InteractionType.ApplicationCommandAutocomplete) {
      const choices = InteractionResponseType.ApplicationCommandAutocompleteResult;
      return await respond({ type: choices, data: { choices: [] } });
    }
    const text = isNowhere
      ? 'Baton works on servers: use /flow in a text channel of one that it was added to.'
      : 'This is from another version of Baton and no longer works. See: /flow help';
    await respond(privateResponse(renderMessage(lineView(text))));
  }

  /** For direct messages: returns a server that the user shares with the bot. */
  async #homeOf(interaction: APIInteraction): Promise<string | null> {
    const user = userOf(interaction);
    const guilds = this.#options.guilds();
    const [only, ...others] = guilds;
    if (user === undefined || only === undefined) return null;
    return others.length === 0 ? only : await guildOf(this.#options.directory, user.id, guilds);
  }

  /** A response that arrived although its call failed is found when it is sent again. */
  async #respond({ id, token }: APIInteraction, response: APIInteractionResponse): Promise<void> {
    const route = Routes.interactionCallback(id, token);
    try {
      await retry(RESPONSE_DEADLINE_MS, () =>
        this.#options.api.call('post', route, { auth: false, body: response }),
      );
    } catch (error) {
      if (discordCode(error) !== CODES.acknowledged) throw error;
    }
  }
}
