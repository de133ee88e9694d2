/**
 * The sandbox of agents that are programs: bubblewrap around everything they start. An agent sees the system's programs
 * and libraries, its own program and the task's checkout, all read-only, and a private home that it may write to; nothing
 * else of the machine exists for it. Its network is its own too, and leads to its models only (`network/`). Without
 * bubblewrap such agents are off, unless the configuration has `sandbox: none`.
 */
import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BatonError, messageOf } from '../../../runner/core/errors.ts';
import { hidingArguments } from './agent-configuration.ts';
import { gitFoldersOf } from './checkout-git.ts';
import { findOnPath } from './program.ts';

export type SandboxMode = 'auto' | 'bwrap' | 'none';
/** `own`: without one, nothing is started. `machine`: agents reach what Baton reaches */
export type NetworkMode = 'auto' | 'own' | 'machine';

/** What one command sees beside the system. */
export interface Confinement {
  /** absolute; the work tree, read-only. Null if the command needs none, such as `--version` */
  readonly checkout: string | null;
  /** absolute; the one folder on disk that may be written to */
  readonly home: string;
  /** files and folders that the program is made of, read-only */
  readonly visible: readonly string[];
  /** the folder of a task's network; null for a command that gets none, or the machine's */
  readonly sockets: string | null;
}

export interface Sandbox {
  /** `none`: switched off by the configuration. `missing`: required and unavailable, so nothing may be started */
  readonly kind: 'bwrap' | 'none' | 'missing';
  /** one line for the log and for `doctor` */
  readonly reason: string;
  /** what to do about a missing one */
  readonly remedy?: string;
  /** what programs reach: the machine's network, or a namespace of their own with the sockets of `Confinement` */
  readonly network: 'own' | 'machine';
  /** why the network is the machine's, in one line; null if it is not */
  readonly networkReason: string | null;
  /** Returns the command that runs `command` confined. Throws `no_sandbox` if it is missing. */
  wrap(command: readonly string[], confinement: Confinement): Promise<string[]>;
}

const PROBE_MS = 10_000;
/** The agent's user if Baton is root: nobody. As root, it could make read-only mounts writable again. */
const NOBODY = 65_534;
/** Where processes of root may write without any privilege: the settings of the machine's kernel. */
const KERNEL = ['/proc/sys', '/proc/sysrq-trigger'];

/** What the forwarder is, and where it and a task's sockets are in the sandbox. */
const FORWARDER_FILE = fileURLToPath(new URL('network/forwarder.mjs', import.meta.url));
const FORWARDER_INSIDE = '/tmp/.baton-forwarder.mjs';
const SOCKETS = '/tmp/.baton-network';
const FORWARDER = [process.execPath, FORWARDER_INSIDE, SOCKETS];

const PROGRAMS = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];

const FOLDERS = [
  ...[...PROGRAMS, 'libexec', 'share'].flatMap((name) => [`/usr/${name}`, `/usr/local/${name}`]),
  '/nix/store',
];

const SETTINGS = [
  ...['alternatives', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime', 'os-release', 'terminfo'],
  ...['hosts', 'host.conf', 'resolv.conf', 'nsswitch.conf', 'gai.conf', 'services', 'protocols'],
  ...['passwd', 'group'],
  // the public halves only: /etc/ssl/private is not among them
  ...['ssl/certs', 'ssl/cert.pem', 'ssl/openssl.cnf', 'pki/tls/certs', 'pki/ca-trust/extracted'],
  ...['crypto-policies'],
];

export interface SandboxOptions {
  readonly mode: SandboxMode;
  readonly network?: NetworkMode;
  /** where bubblewrap is looked for */
  readonly path?: string | undefined;
}

/** How to allow what bubblewrap needs; what forbids it is the system's or the container's. */
export const NAMESPACES_REMEDY =
  'Allow unprivileged user and network namespaces: on Ubuntu an AppArmor profile for bwrap with "userns," (or kernel.apparmor_restrict_unprivileged_userns=0), elsewhere user.max_user_namespaces and user.max_net_namespaces above 0, in a container a seccomp profile that permits them.';

/** Tries whether agents can be confined here, and with which network. */
export async function openSandbox({
  mode,
  network = 'auto',
  path = '/usr/local/bin:/usr/bin:/bin',
}: SandboxOptions): Promise<Sandbox> {
  if (mode === 'none' && network === 'own') {
    return missing(
      'sandbox: none leaves agents the network that sandbox_network: own forbids',
      'Remove one of the two, or use the direct back end.',
    );
  }
  if (mode === 'none') {
    const reason = 'no sandbox: the configuration says sandbox: none, so agents may write where Baton may';
    return {
      kind: 'none',
      reason,
      ...ofMachine('there is no sandbox'),
      wrap: async (command) => [...command],
    };
  }
  const bwrap = await findOnPath('bwrap', path);
  if (bwrap === null) {
    return missing(
      'bubblewrap is not installed',
      'Install it (apt install bubblewrap), or use the direct back end.',
    );
  }
  const reason = `sandboxed by ${bwrap}`;
  const withNetwork = wrapperOf(bwrap, true);
  const fault = network === 'machine' ? null : await complaintOf(withNetwork);
  if (network !== 'machine' && fault === null) {
    return { kind: 'bwrap', reason, network: 'own', networkReason: null, wrap: withNetwork };
  }
  const wrap = wrapperOf(bwrap, false);
  const complaint = await complaintOf(wrap);
  if (complaint !== null) {
    return missing(
      `bubblewrap does not work here (${complaint})`,
      `${NAMESPACES_REMEDY} Or use the direct back end.`,
    );
  }
  const why =
    fault === null ? 'the configuration says sandbox_network: machine' : `bubblewrap says: ${fault}`;
  if (network === 'own') return missing(`there is no network for agents alone (${why})`, NAMESPACES_REMEDY);
  return { kind: 'bwrap', reason, ...ofMachine(why), wrap };
}

function ofMachine(networkReason: string): Pick<Sandbox, 'network' | 'networkReason'> {
  return { network: 'machine', networkReason };
}

function wrapperOf(bwrap: string, ownNetwork: boolean): Sandbox['wrap'] {
  return async (command, confinement) => [
    ...[bwrap, ...(await confiningArguments(confinement))],
    ...(ownNetwork ? ['--unshare-net'] : []),
    ...['--', ...(confinement.sockets === null ? [] : FORWARDER), ...command],
  ];
}

async function confiningArguments({ checkout, home, visible, sockets }: Confinement): Promise<string[]> {
  const borrowed = checkout === null ? [] : [checkout, ...(await gitFoldersOf(checkout))];
  const seen = [...new Set([...visible, ...borrowed, ...(sockets === null ? [] : [process.execPath])])];
  return [
    ...(await systemArguments()),
    ...['--proc', '/proc', ...KERNEL.flatMap((path) => ['--ro-bind-try', path, path])],
    ...['--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/var/tmp'],
    ...(sockets === null
      ? []
      : ['--ro-bind', sockets, SOCKETS, '--ro-bind', FORWARDER_FILE, FORWARDER_INSIDE]),
    ...seen.flatMap((path) => ['--ro-bind', path, path]),
    ...(checkout === null ? [] : await hidingArguments(checkout)),
    ...['--bind', home, home],
    ...['--remount-ro', '/', '--chdir', checkout ?? home],
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...(process.getuid?.() === 0 ? ['--uid', String(NOBODY), '--gid', String(NOBODY)] : []),
    ...['--die-with-parent', '--new-session'],
  ];
}

/** Runs bubblewrap with the arguments that agents get. Returns its error; null if it works. */
async function complaintOf(wrap: Sandbox['wrap']): Promise<string | null> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'baton-sandbox-'));
  try {
    const [bwrap = '', ...args] = await wrap(['true'], { checkout: null, home, visible: [], sockets: null });
    await promisify(execFile)(bwrap, args, { timeout: PROBE_MS, env: { PATH: '/usr/bin:/bin' } });
    return null;
  } catch (error) {
    const lines = messageOf(error).trim().split('\n');
    return lines.at(-1) ?? 'no reason given';
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function missing(reason: string, remedy: string): Sandbox {
  return {
    kind: 'missing',
    ...{ reason, remedy },
    ...ofMachine('there is no sandbox'),
    wrap: async () => {
      throw new BatonError(
        'environment',
        'no_sandbox',
        `Agents can't be started without a sandbox: ${reason}. ${remedy}`,
      );
    },
  };
}

/**
 * bubblewrap's arguments for what a confined agent sees of the system: programs, libraries, and the few files of /etc that
 * name resolution, certificates and the loader need. By name, so that keys, other people's files and sockets (Docker's,
 * PostgreSQL's) are not there; not all of /usr either, since applications are installed below it with their secrets
 * beside them. A link at the root, such as /bin, stays a link.
 */
async function systemArguments(): Promise<string[]> {
  const named = [...FOLDERS, ...SETTINGS.map((name) => `/etc/${name}`)];
  const roots = await Promise.all(PROGRAMS.map((name) => rootArguments(`/${name}`)));
  return [...named.flatMap((path) => ['--ro-bind-try', path, path]), ...roots.flat()];
}

async function rootArguments(path: string): Promise<string[]> {
  const info = await lstat(path).catch(() => null);
  if (info === null) return [];
  return info.isSymbolicLink() ? ['--symlink', await readlink(path), path] : ['--ro-bind', path, path];
}
