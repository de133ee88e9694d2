/** A message as the server keeps it, and its flags. */

import { type Json, records } from '../chat/json.ts';
import type { Channel, User } from './guild.ts';

export const FLAGS = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
} as const;

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly url: string;
  readonly description: string | null;
}

export interface UploadedFile {
  /** the n of `files[n]` */
  readonly n: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Origin {
  readonly id: string;
  /** of the app */
  readonly application: string;
  /** as messages tell it */
  readonly metadata: Json;
}

export interface Message {
  readonly id: string;
  readonly channel: Channel;
  readonly author: User;
  content: string;
  embeds: readonly Json[];
  components: readonly Json[];
  attachments: readonly Attachment[];
  flags: number;
  readonly nonce: string | null;
  /** the one who alone sees it; null: all do */
  readonly onlyFor: User | null;
  /** the interaction whose response or follow-up it is */
  readonly interaction: Origin | null;
  readonly repliesTo: Message | null;
  /** whether the author of the message replied to is pinged */
  readonly pings: boolean;
  /** ids of people that are pinged */
  mentions: readonly string[];
  /** milliseconds since the epoch; null: never */
  editedAt: number | null;
  /** how often it was written over */
  edits: number;
  /** minutes that a test added to its age */
  extraAge: number;
  /** the thread that hangs on it */
  thread: Channel | null;
  deleted: boolean;
}

export function isV2({ flags }: Pick<Message, 'flags'>): boolean {
  return (flags & FLAGS.componentsV2) !== 0;
}

/** Components with all that is inside of them, in order. */
export function allComponents(components: readonly Json[]): Json[] {
  return components.flatMap((component) => [
    component,
    ...allComponents(records(component.components)),
    ...allComponents(records([component.accessory, component.component])),
  ]);
}

/** Ids of the roles that a message names. */
export function rolesNamedIn({ content }: Pick<Message, 'content'>): string[] {
  return [...new Set([...content.matchAll(/<@&(\d+)>/g)].map(([, id]) => id ?? ''))];
}
