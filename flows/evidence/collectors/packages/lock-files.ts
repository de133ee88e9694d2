/** Lock files, read as data: every package that is installed, and what the file itself records of it. Pure. */
import { posix } from 'node:path';
import type { LockFlag } from '../../../contracts/project-facts.ts';
import { looseObject } from '../../../loose-json.ts';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
  readonly licence: string | null;
  readonly flags: readonly LockFlag[];
}

/** Null for a text that is not of the format. */
type Reader = (text: string) => readonly LockedPackage[] | null;

const READERS: Readonly<Record<string, Reader>> = {
  'package-lock.json': npmLock,
  'npm-shrinkwrap.json': npmLock,
  'yarn.lock': (text) =>
    listed(
      text,
      /^"?((?:@[^/"\s]+\/)?[^@"\s]+)@[^\n]*:\n(?:[ \t]+[^\n]*\n)*?[ \t]+version:?\s+"?([^"\s]+)"?/gm,
    ),
  'pnpm-lock.yaml': (text) =>
    listed(text, /^ {2}'?\/?((?:@[^/'\s]+\/)?[^@/'\s]+)[@/](\d[^:('\s]*)[^\n]*:\s*$/gm),
  'Cargo.lock': (text) => listed(text, /^name = "([^"]+)"\nversion = "([^"]+)"/gm),
  'poetry.lock': (text) => listed(text, /^name = "([^"]+)"\nversion = "([^"]+)"/gm),
  'uv.lock': (text) => listed(text, /^name = "([^"]+)"\nversion = "([^"]+)"/gm),
  'Gemfile.lock': (text) => listed(text, /^ {4}([\w.-]+) \(([^)]+)\)$/gm),
  'go.sum': (text) => listed(text, /^(\S+) (v\S+?) h1:/gm),
  'composer.lock': composerLock,
};

export function lockReaderFor(path: string): Reader | null {
  return READERS[posix.basename(path)] ?? null;
}

/** Formats of which names and versions are all that is read. */
function listed(text: string, pattern: RegExp): LockedPackage[] {
  const seen = new Map<string, LockedPackage>();
  for (const [, name = '', version = ''] of text.matchAll(pattern)) {
    seen.set(`${name}@${version}`, { name, version, dev: false, licence: null, flags: [] });
  }
  return [...seen.values()];
}

function npmLock(text: string): LockedPackage[] | null {
  const json = looseObject(text);
  const packages = json?.packages;
  if (typeof packages !== 'object' || packages === null) return null;
  const locked: LockedPackage[] = [];
  for (const [path, value] of Object.entries(packages)) {
    const within = path.lastIndexOf('node_modules/');
    if (within === -1 || typeof value !== 'object' || value === null) continue;
    const entry: Readonly<Record<string, unknown>> = { ...value };
    if (entry.link === true) continue;
    locked.push({
      name: path.slice(within + 'node_modules/'.length),
      version: stringOf(entry.version) ?? 'unknown',
      dev: entry.dev === true,
      licence: stringOf(entry.license),
      flags: flagsOf(entry),
    });
  }
  return locked;
}

function flagsOf(entry: Readonly<Record<string, unknown>>): LockFlag[] {
  const resolved = stringOf(entry.resolved);
  const bundled = entry.inBundle === true;
  return [
    ...(entry.hasInstallScript === true ? ['install script' as const] : []),
    ...(typeof entry.deprecated === 'string' ? ['deprecated' as const] : []),
    ...(entry.integrity === undefined && !bundled ? ['no integrity' as const] : []),
    // Every registry serves its archives below `/-/`; git and other addresses don't look like that.
    ...(resolved !== null && !/^https?:\/\/.*\/-\//.test(resolved) ? ['not from a registry' as const] : []),
  ];
}

function composerLock(text: string): LockedPackage[] | null {
  const json = looseObject(text);
  if (json === null) return null;
  return ['packages', 'packages-dev'].flatMap((field) => {
    const entries = json[field];
    return (Array.isArray(entries) ? entries : []).map((entry: Readonly<Record<string, unknown>>) => ({
      name: stringOf(entry.name) ?? 'unknown',
      version: stringOf(entry.version) ?? 'unknown',
      dev: field === 'packages-dev',
      licence: Array.isArray(entry.license) ? entry.license.join(' or ') : null,
      flags: [],
    }));
  });
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
