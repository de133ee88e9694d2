/** A person's hands and eyes in a workspace: commands, buttons, shortcuts, mentions, modals. */

import { isRecord, type Json, record, records, text } from '../chat/json.ts';
import { titled } from '../chat/labels.ts';
import type { Delivery } from './deliveries.ts';
import type { Acting, Harness } from './harness.ts';
import { named } from './methods/messages.ts';
import { ModalHands } from './modal-hands.ts';
import {
  type Actor,
  commandPayload,
  eventPayload,
  messageAction,
  shortcutPayload,
  viewAction,
} from './payloads.ts';
import type { ResponsePlace } from './response-urls.ts';
import { buttonLabelled, type SeenMessage, seenMessage } from './seen.ts';
import type { Ephemeral } from './store.ts';
import { type Channel, type Member, noteMessage, type Workspace } from './workspace.ts';

/** Where a person writes. The channel is shop by default. */
export interface Where {
  readonly channel?: string;
  /** ts of the message in whose thread */
  readonly thread?: string;
}

export class Person implements Acting {
  readonly id: string;
  readonly name: string;
  readonly workspace: Workspace;
  readonly harness: Harness;
  readonly #member: Member;

  constructor(harness: Harness, workspace: Workspace, member: Member) {
    this.harness = harness;
    this.workspace = workspace;
    this.#member = member;
    this.id = member.id;
    this.name = member.name;
  }

  get actor(): Actor {
    return { workspace: this.workspace, person: this.#member };
  }

  /** `/flow list`; ends when it was acknowledged or given up. */
  async command(line: string, { channel }: Pick<Where, 'channel'> = {}): Promise<Delivery> {
    const [command = '', ...rest] = line.split(' ');
    const place = this.#channel(channel);
    const answers = this.#answers({ channel: place.id });
    const words = { command, text: rest.join(' ') };
    const payload = commandPayload(this.actor, words, place, await this.trigger(), answers.url);
    const delivery = await this.harness.deliveries.send('slash_commands', payload);
    if (delivery.body.text !== undefined || delivery.body.blocks !== undefined)
      await answers.say(delivery.body);
    return delivery;
  }

  /** Presses the button with that label and, if it asks, says yes. */
  async press(on: SeenMessage | Ephemeral | Json, label: string): Promise<Delivery> {
    const blocks = records(on.blocks);
    const { blockId, element } = buttonLabelled(blocks, label);
    const action = { ...element, block_id: blockId, action_ts: this.harness.store.ts() };
    const trigger = await this.trigger();
    if (!isMessage(on)) return this.#deliver(viewAction(this.actor, on, action, trigger));
    const isPrivate = 'visible' in on;
    const answers = this.#answers({
      channel: on.channel,
      thread: on.thread,
      ephemeral: isPrivate ? on : null,
      message: isPrivate ? null : on.ts,
    });
    return this.#deliver(messageAction(this.actor, on, action, trigger, answers.url));
  }

  /** A message shortcut. `more`: what the message has besides, as Slack delivers it. */
  async shortcut(message: SeenMessage, more: Json = {}): Promise<Delivery> {
    const { url } = this.#answers({ channel: message.channel, message: message.ts });
    const payload = shortcutPayload(this.actor, 'flow_on_message', message, await this.trigger(), url);
    return this.#deliver({ ...payload, message: { ...record(payload.message), ...more } });
  }

  /** Writes a message; the app hears of it only where it is mentioned. */
  async say(words: string, { channel, thread }: Where = {}): Promise<SeenMessage> {
    const { id } = this.#channel(channel);
    const where = thread === undefined ? { channel: id } : { channel: id, thread_ts: thread };
    const answer = await this.workspace.emulated.call(
      'chat.postMessage',
      { ...where, text: words },
      this.#member.token,
    );
    const message = record(answer.message);
    if (answer.ok !== true) throw new Error(`could not write: ${text(answer.error)}`);
    noteMessage(this.workspace, id, message);
    this.harness.log.changed();
    return seenMessage(this.workspace.id, id, message);
  }

  /** Writes a message that begins with the bot's name. */
  async mention(words: string, where: Where = {}): Promise<Delivery> {
    const said = await this.say(`<@${this.workspace.botUser}> ${words}`, where);
    return await this.#mentioned(said, said.text, {});
  }

  /** Edits a message so that it begins with the bot's name. */
  async mentionByEdit(said: SeenMessage, words: string): Promise<Delivery> {
    const edited = { user: this.id, ts: this.harness.store.ts() };
    return await this.#mentioned(said, `<@${this.workspace.botUser}> ${words}`, { edited });
  }

  async #mentioned(said: SeenMessage, words: string, more: Json): Promise<Delivery> {
    const event = {
      type: 'app_mention',
      user: this.id,
      team: this.workspace.id,
      text: words,
      ts: said.ts,
      channel: said.channel,
      event_ts: said.ts,
      ...(said.thread === null ? {} : { thread_ts: said.thread }),
      ...more,
    };
    return this.harness.deliveries.send('events_api', eventPayload(this.workspace, event));
  }

  /** The channel that this person and the bot share. */
  async direct(): Promise<string> {
    const opened = await this.workspace.asBot('conversations.open', { users: this.id, return_im: true });
    return this.workspace.noteChannel(record(opened.channel)).id;
  }

  /** Opens the app's home. */
  async openHome(): Promise<Delivery> {
    const event = {
      type: 'app_home_opened',
      user: this.id,
      channel: await this.direct(),
      tab: 'home',
      event_ts: this.harness.store.ts(),
    };
    return this.harness.deliveries.send('events_api', eventPayload(this.workspace, event));
  }

  /** The modal on top; null when none is open. */
  modal(): ModalHands | null {
    const open = this.harness.modals.top(this.workspace.id, this.id);
    return open === null ? null : new ModalHands(this, open);
  }

  /** Until a modal is open, with that title if one is given. */
  awaitModal(title?: string): Promise<ModalHands> {
    return this.harness.until(`a modal ${title ?? ''}`, () => titled(this.modal(), title));
  }

  /** What this person alone was shown and still sees, in order. */
  ephemerals(): readonly Ephemeral[] {
    return this.harness.store.ephemerals.filter(({ user, visible }) => user === this.id && visible);
  }

  /** The app's home of this person; null before it was published. */
  home(): Json | null {
    return this.harness.store.homes.get(`${this.workspace.id} ${this.id}`) ?? null;
  }

  /** Leaves the app a trigger id, good for three seconds and one modal. `view`: for one on top of it. */
  async trigger(view?: string): Promise<string> {
    const args = { user_id: this.id, ...(view === undefined ? {} : { view_id: view }) };
    const trigger = text((await this.workspace.asBot('views.generateTriggerId', args)).trigger_id);
    this.harness.modals.triggers.set(trigger, this.id);
    return trigger;
  }

  #deliver(payload: Json): Promise<Delivery> {
    return this.harness.deliveries.send('interactive', payload);
  }

  #channel(name: string | undefined): Channel {
    return this.workspace.channelNamed(name ?? 'shop');
  }

  /** A response URL, and what an acknowledgement says shown in its place. */
  #answers(place: Partial<ResponsePlace> & Pick<ResponsePlace, 'channel'>) {
    const { responses, store, url } = this.harness;
    const { id: user, workspace } = this;
    const path = responses.create({
      workspace,
      user,
      thread: null,
      ephemeral: null,
      message: null,
      ...place,
    });
    return {
      url: `${url}${path}`,
      async say(message: Json): Promise<void> {
        const shown = { ...message, blocks: named(records(message.blocks)) };
        store.showEphemeral({ workspace: workspace.id, channel: place.channel, user, thread: null }, shown);
      },
    };
  }
}

/** A home is pressed as the view that it is. */
function isMessage(on: SeenMessage | Ephemeral | Json): on is SeenMessage | Ephemeral {
  return isRecord(on) && typeof on.channel === 'string' && typeof on.ts === 'string';
}
