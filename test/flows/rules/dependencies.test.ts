import { describe, expect, it } from 'vitest';
import type { LockFlag } from '../../../flows/contracts/evidence-pack.ts';
import {
  deprecatedPackages,
  installScripts,
  outsidePackages,
  severalVersions,
} from '../../../flows/rules/dependencies.ts';
import { fact, treeView } from './fact-builder.ts';

const locked = (name: string, ...flags: LockFlag[]) =>
  fact('lockfile', {
    path: 'package-lock.json',
    subject: name,
    value: flags.join(', '),
    data: { flags, version: '1.0.0' },
  });

const inVersions = (name: string, versions: number) =>
  fact('lockfile', {
    path: 'package-lock.json',
    subject: name,
    value: `${versions} versions`,
    data: { flags: [], version: '1.0.0', versions },
  });

describe('dependencies', () => {
  const manifest = fact('manifests', {
    path: 'package.json',
    value: 1,
    data: { ecosystem: 'npm', dependencies: ['direct'], devDependencies: [], scripts: [] },
  });

  it('puts deprecated packages that are named directly first', () => {
    const [draft] = deprecatedPackages.apply(
      treeView(manifest, locked('deep', 'deprecated'), locked('direct', 'deprecated')),
    );
    expect(draft).toMatchObject({
      impact: 40,
      title: '2 installed packages are deprecated, 1 of them named directly',
    });
    expect(draft?.claim).toContain('direct 1.0.0 and deep 1.0.0 as deprecated');
  });

  it('weighs deprecated packages less when none is named directly', () => {
    const [draft] = deprecatedPackages.apply(treeView(manifest, locked('deep', 'deprecated')));
    expect(draft).toMatchObject({
      impact: 8,
      title: '1 installed package is deprecated, 0 of them named directly',
    });
  });

  it('names packages with install scripts', () => {
    const [draft] = installScripts.apply(treeView(locked('esbuild', 'install script')));
    expect(draft?.title).toBe('1 package runs a script when installed');
    expect(draft?.claim).toContain('esbuild 1.0.0 runs a script of its own');
  });

  it('counts packages from elsewhere and those without integrity as one concern', () => {
    const [draft] = outsidePackages.apply(
      treeView(locked('a', 'not from a registry'), locked('b', 'no integrity'), locked('c', 'deprecated')),
    );
    expect(draft?.title).toBe("2 locked packages can't be checked against what was locked");
  });

  it('reports packages in three or more versions, the most first', () => {
    const [draft] = severalVersions.apply(
      treeView(inVersions('two', 2), inVersions('three', 3), inVersions('five', 5)),
    );
    expect(draft?.title).toBe('2 packages are installed in 3 or more versions');
    expect(draft?.claim).toContain('five (5) and three (3)');
  });

  it('reports nothing for a lock file without flags', () => {
    const view = treeView(manifest, locked('quiet'));
    expect(
      [outsidePackages, deprecatedPackages, installScripts, severalVersions].flatMap((rule) =>
        rule.apply(view),
      ),
    ).toEqual([]);
  });
});
