/**
 * The users that the embedded server can run as, and the errors if there is none. PostgreSQL does not run as root, and
 * `initdb` looks up the name of the user that it runs as, in /etc/passwd or another source of the C library.
 */
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { BatonError, messageOf } from '../core/errors.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

interface NamedUser extends User {
  readonly name: string;
}

export interface KnownUsers {
  /** users other than root that have a name; the best one to run the server as comes first */
  readonly named: readonly User[];
  /** those of them that root may give the server to: accounts that no person and no service uses */
  readonly idle: readonly User[];
  /** why `named` is empty; null when it is not */
  readonly problem: string | null;
}

const PASSWD = '/etc/passwd';
/** Some systems know these accounts without a line in /etc/passwd. */
const OVERFLOW: User = { uid: 65_534, gid: 65_534 };
const IDLE = ['nobody', 'daemon', 'bin'];

export async function knownUsers(): Promise<KnownUsers> {
  try {
    const users = parse(await readFile(PASSWD, 'utf8')).filter(({ uid }) => uid !== 0);
    const idle = IDLE.flatMap((name) => users.filter((user) => user.name === name));
    const named = [...idle, ...users.filter((user) => !idle.includes(user))];
    const problem = named.length === 0 ? `${PASSWD} names no user but root` : null;
    return { named, idle: idle.length === 0 ? [OVERFLOW] : idle, problem };
  } catch (error) {
    return { named: [], idle: [OVERFLOW], problem: `${PASSWD} cannot be read (${messageOf(error)})` };
  }
}

/** Whether this process's own user has a name, whatever source it comes from. */
export function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function parse(text: string): NamedUser[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    return name !== '' && /^\d+$/.test(uid) && /^\d+$/.test(gid)
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : [];
  });
}

const OWN_SERVER = 'set DATABASE_URL to a PostgreSQL server of your own';

/** @param reason why no other user's name can be borrowed, as half a sentence */
export function withoutName(reason: string): BatonError {
  const uid = process.getuid?.();
  return fault(
    'user_without_name',
    `The embedded PostgreSQL cannot make its files: this user (uid ${uid}) has no entry in /etc/passwd, and ${reason}. Add a line for uid ${uid} to /etc/passwd, start Baton as a user that has one, or ${OWN_SERVER}.`,
  );
}

/** @param problem why there is no user; null when those that there are did not do */
export function rootWithoutUser(problem: string | null): BatonError {
  const why = problem ?? 'the users that /etc/passwd names cannot be looked up';
  return fault(
    'user_without_name',
    `PostgreSQL does not run as root, and there is no other user to run it as: ${why}. Add the line nobody:x:65534:65534:nobody:/:/usr/sbin/nologin to /etc/passwd, start Baton as an ordinary user, or ${OWN_SERVER}.`,
  );
}

export function notOurs(folder: string, owner: User): BatonError {
  return fault(
    'cluster_of_other_user',
    `The database in ${folder} belongs to uid ${owner.uid}, and Baton runs as ${ownName()}. Start Baton as that user, give the folder to this one (chown -R ${process.getuid?.()} ${folder}), or set BATON_HOME to a folder of this user's own.`,
  );
}

export function namespaceNeeded(folder: string): BatonError {
  return fault(
    'namespace_needed',
    `The database in ${folder} belongs to root, and this system lets root make no user namespace to run PostgreSQL in. Allow user namespaces, or give the folder to an ordinary user (chown -R) that can reach it, or set DATABASE_URL.`,
  );
}

export function folderUnreachable(folder: string, owner: User | null): BatonError {
  return fault(
    'embedded_server_unreachable',
    `The embedded PostgreSQL cannot run as the user ${owner?.uid} in ${folder}. Let that user enter the folders above it, start Baton as an ordinary user, or set DATABASE_URL.`,
  );
}

export function sharedFolderTaken(shared: string): BatonError {
  return fault(
    'shared_folder_taken',
    `Baton, started by root, keeps its database in ${shared}, and others may write to that folder. Give it to root alone (chown root, chmod 755), or start Baton as an ordinary user, or set DATABASE_URL.`,
  );
}

export function sharedFolderClosed(shared: string, cause: unknown): BatonError {
  return fault(
    'shared_folder_closed',
    `Baton, started by root on a system without user namespaces, keeps its database in ${shared} and cannot make that folder (${messageOf(cause)}). Allow user namespaces, start Baton as an ordinary user, or ${OWN_SERVER}.`,
    cause,
  );
}

function ownName(): string {
  const uid = process.getuid?.();
  try {
    return `uid ${uid} (${userInfo().username})`;
  } catch {
    return `uid ${uid}`;
  }
}

function fault(code: string, message: string, cause?: unknown): BatonError {
  return new BatonError('environment', code, message, { cause });
}
