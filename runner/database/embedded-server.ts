/**
 * Starts and stops the embedded server's postmaster. Whether it runs is determined by connecting, never by its pid. The
 * postmaster is detached: it has its own session and writes to a file, so that neither Ctrl-C nor a closed pipe nor the
 * end of a Baton process affects it.
 */
import { spawn } from 'node:child_process';
import { readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { BatonError, codeOf, messageOf } from '../core/errors.ts';
import { connect } from './connection.ts';
import { type Account, commandFor } from './embedded-account.ts';
import type { Cluster } from './embedded-cluster.ts';
import { type Command, program, remedyFor, runCommand, spawnOptions } from './embedded-programs.ts';

/** Long enough for the recovery of a small database after a crash. */
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 30_000;
const LOG_LIMIT_BYTES = 4_000_000;
/** Failed starts of our own before giving up. */
const TRIES = 4;
/** The exit code by which `flock` says that another server's processes hold the lock. */
const LOCK_HELD = 75;

/** A small private server: durable, quiet, and cheap while idle. */
const SETTINGS = {
  listen_addresses: '',
  port: '5432',
  max_connections: '100',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

type Probe = { is: 'open'; client: pg.Client } | { is: 'busy' } | { is: 'absent' };

/** A postmaster that this process has spawned; `code` is set once it has ended. */
export interface Start {
  readonly pid: number | undefined;
  code: number | null | undefined;
}

/**
 * A connection to the running server, which is started when there is none. Several processes may do this at once.
 * @param starts is told of every start, so that one whose server can't be used after all can be undone
 */
export async function reachServer(cluster: Cluster, starts: Start[]): Promise<pg.Client> {
  const limit = performance.now() + START_LIMIT_MS;
  let start: Start | null = null;
  let failures = 0;
  while (performance.now() < limit) {
    const probe = await probeServer(cluster);
    if (probe.is === 'open') return probe.client;
    if (start?.code !== undefined) {
      if (start.code !== LOCK_HELD && ++failures === TRIES) break;
      start = null;
      await pause(50 + Math.random() * 50 + failures * 500);
    } else if (probe.is === 'absent' && start === null) {
      start = await startServer(cluster);
      starts.push(start);
    }
    await pause(10);
  }
  throw await startError(cluster);
}

/** Probes the server by connecting to its socket. */
async function probeServer(cluster: Cluster): Promise<Probe> {
  try {
    return { is: 'open', client: await connect(cluster.url) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return { is: 'absent' };
    if (code.startsWith('28')) throw loginError(cluster, error);
    return { is: 'busy' };
  }
}

async function startServer(cluster: Cluster): Promise<Start> {
  const command = await postmaster(cluster);
  const child = spawn(command.file, command.args, {
    ...spawnOptions(command),
    detached: true,
    stdio: 'ignore',
  });
  const start: Start = { pid: child.pid, code: undefined };
  child.on('exit', (code) => {
    start.code = code;
  });
  child.on('error', () => {
    start.code = null;
  });
  child.unref();
  return start;
}

/** The server's command line, its output going to the log file, of which the last few megabytes are kept. */
async function postmaster(cluster: Cluster): Promise<Command> {
  const { account, data, socket, logFile } = cluster;
  const settings = { ...SETTINGS, unix_socket_directories: `"${socket.replaceAll('"', '""')}"` };
  const server = [
    program(account.binaries, 'postgres'),
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  const script = `umask 077; ${size > LOG_LIMIT_BYTES ? 'mv "$0" "$0.1"; ' : ''}exec "$@" >>"$0" 2>&1`;
  const locked = (await hasFlock(account)) ? underLock(cluster, server) : server;
  return commandFor(account, ['/bin/sh', '-c', script, logFile, ...locked]);
}

/**
 * PostgreSQL takes a pid file for a running server's whenever any process has that pid, so a stale one could stop
 * every later start. Where there is `flock`, all processes of the server hold a lock that the kernel frees with the
 * last of them; who gets that lock may remove the pid file. Elsewhere PostgreSQL's own judgement has to do.
 */
function underLock({ data, lockFile }: Cluster, server: readonly string[]): string[] {
  const lock = ['flock', '--nonblock', '--no-fork', '--conflict-exit-code', String(LOCK_HELD), lockFile];
  return [...lock, '/bin/sh', '-c', 'rm -f "$0" && exec "$@"', join(data, 'postmaster.pid'), ...server];
}

/** Some systems lack the program, and some file systems lack such locks. */
async function hasFlock(account: Account): Promise<boolean> {
  const trial = ['flock', '--shared', '--nonblock', '--no-fork', account.folder, 'true'];
  return (await runCommand(commandFor(account, trial))).code === 0;
}

/** Shuts the server down (`fast`) through one of its connections, which ends too, and waits until it is gone. */
export async function stopServer(cluster: Cluster, client: pg.Client): Promise<'stopped' | 'left running'> {
  const { rows } = await client.query<{ file: string }>(`select pg_read_file('postmaster.pid') as file`);
  const pid = Number(rows[0]?.file.split('\n')[0]);
  await client.end();
  if (!(await isServer(pid, cluster))) return 'left running';
  process.kill(pid, 'SIGINT');
  const limit = performance.now() + STOP_LIMIT_MS;
  while (performance.now() < limit) {
    if (!(await isServer(pid, cluster))) return 'stopped';
    await pause(10);
  }
  return 'left running';
}

/** Ends the servers that this process has started and that still run. One that others use too they start again. */
export async function undoStarts(starts: readonly Start[]): Promise<void> {
  const limit = performance.now() + STOP_LIMIT_MS;
  for (const start of starts) {
    if (start.pid === undefined || start.code !== undefined) continue;
    process.kill(start.pid, 'SIGINT');
    while (start.code === undefined && performance.now() < limit) await pause(10);
  }
}

/** By its working folder where that can be seen: a pid may be a zombie's, or mean another process in this container. */
async function isServer(pid: number, cluster: Cluster): Promise<boolean> {
  if (process.platform !== 'linux') return isAlive(pid);
  const [folder, data] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch(() => null),
    realpath(cluster.data),
  ]);
  return folder === data;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function loginError(cluster: Cluster, cause: unknown): BatonError {
  return new BatonError(
    'environment',
    'cluster_login',
    `The embedded PostgreSQL in ${cluster.account.folder} refuses the password in its file cluster/password (${messageOf(cause)}). Put the file back, or move the folder away to begin anew.`,
    { cause },
  );
}

async function startError(cluster: Cluster): Promise<BatonError> {
  const { output } = await runCommand(commandFor(cluster.account, ['tail', '-n', '5', cluster.logFile]));
  const last = output.trim().replaceAll('\n', ' ');
  return new BatonError(
    'environment',
    'server_not_started',
    `The embedded PostgreSQL in ${cluster.account.folder} does not start: ${last || 'it said nothing'}. ${remedyFor(last)} Its log is ${cluster.logFile}.`,
    { passing: true },
  );
}
