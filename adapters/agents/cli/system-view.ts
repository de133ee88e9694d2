/**
 * What a confined agent sees of the system: programs, libraries, and the few files of /etc that name resolution,
 * certificates and the loader need. By name, so that keys, other people's files and sockets (Docker's, PostgreSQL's)
 * are not there; not all of /usr either, since applications are installed below it with their secrets beside them.
 */
import { lstat, readlink } from 'node:fs/promises';

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

/** bubblewrap's arguments for it. A link at the root, such as /bin, stays the link that it is. */
export async function systemArguments(): Promise<string[]> {
  const named = [...FOLDERS, ...SETTINGS.map((name) => `/etc/${name}`)];
  const roots = await Promise.all(PROGRAMS.map((name) => rootArguments(`/${name}`)));
  return [...named.flatMap((path) => ['--ro-bind-try', path, path]), ...roots.flat()];
}

async function rootArguments(path: string): Promise<string[]> {
  const info = await lstat(path).catch(() => null);
  if (info === null) return [];
  return info.isSymbolicLink() ? ['--symlink', await readlink(path), path] : ['--ro-bind', path, path];
}
