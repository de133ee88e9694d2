/**
 * The sandbox of agents that run as a program: bubblewrap around everything they start. The agent sees the system's
 * programs and libraries, its own program, this task's checkout (all read-only) and a private home that it may write
 * to, and nothing else of the machine: what is not named here is not there. The network is the machine's, since the
 * agent has to reach its model. Without bubblewrap there is no such agent, unless the operator says `sandbox: none`.
 */
import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BatonError, messageOf } from '../../../runner/core/errors.ts';
import { hidingArguments } from './agent-configuration.ts';
import { gitFoldersOf } from './checkout-git.ts';
import { findOnPath } from './program.ts';

export type SandboxMode = 'auto' | 'bwrap' | 'none';

/** What one command gets to see beside the system. */
export interface Confinement {
  /** absolute; the work tree, read-only. Null where the command has none, such as `--version` */
  readonly checkout: string | null;
  /** absolute; the one folder on disk that may be written to */
  readonly home: string;
  /** files and folders that the program is made of, read-only */
  readonly visible: readonly string[];
}

export interface Sandbox {
  /** `none`: the operator switched it off. `missing`: it is wanted and not there, so nothing may be started */
  readonly kind: 'bwrap' | 'none' | 'missing';
  /** one line for the log and for `doctor` */
  readonly reason: string;
  /** what to do about a missing one */
  readonly remedy?: string;
  /** The command that runs `command` confined. Throws `no_sandbox` where it is missing. */
  wrap(command: readonly string[], confinement: Confinement): Promise<string[]>;
}

const PROBE_MS = 10_000;
/** Who the agent is where Baton is root: nobody. As root inside, it could make read-only mounts writable again. */
const NOBODY = 65_534;
/** What root's own processes may write to without any privilege: the settings of the whole machine's kernel. */
const KERNEL = ['/proc/sys', '/proc/sysrq-trigger'];

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

/** Finds out once, by trying it, whether agents can be confined here. `path` is where bubblewrap is looked for. */
export async function openSandbox(
  mode: SandboxMode,
  path = '/usr/local/bin:/usr/bin:/bin',
): Promise<Sandbox> {
  if (mode === 'none') {
    const reason = 'no sandbox: the configuration says sandbox: none, so agents may write where Baton may';
    return { kind: 'none', reason, wrap: async (command) => [...command] };
  }
  const bwrap = await findOnPath('bwrap', path);
  if (bwrap === null) {
    return missing(
      'bubblewrap is not installed',
      'Install it (apt install bubblewrap), or use the direct back end.',
    );
  }
  const wrap = async (command: readonly string[], confinement: Confinement) => [
    bwrap,
    ...(await confiningArguments(confinement)),
    '--',
    ...command,
  ];
  const complaint = await complaintOf(wrap);
  if (complaint !== null) {
    return missing(
      `bubblewrap does not work here (${complaint})`,
      'In a container, allow user namespaces; or use the direct back end.',
    );
  }
  return { kind: 'bwrap', reason: `sandboxed by ${bwrap}`, wrap };
}

async function confiningArguments({ checkout, home, visible }: Confinement): Promise<string[]> {
  const borrowed = checkout === null ? [] : [checkout, ...(await gitFoldersOf(checkout))];
  const seen = [...new Set([...visible, ...borrowed])];
  return [
    ...(await systemArguments()),
    ...['--proc', '/proc', ...KERNEL.flatMap((path) => ['--ro-bind-try', path, path])],
    ...['--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/var/tmp'],
    ...seen.flatMap((path) => ['--ro-bind', path, path]),
    ...(checkout === null ? [] : await hidingArguments(checkout)),
    ...['--bind', home, home],
    ...['--remount-ro', '/', '--chdir', checkout ?? home],
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...(process.getuid?.() === 0 ? ['--uid', String(NOBODY), '--gid', String(NOBODY)] : []),
    ...['--die-with-parent', '--new-session'],
  ];
}

/** Why the very arguments that agents get do not work here; null if they do. */
async function complaintOf(wrap: Sandbox['wrap']): Promise<string | null> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'baton-sandbox-'));
  try {
    const [bwrap = '', ...args] = await wrap(['true'], { checkout: null, home, visible: [] });
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
    reason,
    remedy,
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
