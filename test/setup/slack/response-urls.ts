/** Response URLs: five messages within thirty minutes, for the person who acted or for the channel. */
import { randomBytes } from 'node:crypto';
import type { Answer } from '../chat/call.ts';
import { type Json, record, records, text, textOrNull } from '../chat/json.ts';
import { messageRefusal } from './content-rules.ts';
import { named, withBlocks } from './methods/messages.ts';
import type { Ephemeral, Store } from './store.ts';
import { noteMessage, type Workspace } from './workspace.ts';

const USES = 5;
const LIFE_MS = 30 * 60_000;

/** Whose action it answers, and on what. */
export interface ResponsePlace {
  readonly workspace: Workspace;
  readonly channel: string;
  readonly user: string;
  readonly thread: string | null;
  /** the private message whose button was pressed */
  readonly ephemeral: Ephemeral | null;
  /** ts of the bot's message whose button was pressed */
  readonly message: string | null;
}

export class ResponseUrls {
  readonly #places = new Map<string, { readonly place: ResponsePlace; uses: number; expires: number }>();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The path of a new one. */
  create(place: ResponsePlace): string {
    const id = randomBytes(8).toString('hex');
    this.#places.set(id, { place, uses: 0, expires: Date.now() + LIFE_MS });
    return `response/${id}`;
  }

  /** Lets all that there are run out. */
  expire(): void {
    for (const entry of this.#places.values()) entry.expires = 0;
  }

  async use(id: string, message: Json): Promise<Answer> {
    const entry = this.#places.get(id);
    if (entry === undefined) return failed('invalid_url');
    if (Date.now() > entry.expires) return failed('expired_url');
    if (entry.uses >= USES) return failed('used_url');
    entry.uses++;
    if (message.delete_original === true) return this.#remove(entry.place);
    const refusal = messageRefusal('chat.postEphemeral', message);
    if (refusal !== null) return { ...refusal, status: 400 };
    return this.#show(entry.place, message);
  }

  /** What an acknowledgement says is shown in the same way. */
  async #show(place: ResponsePlace, message: Json): Promise<Answer> {
    const { workspace, channel, user, ephemeral } = place;
    const shown = withBlocks(message);
    if (message.replace_original === true && ephemeral !== null) {
      ephemeral.text = text(message.text);
      ephemeral.blocks = named(records(message.blocks));
      ephemeral.replaced++;
    } else if (message.replace_original === true && place.message !== null) {
      await workspace.asBot('chat.update', {
        channel,
        ts: place.message,
        text: shown.text,
        blocks: shown.blocks,
      });
    } else if (message.response_type === 'in_channel') {
      const posted = await workspace.asBot('chat.postMessage', {
        channel,
        text: shown.text,
        blocks: shown.blocks,
      });
      if (posted.ok === true) noteMessage(workspace, channel, record(posted.message));
    } else {
      const thread = textOrNull(message.thread_ts) ?? place.thread;
      this.#store.showEphemeral({ workspace: workspace.id, channel, user, thread }, shown);
    }
    return { status: 200, body: { ok: true } };
  }

  async #remove({ workspace, channel, ephemeral, message }: ResponsePlace): Promise<Answer> {
    if (ephemeral !== null) ephemeral.visible = false;
    else if (message !== null) await workspace.asBot('chat.delete', { channel, ts: message });
    return { status: 200, body: { ok: true } };
  }
}

function failed(error: string): Answer {
  return { status: 404, body: { ok: false, error } };
}
