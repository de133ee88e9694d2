/**
 * Who the embedded server runs as. PostgreSQL refuses to run as root, so root runs it in a user namespace, in which it
 * sees itself as an ordinary user while its files stay root's; where namespaces are off, or the folder is not root's
 * to use, as `nobody` in a folder that everybody can reach. An ordinary user runs it directly. So does a user id
 * without a name, as containers have them, but for the making of the files, which takes a name: that is done in a user
 * namespace, under the name of `nobody`.
 */
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, mkdtemp, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../core/errors.ts';
import { type Binaries, type Command, program, runCommand } from './embedded-programs.ts';
import {
  folderUnreachable,
  hasName,
  knownUsers,
  namespaceNeeded,
  notOurs,
  rootWithoutUser,
  sharedFolderClosed,
  sharedFolderTaken,
  type User,
  withoutName,
} from './embedded-users.ts';

export interface Account {
  readonly way: 'direct' | 'namespace' | 'other';
  /** where its server stores everything */
  readonly folder: string;
  /** programs that it can execute */
  readonly binaries: Binaries;
  /** the folder's owner; null: us */
  readonly owner: User | null;
  /** the user it appears as in a user namespace; outside, all files are ours. null: no namespace */
  readonly mapping: User | null;
  /** the same while its files are made, which takes a user with a name */
  readonly makingMapping: User | null;
}

export interface AccountOptions {
  /** the `pg` folder below BATON_HOME */
  readonly folder: string;
  readonly binaries: Binaries;
  /** where root keeps what another user must reach */
  readonly shared: string;
  /** whether a user namespace may be used at all */
  readonly namespaces: boolean;
}

/**
 * Builds the command that runs a program for this account. Everything in the account's folder is created and changed
 * this way: in another user's folder, root would follow any links that this user creates.
 */
export function commandFor(
  account: Account,
  words: readonly string[],
  mapping: User | null = account.mapping,
): Command {
  const [file = '', ...args] = mapping === null ? words : [...namespaceOf(mapping), ...words];
  return { file, args, ...account.owner };
}

function namespaceOf({ uid, gid }: User): string[] {
  return ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
}

/**
 * The accounts to try, best first, each with its folder made; the next one is for when the user of the last one turns
 * out to have no name. What an earlier start made decides first, so that its data is found again. Ends in an error
 * that says what is missing.
 */
export async function* possibleAccounts(options: AccountOptions): AsyncGenerator<Account> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const folder = await realpath(options.folder);
  if (process.getuid?.() === 0) yield* accountsOfRoot(folder, options);
  else yield* ownAccounts(folder, options);
}

async function* ownAccounts(folder: string, options: AccountOptions): AsyncGenerator<Account> {
  const owner = await ownerOf(join(folder, 'cluster')).catch(async (error: unknown) => {
    const closed = await ownerOf(folder);
    throw closed === null || closed.uid === process.getuid?.() ? error : notOurs(folder, closed);
  });
  if (owner !== null && owner.uid !== process.getuid?.()) throw notOurs(folder, owner);
  const direct = { ...ours(folder, options), way: 'direct' } as const;
  if (owner !== null || hasName()) yield direct;
  const { named, problem } = await knownUsers();
  const mapping = named[0] ?? null;
  const reason = problem ?? (await namespaceProblem(mapping, options));
  if (reason === null) yield { ...direct, makingMapping: mapping };
  throw withoutName(reason ?? 'PostgreSQL finds no name in a user namespace either');
}

async function* accountsOfRoot(folder: string, options: AccountOptions): AsyncGenerator<Account> {
  const owner = await ownerOf(join(folder, 'cluster'));
  const { named, idle, problem } = await knownUsers();
  if (owner !== null && owner.uid !== 0) {
    yield await reachable({ ...ours(folder, options), way: 'other', owner }, options.shared);
    return;
  }
  const apart = apartFolder(folder, options.shared);
  const apartOwner = await ownerOf(join(apart, 'cluster'));
  if (apartOwner === null) {
    const mapping = named[0] ?? idle[0] ?? null;
    const namespace: Account = {
      ...ours(folder, options),
      way: 'namespace',
      mapping,
      makingMapping: mapping,
    };
    if (options.namespaces && (await canRun(namespace))) yield namespace;
    if (owner !== null) throw namespaceNeeded(folder);
  }
  for (const user of apartOwner === null ? idle : [apartOwner]) {
    yield await apartAccount({ ...ours(apart, options), way: 'other', owner: user }, user, options.shared);
  }
  throw rootWithoutUser(problem);
}

/** An account of the current user, with the fields that all kinds share. */
function ours(folder: string, { binaries }: AccountOptions): Omit<Account, 'way'> {
  return { folder, binaries, owner: null, mapping: null, makingMapping: null };
}

/** Returns why a user namespace is not available; null if it is. */
async function namespaceProblem(
  mapping: User | null,
  { namespaces }: AccountOptions,
): Promise<string | null> {
  if (!namespaces || mapping === null) return 'user namespaces are off';
  const [file = '', ...args] = [...namespaceOf(mapping), '/bin/sh', '-c', 'exit 0'];
  const { code } = await runCommand({ file, args });
  if (code === 0) return null;
  return code === null
    ? 'the program unshare, which makes user namespaces, is not installed'
    : 'user namespaces are off';
}

/** Creates the folder of an account below the shared one. */
async function apartAccount(account: Account, { uid, gid }: User, shared: string): Promise<Account> {
  await ownSharedFolder(shared);
  await mkdir(account.folder, { recursive: true, mode: 0o700 });
  await chown(account.folder, uid, gid);
  return reachable(account, shared);
}

/** The folder of this home below the shared one. */
function apartFolder(folder: string, shared: string): string {
  return join(shared, createHash('sha256').update(folder).digest('hex').slice(0, 16));
}

/**
 * Returns the account with binaries that it can run: the installed ones, or else a copy that root makes once for all
 * homes.
 */
async function reachable(account: Account, shared: string): Promise<Account> {
  if (await canRun(account)) return account;
  const copied = { ...account, binaries: await copyBinaries(account.binaries, shared) };
  if (await canRun(copied)) return copied;
  throw folderUnreachable(account.folder, account.owner);
}

async function copyBinaries(binaries: Binaries, shared: string): Promise<Binaries> {
  const folder = join(shared, `postgres-${binaries.version}`);
  if ((await ownerOf(folder)) === null) {
    await ownSharedFolder(shared);
    const draft = await mkdtemp(`${folder}-`);
    await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
    await chmod(draft, 0o755);
    // If another process was faster, its copy is equally good.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return { ...binaries, folder };
}

/** Root trusts the folder's content, so nobody else may write to it. */
async function ownSharedFolder(shared: string): Promise<void> {
  await mkdir(shared, { recursive: true, mode: 0o755 }).catch((error: unknown) => {
    throw sharedFolderClosed(shared, error);
  });
  const { uid, mode } = await stat(shared);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw sharedFolderTaken(shared);
}

/** Returns true if the account can write to its folder and run the server's program. */
async function canRun(account: Account): Promise<boolean> {
  const script = 'test -w "$0" && exec "$1" --version';
  const command = commandFor(account, [
    '/bin/sh',
    '-c',
    script,
    account.folder,
    program(account.binaries, 'postgres'),
  ]);
  return (await runCommand(command)).code === 0;
}

async function ownerOf(path: string): Promise<User | null> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    },
  );
}
