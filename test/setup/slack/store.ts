/** What people have been shown besides messages of channels, and the files: the emulator has no way to read these back. */
import { type Json, records, text } from '../chat/json.ts';

/** A message that one person alone sees. */
export interface Ephemeral {
  readonly workspace: string;
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly thread: string | null;
  text: string;
  blocks: readonly Json[];
  /** false once it was taken back */
  visible: boolean;
  /** how often it was written over */
  replaced: number;
}

export interface StoredFile {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  title: string;
  /** its declared size in bytes */
  readonly length: number;
  /** UTF-8; null until it was uploaded */
  content: string | null;
  channel: string | null;
  thread: string | null;
  /** milliseconds since the epoch; null until it was completed */
  sharedAt: number | null;
  comment: string;
}

export class Store {
  readonly ephemerals: Ephemeral[] = [];
  readonly files = new Map<string, StoredFile>();
  /** the published home view, by `<workspace> <user>` */
  readonly homes = new Map<string, Json>();
  #lastTs = 0;

  /** An ephemeral message has a ts of its own that no call knows. */
  showEphemeral(
    place: Pick<Ephemeral, 'workspace' | 'channel' | 'user' | 'thread'>,
    message: Json,
  ): Ephemeral {
    const shown: Ephemeral = {
      ...place,
      ts: this.ts(),
      text: text(message.text),
      blocks: records(message.blocks),
      visible: true,
      replaced: 0,
    };
    this.ephemerals.push(shown);
    return shown;
  }

  /** A new one each time, in Slack's form. */
  ts(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Date.now() * 1_000);
    const digits = String(this.#lastTs);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
}
