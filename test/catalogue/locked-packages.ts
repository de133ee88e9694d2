/** The packages of the order service, as its manifest and its lock file name them. */
import { createHash } from 'node:crypto';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dev?: true;
  /** what the manifest asks for, if it names the package and the other manifest does not */
  readonly added?: string;
  readonly deprecated?: string;
  /** where it comes from, if not from the registry; such a package has no integrity hash */
  readonly from?: string;
}

export const CLEAN_PACKAGES: readonly LockedPackage[] = [
  { name: '@biomejs/biome', version: '1.9.4', license: 'MIT OR Apache-2.0', dev: true },
  { name: 'fastify', version: '5.3.3', license: 'MIT' },
  { name: 'find-my-way', version: '9.3.0', license: 'MIT' },
  { name: 'nodemailer', version: '7.0.3', license: 'MIT-0' },
  { name: 'pg', version: '8.16.0', license: 'MIT' },
  { name: 'pg-protocol', version: '1.10.0', license: 'MIT' },
  { name: 'pino', version: '9.7.0', license: 'MIT' },
  { name: 'sonic-boom', version: '4.2.0', license: 'MIT' },
  { name: 'split2', version: '4.2.0', license: 'ISC' },
  { name: 'typescript', version: '5.8.3', license: 'Apache-2.0', dev: true },
  { name: 'vitest', version: '3.2.2', license: 'MIT', dev: true },
  { name: 'zod', version: '3.25.51', license: 'MIT' },
];

export const FAULTY_PACKAGES: readonly LockedPackage[] = [
  ...CLEAN_PACKAGES,
  {
    name: 'label-maker',
    version: '0.4.1',
    added: 'github:printers/label-maker',
    from: 'git+ssh://git@github.com/printers/label-maker.git#5f0c9a1',
  },
  {
    name: 'left-pad',
    version: '1.3.0',
    license: 'WTFPL',
    added: '1.3.0',
    deprecated: 'use String.prototype.padStart()',
  },
  { name: 'pdf-stamp', version: '2.0.0', license: 'AGPL-3.0-only' },
  { name: 'slugify', version: '1.6.6', license: 'MIT' },
];

/** The manifest with the packages that are added to it. */
export function withPackages(manifest: string, packages: readonly LockedPackage[]): string {
  const added = packages.flatMap(({ name, added: asked }) =>
    asked === undefined ? [] : [`    "${name}": "${asked}",\n`],
  );
  return manifest.replace('"dependencies": {\n', (found) => found + added.join(''));
}

export function lockOf(manifest: string, packages: readonly LockedPackage[]): string {
  const { name, version, license, dependencies, devDependencies } = JSON.parse(manifest);
  const entries = packages.map((one) => [`node_modules/${one.name}`, entryOf(one)]);
  const root = { name, version, license, dependencies, devDependencies };
  const lock = { name, version, lockfileVersion: 3, requires: true };
  return `${JSON.stringify({ ...lock, packages: { '': root, ...Object.fromEntries(entries) } }, null, 2)}\n`;
}

function entryOf({ name, version, license, dev, deprecated, from }: LockedPackage): object {
  const file = name.slice(name.indexOf('/') + 1);
  return {
    version,
    ...(from === undefined
      ? {
          resolved: `https://registry.npmjs.org/${name}/-/${file}-${version}.tgz`,
          integrity: `sha512-${createHash('sha512').update(`${name} ${version}`).digest('base64')}`,
        }
      : { resolved: from }),
    ...(dev === undefined ? {} : { dev }),
    ...(license === undefined ? {} : { license }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}
