/** What the bot may do: bits of roles, changed by the overwrites of a channel. */

export const PERMISSIONS = {
  Administrator: 1n << 3n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  SendMessagesInThreads: 1n << 38n,
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** What Baton asks for. */
export const BOT_PERMISSIONS: readonly Permission[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'AttachFiles',
  'ReadMessageHistory',
];

export interface Overwrite {
  /** of a role or of a person */
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface Holder {
  readonly user: string;
  /** `@everyone`, which has the guild's own id, is not among them */
  readonly roles: readonly string[];
}

export function bitsOf(names: readonly Permission[]): bigint {
  return names.reduce((bits, name) => bits | PERMISSIONS[name], 0n);
}

export function basePermissions(guild: string, roles: ReadonlyMap<string, bigint>, holder: Holder): bigint {
  const bits = [guild, ...holder.roles].reduce((sum, role) => sum | (roles.get(role) ?? 0n), 0n);
  return (bits & PERMISSIONS.Administrator) === 0n ? bits : (1n << 53n) - 1n;
}

/** Overwrites of everyone first, then those of the roles together, then those of the person. */
export function overwritten(
  base: bigint,
  guild: string,
  overwrites: readonly Overwrite[],
  holder: Holder,
): bigint {
  if ((base & PERMISSIONS.Administrator) !== 0n) return base;
  const levels = [
    overwrites.filter(({ id }) => id === guild),
    overwrites.filter(({ id, kind }) => kind === 'role' && holder.roles.includes(id)),
    overwrites.filter(({ id, kind }) => kind === 'member' && id === holder.user),
  ];
  return levels.reduce((bits, level) => {
    const denied = level.reduce((sum, { deny }) => sum | deny, 0n);
    const allowed = level.reduce((sum, { allow }) => sum | allow, 0n);
    return (bits & ~denied) | allowed;
  }, base);
}

export function may(bits: bigint, permission: Permission): boolean {
  return (bits & PERMISSIONS[permission]) !== 0n;
}
