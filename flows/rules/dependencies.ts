/** Findings about packages, from manifests and lock files. Vulnerabilities need a database and are not among them. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import type { LockFlag } from '../contracts/project-facts.ts';
import { count, list, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { onScale } from './impact.ts';
import type { Rule, RuleView } from './rule.ts';

type Locked = FactOf<'lockfile'>;
const LENSES = ['dependency-auditor', 'maintainability-reviewer'];

/** Packages with a flag, once each, and whether a manifest names them for production. */
function flagged(view: RuleView, flags: readonly LockFlag[]): { all: Locked[]; direct: Locked[] } {
  const named = new Set(view.all('manifests').flatMap(({ data }) => data.dependencies));
  const found = view
    .all('lockfile')
    .filter(({ subject, data }) => subject !== null && data.flags.some((flag) => flags.includes(flag)));
  const unique = new Map(found.map((fact) => [`${fact.subject} ${fact.data.version ?? ''}`, fact]));
  const all = [...unique.values()];
  return { all, direct: all.filter((fact) => named.has(fact.subject ?? '')) };
}

const nameOf = ({ subject, data }: Locked): string =>
  data.version === undefined ? (subject ?? '') : `${subject} ${data.version}`;

/** Impact: number of packages; the registry vouches for none of them. */
export const outsidePackages: Rule = {
  id: 'outside-packages',
  kinds: ['lockfile', 'manifests'],
  lenses: ['dependency-auditor', 'security-reviewer', 'maintainability-reviewer'],
  on: 'tree',
  most: 1,
  apply(view) {
    const { all } = flagged(view, ['not from a registry']);
    if (all.length === 0) return [];
    const how = view.tally('lockfile:not from a registry', all.length, 'package');
    return [
      {
        title: `${how} not from a registry: ${list(all.map(nameOf), 2)}`,
        kind: 'dependency',
        ...(all.length > 1 ? { per: 'run' as const } : {}),
        impact: onScale(all.length, [1, 100], [30, 45]),
        confidence: 75,
        claim: `The lock file takes ${list(all.map(nameOf), 5)} from a git repository or another address, not from a registry. The owner can delete or move it, and then the project no longer installs.`,
        evidence: cite(...all.slice(0, 5)),
        figures: [all.length, view.total('lockfile:not from a registry') ?? all.length],
        recommendation: 'Use the version that is published, or copy the exact source into the repository.',
        effort: 'S',
      },
    ];
  },
};

/**
 * Impact: number of deprecated packages that a manifest names for production. Those for development, and those that others
 * bring in, are counted among the loose ends.
 */
export const deprecatedPackages: Rule = {
  id: 'deprecated-packages',
  kinds: ['lockfile', 'manifests'],
  lenses: LENSES,
  on: 'tree',
  most: 1,
  apply(view) {
    const { direct } = flagged(view, ['deprecated']);
    if (direct.length === 0) return [];
    return [
      {
        title: `${count(direct.length, 'direct dependency', 'direct dependencies')} deprecated: ${list(direct.map(nameOf), 2)}`,
        kind: 'dependency',
        ...(direct.length > 1 ? { per: 'run' as const } : {}),
        impact: onScale(direct.length, [1, 20], [36, 50]),
        confidence: 75,
        claim: `The manifests name ${list(direct.map(nameOf), 5)}, which ${direct.length === 1 ? 'its author has' : 'their authors have'} marked as deprecated: no longer maintained.`,
        evidence: cite(...direct.slice(0, 5)),
        figures: [direct.length],
        recommendation: 'Replace them; the notice of the registry mostly names the successor.',
        effort: 'M',
      },
    ];
  },
};

/** Packages that keep state or compare types by identity: two versions in one program do not work together. */
const SINGLETONS = new Set(
  'react react-dom vue svelte graphql rxjs mobx styled-components @emotion/react yjs prosemirror-model @apollo/client'.split(
    ' ',
  ),
);

/** Impact: fixed; P3. Other packages in several versions cost space only, and no finding. */
export const severalVersions: Rule = {
  id: 'several-versions',
  kinds: ['lockfile'],
  lenses: LENSES,
  on: 'tree',
  most: 1,
  apply: (view) =>
    view
      .all('lockfile')
      .filter(({ subject, data }) => SINGLETONS.has(subject ?? '') && (data.versions ?? 1) > 1)
      .map((fact) => ({
        title: `${count(fact.data.versions ?? 2, 'version')} of ${fact.subject} installed`,
        kind: 'dependency',
        impact: 30,
        confidence: 75,
        claim: `${shortPath(fact.path ?? '')} locks ${count(fact.data.versions ?? 2, 'version')} of ${fact.subject}. Objects of one version don't work with the other in the same program.`,
        evidence: cite(fact),
        recommendation: 'See which package asks for the old version, and update it.',
        effort: 'S',
        assumptions: ['both versions are loaded in one program'],
      })),
};

/** Impact: number of dependencies whose versions are open. */
export const missingLock: Rule = {
  id: 'missing-lock',
  kinds: ['lock-missing'],
  lenses: [...LENSES, 'ops-engineer', 'correctness-reviewer'],
  on: 'both',
  most: 2,
  apply: (view) =>
    view.facts('lock-missing').map((fact) => ({
      title: `No lock file for the application ${shortPath(fact.path ?? '')}`,
      kind: 'dependency',
      impact: onScale(fact.data.dependencies, [1, 40], [35, 50]),
      confidence: 75,
      claim: `${fact.path} has ${count(fact.data.dependencies, 'dependency', 'dependencies')}, and no lock file beside or above it. Two builds of the same commit may use different versions.`,
      evidence: cite(fact),
      recommendation: `Commit ${fact.value} or the lock file of the package manager in use, and install from it in CI.`,
      effort: 'S',
    })),
};

type Bump = FactOf<'dependency-diff'>;

/** Impact: fixed, P2. What is for development only, actions of CI too, is in the table of dependencies and no finding. */
export const majorBumps: Rule = {
  id: 'major-bumps',
  kinds: ['dependency-diff'],
  lenses: ['dependency-auditor', 'correctness-reviewer', 'security-reviewer'],
  on: 'change',
  most: 1,
  apply(view) {
    const moved = view.all('dependency-diff').filter(({ data }) => !data.dev);
    const runtimes = moved.filter(({ data }) => isRuntimeChange(data));
    const majors = moved.filter(({ data }) => data.major && !data.runtime && !isBelowOne(data));
    const all = [...runtimes, ...majors];
    if (all.length === 0) return [];
    const told = (facts: readonly Bump[], most: number): string =>
      list(
        facts.map(({ subject, value }) => `${subject} ${value}`),
        most,
      );
    const titles = [
      runtimes.length === 0 ? '' : `Runtime changed: ${told(runtimes, 1)}`,
      majors.length === 0 ? '' : majorsTitle(majors, runtimes.length === 0 ? told(majors, 2) : ''),
    ];
    const claims = [
      runtimes.length === 0
        ? ''
        : `The change moves ${told(runtimes, 2)}. Check that CI, images and users run a release that fits.`,
      majors.length === 0
        ? ''
        : `Across a major version: ${told(majors, 4)}. Such releases may remove or change what the code uses.`,
    ];
    return [
      {
        title: titles.filter((text) => text !== '').join('; '),
        kind: 'dependency',
        ...(all.length > 1 ? { per: 'run' as const } : {}),
        impact: 48,
        confidence: 75,
        claim: claims.filter((text) => text !== '').join(' '),
        evidence: cite(...all.slice(0, 4)),
        figures: [all.length, majors.length],
        recommendation: 'Read the release notes of each for what breaks, and name what was checked.',
        effort: 'S',
      },
    ];
  },
};

/** Of packages that have no stable version yet, most releases count as major, and nobody says so of each. */
function isBelowOne({ from, to }: Bump['data']): boolean {
  return [from, to].every((version) => /^[^\d]*0\./.test(version ?? ''));
}

/** Beside a runtime, only one of them is named. */
function majorsTitle(majors: readonly Bump[], named: string): string {
  const [first] = majors;
  if (majors.length === 1) return `Major upgrade: ${first?.subject} ${first?.value}`;
  return `${count(majors.length, 'major upgrade')}${named === '' ? '' : `: ${named}`}`;
}

/** Another release of the language, not only a patch of the same. */
function isRuntimeChange({ runtime, from, to }: Bump['data']): boolean {
  return runtime && from !== null && to !== null && releaseOf(from) !== releaseOf(to);
}

function releaseOf(version: string): string {
  return (version.match(/\d+(?:\.\d+)*/g) ?? []).map((one) => one.split('.').slice(0, 2).join('.')).join(' ');
}
