import { describe, expect, it } from 'vitest';
import type { FactData } from '../../../flows/contracts/evidence-pack.ts';
import type { LockFlag } from '../../../flows/contracts/project-facts.ts';
import {
  deprecatedPackages,
  majorBumps,
  missingLock,
  outsidePackages,
  severalVersions,
} from '../../../flows/rules/dependencies.ts';
import { changeView, fact, treeView } from './fact-builder.ts';

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

const moved = (subject: string, from: string, to: string, data: Partial<FactData['dependency-diff']> = {}) =>
  fact('dependency-diff', {
    ...{
      path: 'package.json',
      line: 4,
      end: 4,
      quote: `"${subject}": "${to}"`,
      subject,
      value: `${from} → ${to}`,
    },
    data: { ecosystem: 'npm', from, to, dev: false, major: true, runtime: false, ...data },
  });

const manifest = fact('manifests', {
  path: 'package.json',
  value: 1,
  data: { ecosystem: 'npm', dependencies: ['direct'], devDependencies: [], scripts: [] },
});

describe('deprecated packages', () => {
  it('are a finding when a manifest names them', () => {
    const view = treeView(manifest, locked('deep', 'deprecated'), locked('direct', 'deprecated'));
    expect(deprecatedPackages.apply(view)).toMatchObject([
      { title: '1 direct dependency deprecated: direct 1.0.0', impact: 36 },
    ]);
  });

  it('are no finding for development only', () => {
    const data = { ...{ ecosystem: 'npm', dependencies: [], scripts: [] }, devDependencies: ['direct'] };
    const forDevelopment = fact('manifests', { path: 'package.json', value: 0, data });
    expect(deprecatedPackages.apply(treeView(forDevelopment, locked('direct', 'deprecated')))).toEqual([]);
  });

  it('are no finding when other packages bring them in', () => {
    expect(deprecatedPackages.apply(treeView(manifest, locked('deep', 'deprecated')))).toEqual([]);
  });
});

describe('packages from elsewhere', () => {
  it('are named', () => {
    const view = treeView(locked('a', 'not from a registry'), locked('c', 'deprecated'));
    expect(outsidePackages.apply(view)[0]?.title).toBe('1 package not from a registry: a 1.0.0');
  });

  it('are not those that only lack an integrity hash', () => {
    expect(outsidePackages.apply(treeView(locked('b', 'no integrity')))).toEqual([]);
  });
});

describe('several versions of a package', () => {
  it('are a finding for a package that must be there once', () => {
    expect(severalVersions.apply(treeView(inVersions('react', 2)))[0]?.title).toBe(
      '2 versions of react installed',
    );
  });

  it('are no finding for others', () => {
    expect(severalVersions.apply(treeView(inVersions('semver', 5), inVersions('react', 1)))).toEqual([]);
  });
});

describe('a missing lock file', () => {
  it('weighs more for more dependencies', () => {
    const of = (dependencies: number) =>
      missingLock.apply(
        treeView(
          fact('lock-missing', {
            ...{ path: 'app/package.json', value: 'package-lock.json' },
            data: { ecosystem: 'package.json', dependencies },
          }),
        ),
      )[0];
    expect(of(3)?.title).toBe('No lock file for the application app/package.json');
    expect(of(40)?.impact).toBeGreaterThan(of(3)?.impact ?? 100);
  });
});

describe('upgrades of a change', () => {
  const bumps = (...facts: Parameters<typeof changeView>[1][]) =>
    majorBumps.apply(changeView([['package.json', 1, 9]], ...facts));

  it('are one finding, of majors and runtimes', () => {
    const found = bumps(
      moved('zod', '^3.0.0', '^4.0.0'),
      moved('Node.js', '>=18', '>=20', { runtime: true, major: false }),
    );
    expect(found.map(({ title, impact }) => [title, impact])).toEqual([
      ['Runtime changed: Node.js >=18 → >=20; Major upgrade: zod ^3.0.0 → ^4.0.0', 48],
    ]);
  });

  it.each([
    ['a minor version', moved('a', '1.0.0', '1.1.0', { major: false })],
    ['a patch of the same runtime', moved('Go', '1.22.1', '1.22.3', { runtime: true, major: false })],
    ['a package without a stable version', moved('a', '^0.1.0', '^0.2.0')],
    ['a package for development', moved('vitest', '1.0.0', '2.0.0', { dev: true })],
    ['an action of CI', moved('actions/checkout', 'v4', 'v5', { ecosystem: 'GitHub Actions', dev: true })],
  ])('are no finding: %s', (_, one) => {
    expect(bumps(one)).toEqual([]);
  });
});
