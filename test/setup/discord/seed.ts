/** What a Discord of the tests begins with, and what is there when a test says nothing. */
import { BOT_PERMISSIONS, type Permission } from './permissions.ts';

export interface PersonSeed {
  readonly name: string;
  /** names of roles */
  readonly roles?: readonly string[];
  /** invited to one voice channel only */
  readonly guest?: boolean;
  /** has not agreed to the rules of the guild yet */
  readonly pending?: boolean;
  /** is on Discord, but not in the guild */
  readonly stranger?: boolean;
  /** takes no direct messages from the bot */
  readonly closed?: boolean;
}

export interface ChannelSeed {
  readonly name: string;
  readonly kind?: 'text' | 'forum' | 'announcement';
  /** whether the bot is kept out of it */
  readonly hidden?: boolean;
  /** what the bot may not do there */
  readonly denied?: readonly Permission[];
}

export interface GuildSeed {
  readonly name?: string;
  readonly people?: readonly PersonSeed[];
  readonly channels?: readonly ChannelSeed[];
  /** what the bot's role allows */
  readonly permissions?: readonly Permission[];
}

export const PEOPLE: readonly PersonSeed[] = [
  { name: 'alice', roles: ['reviewers'] },
  { name: 'bob' },
  { name: 'gus', guest: true },
];

export const CHANNELS: readonly ChannelSeed[] = [
  { name: 'shop' },
  { name: 'releases' },
  { name: 'ideas', kind: 'forum' },
  { name: 'announcements', denied: ['SendMessages'] },
  { name: 'secret', hidden: true },
];

export const PERMISSIONS_GIVEN: readonly Permission[] = [...BOT_PERMISSIONS, 'UseApplicationCommands'];
