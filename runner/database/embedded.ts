/**
 * The embedded PostgreSQL: a real server below BATON_HOME for those who name none. All Baton processes with one home
 * share it; the last to leave stops it.
 */
import { BatonError, messageOf } from '../core/errors.ts';
import { codeOf } from './connection.ts';
import { type Account, possibleAccounts } from './embedded-account.ts';
import { type Binaries, findBinaries } from './embedded-binaries.ts';
import { remedyFor } from './embedded-causes.ts';
import { type Cluster, findOrMakeCluster } from './embedded-cluster.ts';
import { join } from './embedded-presence.ts';

export interface EmbeddedOptions {
  /** where its files are, on this machine */
  readonly folder: string;
  readonly log: (line: string) => void;
  /** where root keeps what another user must reach; below /var/lib when absent */
  readonly shared?: string;
  /** whether a user namespace may be used; tried when absent */
  readonly namespaces?: boolean;
  /** the programs; those of the installed package when absent */
  readonly binaries?: Binaries;
}

export interface Embedded {
  readonly url: string;
  /** how the server's user was determined */
  readonly way: Account['way'];
  close(): Promise<void>;
}

/** Finds the server of this folder or starts it. Throws `BatonError` (`environment`) with the remedy. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const cluster = await prepare(options).catch((error: unknown) => {
    throw folderError(error, options.folder);
  });
  const presence = await join(cluster, options.log);
  return { url: cluster.url, way: cluster.account.way, close: () => presence.leave() };
}

/** The cluster of the first account whose user PostgreSQL can work as. */
async function prepare(options: EmbeddedOptions): Promise<Cluster> {
  const accounts = possibleAccounts({
    folder: options.folder,
    binaries: options.binaries ?? (await findBinaries()),
    shared: options.shared ?? '/var/lib/baton',
    namespaces: options.namespaces ?? true,
  });
  for await (const account of accounts) {
    const cluster = await findOrMakeCluster(account);
    if (cluster !== 'user without name') return cluster;
  }
  throw new Error('the accounts end in an error that says what is missing');
}

/** Errors of the file system are attributed to the folder; all others are passed on. */
function folderError(error: unknown, folder: string): unknown {
  if (error instanceof BatonError || !/^E[A-Z]+$/.test(codeOf(error))) return error;
  return new BatonError(
    'environment',
    'database_folder',
    `The embedded PostgreSQL cannot use the folder ${folder} (${messageOf(error)}). ${remedyFor(messageOf(error))}`,
    { cause: error },
  );
}
