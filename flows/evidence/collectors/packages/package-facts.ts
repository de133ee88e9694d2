/** From manifests and lock files to facts. Pure. */

import type { FactDraft } from '../../../contracts/collecting.ts';
import type { Totals } from '../../../contracts/evidence-pack.ts';
import { LOCK_FLAGS, type LockFlag, NO_LICENCE } from '../../../contracts/project-facts.ts';
import { byWorth, compare } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft } from '../../collector.ts';
import type { LockedPackage } from './lock-files.ts';
import type { Manifest } from './manifests.ts';

export interface ReadManifest {
  readonly path: string;
  readonly manifest: Manifest;
}

export interface ReadLock {
  readonly path: string;
  readonly packages: readonly LockedPackage[];
}

export function manifestFact({ path, manifest }: ReadManifest): FactDraft {
  const { name, description, ecosystem, dependencies, devDependencies, scripts } = manifest;
  const of = name === null ? '' : ` of ${name}`;
  const direct = count(dependencies.length, 'direct dependency', 'direct dependencies');
  const dev = devDependencies.length === 0 ? '' : ` and ${devDependencies.length} for development`;
  const named = scripts.slice(0, 8).map((script) => script.name);
  const commands = named.length === 0 ? '' : `; scripts ${named.join(', ')}`;
  return draft('manifests', {
    path,
    subject: name,
    value: dependencies.length,
    text: `${ecosystem} manifest${of}: ${direct}${dev}${commands}`,
    data: {
      ecosystem,
      ...(description === null ? {} : { description }),
      dependencies: [...dependencies],
      devDependencies: [...devDependencies],
      scripts: [...scripts],
    },
  });
}

/** One fact for each whole file, then one for each flagged package, those with the most severe flags first. */
export function lockFacts(locks: readonly ReadLock[]): FactDraft[] {
  const flagged = locks.flatMap(({ path, packages }) => flaggedOf(packages).map((one) => ({ ...one, path })));
  const ranked = flagged.sort(
    byWorth<Flagged & { path: string }>(weightOf, ({ name, path }) => `${path} ${name}`),
  );
  return [...locks.map(wholeFact), ...ranked.map((one) => flaggedFact(one.path, one))];
}

function wholeFact({ path, packages }: ReadLock): FactDraft {
  const dev = packages.filter((one) => one.dev).length;
  return draft('lockfile', {
    path,
    value: packages.length,
    text: `locks ${count(packages.length, 'package')}${dev === 0 ? '' : `, ${dev} of them for development only`}`,
    data: { flags: [], dev, licensed: packages.filter(({ licence }) => licence !== null).length },
  });
}

function flaggedOf(packages: readonly LockedPackage[]): Flagged[] {
  return [...Map.groupBy(packages, ({ name }) => name)]
    .map(([name, same]) => {
      const versions = [...new Set(same.map(({ version }) => version))].sort(compare);
      const flags = [...new Set(same.flatMap((one) => one.flags))].sort(compare);
      return { name, versions, flags };
    })
    .filter(({ flags, versions }) => flags.length > 0 || versions.length > 1);
}

/** How many packages have each flag, of all lock files. */
export function lockTotals(locks: readonly ReadLock[]): Totals {
  const names = (flag: LockFlag): number =>
    locks.reduce(
      (sum, { packages }) =>
        sum + new Set(packages.filter(({ flags }) => flags.includes(flag)).map(({ name }) => name)).size,
      0,
    );
  return Object.fromEntries(LOCK_FLAGS.map((flag) => [`lockfile:${flag}`, names(flag)]));
}

interface Flagged {
  readonly name: string;
  readonly versions: readonly string[];
  readonly flags: readonly LockFlag[];
}

function flaggedFact(path: string, { name, versions, flags }: Flagged): FactDraft {
  const [version] = versions;
  const side = versions.length > 1 ? [`${versions.length} versions`] : [];
  const said = [...flags, ...side].join(', ');
  return draft('lockfile', {
    path,
    subject: name,
    value: said,
    text: `${name} ${versions.join(', ')}: ${said}`,
    data: {
      flags: [...flags],
      ...(version === undefined ? {} : { version }),
      ...(versions.length > 1 ? { versions: versions.length, majors: majorsOf(versions) } : {}),
    },
  });
}

/** How many first numbers there are; for 0.x the second number counts. */
function majorsOf(versions: readonly string[]): number {
  return new Set(versions.map((version) => /^v?(0\.\d+|\d+)/.exec(version)?.[1] ?? version)).size;
}

/** By the most severe flag; several versions alone weigh least. */
function weightOf({ flags, versions }: Flagged): number {
  const gravest = Math.max(0, ...flags.map((flag) => LOCK_FLAGS.indexOf(flag) + 1));
  return gravest * 10 + flags.length + (versions.length > 1 ? 1 : 0);
}

/** A file that records fewer licences than this has them of a part only, and says nothing of the others. */
const RECORDED = 0.8;
const MOST_PACKAGES = 12;

/** `direct`: the packages that manifests name. */
export function licenceFacts(locks: readonly ReadLock[], direct: ReadonlySet<string>): FactDraft[] {
  const known = locks.flatMap(({ path, packages }) => {
    const recorded = packages.filter(({ licence }) => licence !== null).length;
    if (recorded < packages.length * RECORDED)
      return packages.filter(({ licence }) => licence !== null).map((one) => ({ ...one, path }));
    return packages.map((one) => ({ ...one, path, licence: one.licence ?? NO_LICENCE }));
  });
  return [...Map.groupBy(known, (one) => one.licence ?? '')]
    .map(([licence, same]) => ({ licence, same }))
    .sort(
      byWorth(
        ({ same }) => same.length,
        ({ licence }) => licence,
      ),
    )
    .map(({ licence, same }) => {
      const shipped = same.filter(({ dev }) => !dev);
      const names = [...new Set(shipped.map(({ name }) => name))].sort(
        (a, b) => Number(direct.has(b)) - Number(direct.has(a)) || compare(a, b),
      );
      const path = (shipped[0] ?? same[0])?.path;
      return draft('licences', {
        ...(path === undefined ? {} : { path }),
        subject: licence,
        value: same.length,
        text: `${licence === NO_LICENCE ? 'no license recorded' : licence}: ${count(same.length, 'package')}${shipped.length < same.length ? `, ${shipped.length} of them in production` : ''}`,
        data: { production: shipped.length, packages: names.slice(0, MOST_PACKAGES) },
      });
    });
}
