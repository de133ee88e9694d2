/**
 * The users that the embedded server can run as. PostgreSQL does not run as root, and `initdb` looks up the name of the
 * user that it runs as: it must have one in /etc/passwd or another source that the C library asks.
 */
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { messageOf } from '../core/errors.ts';

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
