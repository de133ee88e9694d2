/**
 * The files of the embedded server, below one private folder:
 *   cluster/data      PostgreSQL's own files      cluster/password   of the user `baton`
 *   socket/           where it listens            server.log         what it says
 *   server.lock       held by the server's processes while any of them lives
 * A cluster is made under another name and then renamed: it is there whole, or not at all.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BatonError } from '../core/errors.ts';
import { type Account, commandFor } from './embedded-account.ts';
import { isWithoutName, program, remedyFor, runCommand } from './embedded-programs.ts';

const DRAFT = 'draft-';
/** A temporary folder older than this was left behind by a process that died. */
const DRAFT_MAX_AGE_MS = 10 * 60_000;
/** The kernel's limit of a socket's path is 107 bytes (macOS: 103), with `/.s.PGSQL.5432` at its end. */
const LONGEST_SOCKET_FOLDER = 88;

export interface Cluster {
  readonly account: Account;
  readonly data: string;
  readonly socket: string;
  readonly logFile: string;
  readonly lockFile: string;
  /** a connection string with the password */
  readonly url: string;
}

/**
 * Returns this account's cluster, created if there is none. Several processes may call this at once. PostgreSQL can't
 * create one for a user whose name it cannot look up.
 */
export async function findOrMakeCluster(account: Account): Promise<Cluster | 'user without name'> {
  const place = join(account.folder, 'cluster');
  await removeOldDrafts(account);
  if (!(await exists(place)) && !(await makeCluster(account, place))) return 'user without name';
  await checkMajor(account, place);
  const password = (await readFile(join(place, 'password'), 'utf8')).trim();
  const socket = await socketFolder(account);
  return {
    account,
    data: join(place, 'data'),
    socket,
    logFile: join(account.folder, 'server.log'),
    lockFile: join(account.folder, 'server.lock'),
    url: connectionUrl(password, socket),
  };
}

/**
 * Sets everything that the client library would otherwise take from PG… variables, which mean another server. It treats
 * an empty value as missing, so the server options are a space.
 */
function connectionUrl(password: string, socket: string): string {
  const stated = new URLSearchParams({
    host: socket,
    sslmode: 'disable',
    sslnegotiation: 'postgres',
    client_encoding: 'UTF8',
    replication: 'false',
  });
  return `postgresql://baton:${encodeURIComponent(password)}@localhost:5432/postgres?${stated}&options=%20`;
}

/** Returns false if the user that creates the files has no name. */
async function makeCluster(account: Account, place: string): Promise<boolean> {
  const draft = join(account.folder, `${DRAFT}${randomUUID()}`);
  const script = 'umask 077 && mkdir "$0" && cat >"$0/password" && exec "$@"';
  const initdb = [
    program(account.binaries, 'initdb'),
    `--pgdata=${join(draft, 'data')}`,
    `--pwfile=${join(draft, 'password')}`,
    '--username=baton',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const words = ['/bin/sh', '-c', script, draft, ...initdb];
  const command = commandFor(account, words, account.makingMapping);
  const { code, output } = await runCommand(command, `${randomBytes(24).toString('hex')}\n`);
  if (code === 0 && (await renamed(draft, place))) return true;
  await remove(account, draft);
  // If another process was faster, its cluster is equally good.
  if (await exists(place)) return true;
  if (isWithoutName(output)) return false;
  throw initError(account, output);
}

async function renamed(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}

async function removeOldDrafts(account: Account): Promise<void> {
  const drafts = (await readdir(account.folder)).filter((name) => name.startsWith(DRAFT));
  for (const draft of drafts.map((name) => join(account.folder, name))) {
    const age = await stat(draft).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > DRAFT_MAX_AGE_MS) await remove(account, draft);
  }
}

async function remove(account: Account, path: string): Promise<void> {
  await runCommand(commandFor(account, ['rm', '-rf', '--', path]));
}

/** In the account's folder, or, where that path is too long for a socket, a private folder with a short one. */
async function socketFolder(account: Account): Promise<string> {
  const near = join(account.folder, 'socket');
  const long = Buffer.byteLength(near) > LONGEST_SOCKET_FOLDER;
  const owner = account.owner?.uid ?? process.getuid?.() ?? 0;
  const name = createHash('sha256').update(account.folder).digest('hex').slice(0, 16);
  const folder = long ? join('/tmp', `baton-${owner}-${name}`) : near;
  if (!(await exists(folder))) await runCommand(commandFor(account, ['mkdir', '-m', '700', folder]));
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return folder;
  throw new BatonError(
    'environment',
    'socket_folder_taken',
    `The embedded PostgreSQL needs the folder ${folder} for itself, and others have it too. Remove it, or set BATON_HOME to ${long ? 'a shorter' : 'another'} path.`,
  );
}

async function checkMajor(account: Account, place: string): Promise<void> {
  const found = (await readFile(join(place, 'data', 'PG_VERSION'), 'utf8')).trim();
  const ours = account.binaries.version.split('.')[0];
  if (found === ours) return;
  throw new BatonError(
    'environment',
    'cluster_of_other_version',
    `The database in ${place} was made by PostgreSQL ${found}; this Baton brings ${ours}, which cannot read it. Move that folder away to begin anew, or go back to the version of Baton that made it.`,
  );
}

function initError(account: Account, output: string): BatonError {
  const lines = output.trim().split('\n');
  const complaints = lines.filter((line) => /error:|FATAL:|PANIC:|could not|cannot|denied/i.test(line));
  const last = (complaints.length > 0 ? complaints.slice(0, 2) : lines.slice(-5)).join(' ');
  return new BatonError(
    'environment',
    'cluster_not_made',
    `The embedded PostgreSQL cannot make its files in ${account.folder}: ${last || 'initdb said nothing'}. ${remedyFor(output)}`,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
