/**
 * Who the embedded server runs as. PostgreSQL refuses to run as root, so root runs it in a user namespace, in which it
 * sees itself as an ordinary user while its files stay root's; where namespaces are off, or the folder is not root's
 * to use, as `nobody` in a folder that everybody can reach. An ordinary user runs it directly.
 */
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BatonError } from '../core/errors.ts';
import { type Binaries, program } from './embedded-binaries.ts';
import { type Command, runCommand } from './embedded-command.ts';

export interface Account {
  readonly way: 'direct' | 'namespace' | 'other';
  /** where its server keeps everything */
  readonly folder: string;
  /** programs that it can reach */
  readonly binaries: Binaries;
  /** whom the folder belongs to; null: us */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export interface AccountOptions {
  /** the `pg` folder below BATON_HOME */
  readonly folder: string;
  readonly binaries: Binaries;
  /** where root keeps what another user must reach */
  readonly shared: string;
  /** whether root may use a user namespace at all */
  readonly namespaces: boolean;
}

/** The user that the server sees itself as is of no account: outside, all is root's. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

/**
 * The way a program is started for this account. Everything in the account's folder is made and changed in this way:
 * in a folder of another user root would follow whatever links that user lays.
 */
export function commandFor(account: Account, words: readonly string[]): Command {
  const [file = '', ...args] = account.way === 'namespace' ? [...NAMESPACE, ...words] : words;
  return { file, args, ...account.owner };
}

/** Chooses the account and makes its folder. What an earlier start made decides first, so that its data is found again. */
export async function chooseAccount(options: AccountOptions): Promise<Account> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const { binaries } = options;
  const folder = await realpath(options.folder);
  const direct: Account = { way: 'direct', folder, binaries, owner: null };
  if (process.getuid?.() !== 0) return direct;
  const owner = await ownerOf(join(folder, 'cluster'));
  if (owner !== null && owner.uid !== 0)
    return reachable({ way: 'other', folder, binaries, owner }, options.shared);
  const apart = apartFolder(folder, options.shared);
  if ((await ownerOf(join(apart, 'cluster'))) === null) {
    const namespace: Account = { way: 'namespace', folder, binaries, owner: null };
    if (options.namespaces && (await canRun(namespace))) return namespace;
    if (owner !== null) throw namespaceNeeded(folder);
  }
  return asNobody(apart, options);
}

async function asNobody(folder: string, options: AccountOptions): Promise<Account> {
  const owner = await nobody();
  await ownSharedFolder(options.shared);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chown(folder, owner.uid, owner.gid);
  return reachable({ way: 'other', folder, binaries: options.binaries, owner }, options.shared);
}

/** The folder of this home below the shared one. */
function apartFolder(folder: string, shared: string): string {
  return join(shared, createHash('sha256').update(folder).digest('hex').slice(0, 16));
}

/** The account with binaries that it can run: the installed ones, else a copy that root makes once for all homes. */
async function reachable(account: Account, shared: string): Promise<Account> {
  if (await canRun(account)) return account;
  const copied = { ...account, binaries: await copyBinaries(account.binaries, shared) };
  if (await canRun(copied)) return copied;
  throw new BatonError(
    'environment',
    'embedded_server_unreachable',
    `The embedded PostgreSQL cannot run as the user ${account.owner?.uid} in ${account.folder}. Let that user enter the folders above it, start Baton as an ordinary user, or set DATABASE_URL.`,
  );
}

async function copyBinaries(binaries: Binaries, shared: string): Promise<Binaries> {
  const folder = join(shared, `postgres-${binaries.version}`);
  if ((await ownerOf(folder)) === null) {
    await ownSharedFolder(shared);
    const draft = await mkdtemp(`${folder}-`);
    await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
    await chmod(draft, 0o755);
    // Another process may have been faster: its copy is as good.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return { ...binaries, folder };
}

/** Root trusts what it finds there, so nobody else may write to it. */
async function ownSharedFolder(shared: string): Promise<void> {
  await mkdir(shared, { recursive: true, mode: 0o755 });
  const { uid, mode } = await stat(shared);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw new BatonError(
    'environment',
    'shared_folder_taken',
    `Baton, started by root, keeps its database in ${shared}, and others may write to that folder. Give it to root alone (chown root, chmod 755), or start Baton as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Whether the account can write its folder and run the server's program. */
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

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => null,
  );
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts);
  return { uid: Number(fields?.[1] ?? 65_534), gid: Number(fields?.[2] ?? 65_534) };
}

function namespaceNeeded(folder: string): BatonError {
  return new BatonError(
    'environment',
    'namespace_needed',
    `The database in ${folder} belongs to root, and this system lets root make no user namespace to run PostgreSQL in. Allow user namespaces, or hand the folder to an ordinary user (chown -R) that can reach it, or set DATABASE_URL.`,
  );
}
