/**
 * Interactions from their delivery to the end of their token: the first response within three seconds and once, then
 * edits of it and follow-ups for a quarter of an hour.
 */
import { randomBytes } from 'node:crypto';
import type { Answer } from '../chat/call.ts';
import { type Json, record, records, text } from '../chat/json.ts';
import { modalFaults } from './component-rules.ts';
import { choiceFaults, isEmptyMessage, messageFaults } from './content-rules.ts';
import type { Channel, User } from './guild.ts';
import { FLAGS, type Message, type UploadedFile } from './message.ts';
import { edit, post } from './posting.ts';
import { type FormFault, invalid, refuse, refuseForm } from './refusals.ts';
import { MINUTE } from './snowflake.ts';
import { messageJson, userJson } from './wire.ts';
import type { World } from './world.ts';

export const INTERACTION_TYPES = { ping: 1, command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export const RESPONSES = {
  pong: 1,
  message: 4,
  deferred: 5,
  deferredUpdate: 6,
  update: 7,
  choices: 8,
  modal: 9,
} as const;

/** How long Discord waits for the first response. */
export const RESPONSE_MS = 3_000;
const TOKEN_MINUTES = 15;
/** what an interaction of each type may be answered with */
const TAKEN: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

export interface OpenModal {
  readonly user: User;
  readonly data: Json;
  readonly channel: Channel;
  /** the message whose button opened it; null: a command did */
  readonly source: Message | null;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly user: User;
  readonly channel: Channel;
  /** the message of a component, or of the one that opened the modal */
  readonly source: Message | null;
  /** milliseconds since the epoch, by Discord's clock */
  readonly at: number;
  /** as the app gets it */
  payload: Json;
  /** the first response; null: there is none yet */
  response: Json | null;
  /** the response's own message, or that of the component; null: there is none */
  original: Message | null;
  /** called with the first response */
  answered: () => void;
}

export class Interactions {
  readonly all: Interaction[] = [];
  /** the modal that each person has open, by the person's id */
  readonly modals = new Map<string, OpenModal>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A new one; its payload is made with its id and token. */
  open(
    of: Pick<Interaction, 'type' | 'user' | 'channel' | 'source'>,
    payload: (made: Pick<Interaction, 'id' | 'token'>) => Json,
  ): Interaction {
    const made = { id: this.#world.clock.id(), token: randomBytes(60).toString('base64url') };
    const interaction: Interaction = {
      ...of,
      ...made,
      at: this.#world.clock.now(),
      payload: payload(made),
      response: null,
      original: null,
      answered: () => undefined,
    };
    this.all.push(interaction);
    return interaction;
  }

  byToken(token: string): Interaction | null {
    return this.all.find((interaction) => interaction.token === token) ?? null;
  }

  /** Whether its token can still be used for edits and follow-ups. */
  isAlive({ at }: Interaction): boolean {
    return this.#world.clock.now() - at < TOKEN_MINUTES * MINUTE;
  }

  /** The first response: to the callback route, or as the body of the answer to a signed request. */
  respond(interaction: Interaction | null, body: Json, files: readonly UploadedFile[]): Answer {
    if (interaction === null) return refuse(10062);
    if (interaction.response !== null) return refuse(40060);
    if (this.#world.clock.now() - interaction.at > RESPONSE_MS) return refuse(10062);
    const faults = responseFaults(interaction, body, files);
    if (faults.length > 0) return refuseForm(faults);
    const data = record(body.data);
    if (body.type === RESPONSES.message && isEmptyMessage(data, files)) return refuse(50006);
    interaction.response = body;
    this.#take(interaction, body, files);
    interaction.answered();
    this.#world.log.changed();
    return { status: 200, body: this.#callbackJson(interaction, Number(body.type)) };
  }

  /** A message besides the first response. After a deferral it is what was deferred. */
  followUp(interaction: Interaction, body: Json, files: readonly UploadedFile[]): Message {
    const { original } = interaction;
    const isLoading = original !== null && (original.flags & FLAGS.loading) !== 0;
    if (isLoading) return edit(this.#world, original, body, files);
    return this.#say(interaction, body, files, 0);
  }

  #take(interaction: Interaction, body: Json, files: readonly UploadedFile[]): void {
    const { user, channel, source } = interaction;
    const data = record(body.data);
    if (interaction.type === INTERACTION_TYPES.modal) this.modals.delete(user.id);
    switch (body.type) {
      case RESPONSES.message:
        interaction.original = this.#say(interaction, data, files, 0);
        return;
      case RESPONSES.deferred:
        interaction.original = this.#say(interaction, data, files, FLAGS.loading);
        return;
      case RESPONSES.deferredUpdate:
        interaction.original = source;
        return;
      case RESPONSES.update:
        interaction.original = source;
        if (source !== null) edit(this.#world, source, data, files);
        return;
      case RESPONSES.modal:
        this.modals.set(user.id, { user, data, channel, source });
        return;
      default:
        return;
    }
  }

  #say(interaction: Interaction, body: Json, files: readonly UploadedFile[], flags: number): Message {
    const { id, type, user, channel } = interaction;
    const isPrivate = (Number(body.flags ?? 0) & FLAGS.ephemeral) !== 0;
    const metadata = {
      id,
      type,
      user: userJson(user),
      authorizing_integration_owners: { '0': channel.guild?.id ?? '0' },
    };
    return post(this.#world, {
      channel,
      author: this.#world.app.bot,
      body,
      files,
      onlyFor: isPrivate ? user : null,
      interaction: { id, application: this.#world.app.id, metadata },
      flags: flags | (isPrivate ? FLAGS.ephemeral : 0),
    });
  }

  #callbackJson({ id, type, original }: Interaction, response: number): Json {
    const message = original === null ? {} : { message: messageJson(original) };
    return {
      interaction: {
        id,
        type,
        ...(original === null ? {} : { response_message_id: original.id }),
        response_message_loading: response === RESPONSES.deferred,
        response_message_ephemeral: original?.onlyFor !== null && original !== null,
      },
      resource: { type: response, ...message },
    };
  }
}

function responseFaults(
  { type, source }: Interaction,
  body: Json,
  files: readonly UploadedFile[],
): readonly FormFault[] {
  const data = record(body.data);
  const kind = Number(body.type);
  if (!(TAKEN[type] ?? []).includes(kind)) {
    return [invalid('type', 'INTERACTION_RESPONSE_TYPE', `type ${kind} is no answer to type ${type}`)];
  }
  if ((kind === RESPONSES.update || kind === RESPONSES.deferredUpdate) && source === null) {
    return [invalid('type', 'INTERACTION_RESPONSE_TYPE', 'there is no message to update')];
  }
  if (kind === RESPONSES.choices) return choiceFaults(data);
  if (kind === RESPONSES.modal) return modalFaults(data);
  const standing = kind === RESPONSES.update ? source : null;
  return messageFaults(data, files, standing === null ? null : standingOf(standing)).map((fault) => ({
    ...fault,
    at: `data.${fault.at}`,
  }));
}

export function standingOf({ flags, content, embeds, attachments }: Message) {
  return { flags, content, embeds, files: attachments.map(({ name }) => name) };
}

/** The answer to an autocomplete, in order. */
export function choicesOf(
  response: Json | null,
): readonly { readonly name: string; readonly value: string }[] {
  return records(record(record(response).data).choices).map(({ name, value }) => ({
    name: text(name),
    value: String(value),
  }));
}
