/** A person's hands and eyes in a guild: commands and what they may be given, buttons, selects, modals, messages. */
import { isTrue, type Json, records, text } from '../chat/json.ts';
import { titled } from '../chat/labels.ts';
import { TYPES } from './component-rules.ts';
import type { Delivery } from './deliveries.ts';
import type { Channel, Guild, User } from './guild.ts';
import type { Harness } from './harness.ts';
import { choicesOf, INTERACTION_TYPES } from './interactions.ts';
import { FLAGS, type Message } from './message.ts';
import { ModalHands } from './modal-hands.ts';
import { commandData, interactionPayload, messageCommandData, resolvedChannels } from './payloads.ts';
import { edit, post } from './posting.ts';
import { buttonLabelled, optionCalled, type SeenMessage, seenMessage, selectCalled } from './seen.ts';
import { channelJson, messageJson } from './wire.ts';

/** Where a person is. The channel is the guild's first by default; both may be names or ids. */
export interface Where {
  readonly channel?: string;
  /** id of the thread */
  readonly thread?: string;
}

export type Given = Readonly<Record<string, string | number | boolean>>;

const OPTION = { string: 3, channel: 7 } as const;
const DAY_MINUTES = 1_440;

export class Person {
  readonly id: string;
  readonly name: string;
  readonly guild: Guild;
  readonly harness: Harness;
  readonly #user: User;

  constructor(harness: Harness, guild: Guild, user: User) {
    this.harness = harness;
    this.guild = guild;
    this.#user = user;
    this.id = user.id;
    this.name = user.name;
  }

  /** `command('flow run', { flow: 'tech-debt' })`; ends with the first response, or when there can be none any more. */
  async command(line: string, given: Given = {}, where: Where = {}): Promise<Delivery> {
    const { command, subcommand, options } = this.harness.commands.typed(line, this.guild.id);
    const missing = options.filter(
      ({ name, required }) => isTrue(required) && given[text(name)] === undefined,
    );
    if (missing.length > 0)
      throw new Error(`Discord asks first for: ${missing.map(({ name }) => text(name)).join(', ')}`);
    const filled = Object.entries(given).map(([name, value]) => this.#filled(options, name, value));
    const channels = filled.flatMap(({ value }) => this.harness.world.channels.get(String(value)) ?? []);
    const data = { ...commandData(command, subcommand, filled), ...resolvedChannels(channels) };
    return this.#send(INTERACTION_TYPES.command, { data }, null, this.#place(where));
  }

  /** What Discord offers while `typed` stands in that option; empty when the app gave no answer. */
  async autocomplete(
    line: string,
    option: string,
    typed: string,
    given: Given = {},
    where: Where = {},
  ): Promise<readonly { readonly name: string; readonly value: string }[]> {
    const { command, subcommand, options } = this.harness.commands.typed(line, this.guild.id);
    const asked = options.find(({ name }) => name === option);
    if (!isTrue(asked?.autocomplete)) throw new Error(`nothing is offered for ${option}`);
    const others = Object.entries(given).map(([name, value]) => this.#filled(options, name, value));
    const focused = { name: option, type: asked?.type, value: typed, focused: true };
    const data = commandData(command, subcommand, [...others, focused]);
    const { response } = await this.#send(INTERACTION_TYPES.autocomplete, { data }, null, this.#place(where));
    return choicesOf(response);
  }

  /** Chooses a command in the menu of a message; the only one by default. */
  async contextCommand(on: SeenMessage, name?: string): Promise<Delivery> {
    const message = this.#message(on);
    const data = messageCommandData(this.harness.commands.ofMessages(name, this.guild.id), message);
    return this.#send(INTERACTION_TYPES.command, { data }, null, message.channel);
  }

  /** Presses the button with that label. */
  async press(on: SeenMessage, label: string): Promise<Delivery> {
    const message = this.#message(on);
    const button = buttonLabelled(message.components, label);
    if (text(button.url) !== '') throw new Error(`"${label}" only leads to ${text(button.url)}`);
    return this.#component(message, { component_type: TYPES.button, custom_id: button.custom_id });
  }

  /** Chooses in a select, found by its placeholder or one of its options, by an option's label or value. */
  async choose(on: SeenMessage, select: string, wanted: string): Promise<Delivery> {
    const message = this.#message(on);
    const found = selectCalled(message.components, select);
    const channels = found.type === TYPES.channelSelect ? [this.#place({ channel: wanted })] : [];
    const values = channels.length > 0 ? channels.map(({ id }) => id) : [optionCalled(found, wanted).value];
    return this.#component(message, {
      component_type: found.type,
      custom_id: found.custom_id,
      values,
      ...resolvedChannels(channels),
    });
  }

  /** An interaction with a component that the app never sent, as a forger would make one. */
  async forge(on: SeenMessage, customId: string, values: readonly string[] | null = null): Promise<Delivery> {
    const component_type = values === null ? TYPES.button : TYPES.stringSelect;
    return this.#component(this.#message(on), {
      component_type,
      custom_id: customId,
      ...(values === null ? {} : { values }),
    });
  }

  /** Writes a message; `@Baton` in it mentions the bot, `@&Baton` its role, and a reply pings whom it replies to. */
  say(
    words: string,
    { replyTo, embeds, ...where }: Where & { readonly replyTo?: SeenMessage; readonly embeds?: Json[] } = {},
  ): SeenMessage {
    const { world } = this.harness;
    const reply = replyTo === undefined ? {} : { message_reference: { type: 0, message_id: replyTo.id } };
    const channel = replyTo === undefined ? this.#place(where) : this.#message(replyTo).channel;
    if (channel.thread?.archived === true) channel.thread.archived = false;
    const shown = embeds === undefined ? {} : { embeds };
    const body = { content: this.#typed(words, channel), ...shown, ...reply };
    return seenMessage(post(world, { channel, author: this.#user, body, files: [] }));
  }

  /** Edits a message of this person. */
  edit(message: SeenMessage, words: string): void {
    const own = this.#message(message);
    edit(this.harness.world, own, { content: this.#typed(words, own.channel) }, []);
  }

  #typed(words: string, { guild }: Channel): string {
    const role = guild?.role('Baton').id ?? '';
    return words
      .replaceAll('@&Baton', `<@&${role}>`)
      .replaceAll('@Baton', `<@${this.harness.world.app.bot.id}>`);
  }

  /** Opens a post in a forum, or a thread without a message in a channel; gives the thread's id. */
  startThread(name: string, words: string, where: Where): string {
    const { world } = this.harness;
    const parent = this.#place(where);
    const thread = world.openThread(parent, { id: null, name, owner: this.id, autoArchive: DAY_MINUTES });
    world.announce('THREAD_CREATE', thread, { ...channelJson(thread), newly_created: true });
    const first = parent.kind === 'forum' ? { id: thread.id } : {};
    post(world, { channel: thread, author: this.#user, body: { content: words }, files: [], ...first });
    return thread.id;
  }

  /** The modal that is open; null when none is. */
  modal(): ModalHands | null {
    const open = this.harness.interactions.modals.get(this.id);
    if (open === undefined) return null;
    const actor = { user: this.#user, channel: open.channel };
    const send = (type: number, more: Json, source: Message | null) =>
      this.#send(type, more, source, open.channel);
    return new ModalHands({ harness: this.harness, actor, send }, open);
  }

  /** Until a modal is open, with that title if one is given. */
  awaitModal(title?: string): Promise<ModalHands> {
    return this.harness.until(`a modal ${title ?? ''}`, () => titled(this.modal(), title));
  }

  /** What this person alone was shown and still sees, in order; without what is still to come. */
  ephemerals(): readonly SeenMessage[] {
    return [...this.harness.world.messages.values()]
      .filter(({ onlyFor, deleted, flags }) => onlyFor?.id === this.id && !deleted && !isLoading(flags))
      .map(seenMessage);
  }

  /** What stands in the channel that this person and the bot share. */
  directs(): readonly SeenMessage[] {
    const { world } = this.harness;
    return world.standing(world.directWith(this.#user).id).map(seenMessage);
  }

  #component(message: Message, data: Json): Promise<Delivery> {
    const type = INTERACTION_TYPES.component;
    return this.#send(type, { data, message: messageJson(message) }, message, message.channel);
  }

  #send(type: number, more: Json, source: Message | null, channel: Channel): Promise<Delivery> {
    const { world, interactions, deliveries } = this.harness;
    const actor = { user: this.#user, channel };
    const interaction = interactions.open({ type, user: this.#user, channel, source }, (made) =>
      interactionPayload(world, actor, type, made, more),
    );
    return deliveries.send(interaction);
  }

  #filled(options: readonly Json[], name: string, value: string | number | boolean): Json {
    const option = options.find((one) => one.name === name);
    if (option === undefined) throw new Error(`there is no option ${name}`);
    const choices = records(option.choices);
    const chosen = choices.find((one) => one.name === value || one.value === value);
    if (choices.length > 0 && chosen === undefined) {
      throw new Error(`${name} takes only: ${choices.map((one) => text(one.name)).join(', ')}`);
    }
    const { type } = option;
    if (type === OPTION.channel) return { name, type, value: this.#place({ channel: String(value) }).id };
    if (type === OPTION.string && String(value).length > Number(option.max_length ?? 6_000)) {
      throw new Error(`${name} takes no more than ${Number(option.max_length)} characters`);
    }
    return { name, type, value: chosen?.value ?? value };
  }

  #place({ channel, thread }: Where): Channel {
    const { world } = this.harness;
    const wanted = thread ?? channel;
    const all = [...world.channelsOf(this.guild), ...world.threadsOf(this.guild)];
    const found =
      wanted === undefined
        ? all[0]
        : (all.find(({ id, name }) => id === wanted || name === wanted) ?? world.channels.get(wanted));
    if (found === undefined) throw new Error(`no channel ${wanted ?? ''} in ${this.guild.name}`);
    return found;
  }

  #message({ id }: SeenMessage): Message {
    const found = this.harness.world.messages.get(id);
    if (found === undefined || found.deleted) throw new Error(`message ${id} is not there any more`);
    return found;
  }
}

function isLoading(flags: number): boolean {
  return (flags & FLAGS.loading) !== 0;
}
