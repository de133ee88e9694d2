/** What the part `chat` asks of a chat platform: a test server with rooms and people, who do things there. */
import type { CallLog } from '../../test/setup/chat/call.ts';

/** Each takes one message a second or so, so that the threads of all runs get on. */
export const ROOMS = Array.from({ length: 12 }, (_, index) => `room-${index + 1}`);
export const STARTERS = Array.from({ length: 8 }, (_, index) => `person-${index + 1}`);
/** starts no run, and so may cancel none */
export const ONLOOKER = 'onlooker';

export const FOCUS = 'what slows us down most';

export interface Taken {
  readonly kind: string;
  /** milliseconds until the first response; null when there was none within three seconds */
  readonly ackMs: number | null;
  /** of the launcher: milliseconds until it was open; null when it was not */
  readonly openMs: number | null;
}

/** Does the n-th act of a kind. */
export type UserActionKind = (n: number) => Promise<Omit<Taken, 'kind'>>;

export interface Platform {
  readonly name: string;
  /** of the services that serve it */
  readonly variables: Readonly<Record<string, string>>;
  /** of all calls to it, kept by the test server */
  readonly log: CallLog;
  /** where the bot listens, for a platform that comes to it */
  serve(address: string): void;
  /** Until people find the commands. */
  furnished(): Promise<unknown>;
  /** as `post_to` names a room */
  placeOf(room: string): string;
  /** What people do, by its name; null while no message has the buttons for it. */
  deeds(): Promise<Readonly<Record<string, UserActionKind>> | null>;
  stop(): Promise<void>;
}

export interface Stand {
  readonly platform: 'Slack' | 'Discord';
  readonly mode: string;
  open(): Promise<Platform>;
}

export function pick<T>(from: readonly T[], n: number): T {
  const picked = from[n % from.length];
  if (picked === undefined) throw new Error('there is nothing to pick from');
  return picked;
}
