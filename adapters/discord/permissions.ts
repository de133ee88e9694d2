/**
 * Computes the bot's permissions in a channel as Discord does: the server's roles, then the channel's overwrites. Pure.
 */
import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  OverwriteType,
  PermissionFlagsBits,
} from 'discord.js';

/** The permissions that a run's thread needs, with their names in Discord's interface. */
const NEEDED = {
  ViewChannel: 'View Channel',
  SendMessages: 'Send Messages',
  CreatePublicThreads: 'Create Public Threads',
  SendMessagesInThreads: 'Send Messages in Threads',
  AttachFiles: 'Attach Files',
  ReadMessageHistory: 'Read Message History',
} as const;
type Needed = keyof typeof NEEDED;

/** An existing thread needs no others, and a forum consists of threads. */
const IN_THREAD: readonly Needed[] = [
  'ViewChannel',
  'SendMessagesInThreads',
  'AttachFiles',
  'ReadMessageHistory',
];

export interface Standing {
  readonly guild: string;
  readonly roles: readonly Pick<APIRole, 'id' | 'permissions'>[];
  readonly member: Pick<APIGuildMember, 'roles'>;
  /** the bot's own id */
  readonly user: string;
  readonly overwrites: readonly Pick<APIOverwrite, 'id' | 'type' | 'allow' | 'deny'>[];
}

/** Returns the names of the missing permissions. */
export function missingIn(standing: Standing, surface: 'channel' | 'thread'): readonly string[] {
  const has = permissionsOf(standing);
  const needed = surface === 'thread' ? IN_THREAD : (Object.keys(NEEDED) as Needed[]);
  return needed.filter((name) => (has & PermissionFlagsBits[name]) === 0n).map((name) => NEEDED[name]);
}

export function permissionsOf({ guild, roles, member, user, overwrites }: Standing): bigint {
  const own = new Set([guild, ...member.roles]);
  const base = roles
    .filter(({ id }) => own.has(id))
    .reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return ~0n;
  const everyone = overwrites.filter(({ id }) => id === guild);
  const byRole = overwrites.filter(
    ({ id, type }) => type === OverwriteType.Role && id !== guild && own.has(id),
  );
  const byMember = overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === user);
  return [everyone, byRole, byMember].reduce((has, some) => {
    const deny = some.reduce((sum, each) => sum | BigInt(each.deny), 0n);
    const allow = some.reduce((sum, each) => sum | BigInt(each.allow), 0n);
    return (has & ~deny) | allow;
  }, base);
}
