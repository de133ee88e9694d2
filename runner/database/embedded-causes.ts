/** What the programs of the embedded server complain about, and what to do about each. They speak English (LC_ALL=C). */

interface Cause {
  readonly pattern: RegExp;
  readonly remedy: string;
}

const CAUSES: readonly Cause[] = [
  {
    // `initdb` also says which shared memory it selects.
    pattern: /could not .*shared memory/i,
    remedy:
      'PostgreSQL got no shared memory: give /dev/shm more room (docker run --shm-size=256m), or set DATABASE_URL to a server of your own.',
  },
  {
    pattern: /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/,
    remedy: 'The disk is full: free space there, or set BATON_HOME to a folder on another disk.',
  },
  {
    pattern: /Read-only file system|EROFS/,
    remedy: 'The file system is read-only: set BATON_HOME to a folder on one that can be written.',
  },
  {
    pattern: /Permission denied|EACCES|Operation not permitted|EPERM/,
    remedy: 'Let this user write there, or set BATON_HOME to a folder that this user can write.',
  },
  {
    pattern: /error while loading shared libraries|GLIBC_|cannot execute|Exec format error/i,
    remedy:
      'The program does not run on this system: install the library that it names, or set DATABASE_URL to a server of your own.',
  },
  {
    pattern: /Cannot allocate memory|ENOMEM|Resource temporarily unavailable|EAGAIN/,
    remedy:
      'The system has no memory or no processes left: raise the limit, or set DATABASE_URL to a server of your own.',
  },
];

/** The remedy for what a program said; a general one when the cause is not among the known ones. */
export function remedyFor(output: string): string {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  return cause?.remedy ?? 'Correct that, or set DATABASE_URL to a PostgreSQL server of your own.';
}

/** Whether `initdb` or the server refused because the user that it runs as has no name. */
export function isWithoutName(output: string): boolean {
  return output.includes('could not look up effective user ID');
}
