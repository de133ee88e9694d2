/** Findings about installed packages, from manifests and lock files. Vulnerabilities need a database and are not among them. */
import type { FactOf, LockFlag } from '../contracts/evidence-pack.ts';
import { list } from '../wording.ts';
import { cite } from './cite.ts';
import { onScale } from './impact.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

type Locked = FactOf<'lockfile'>;

/** The flagged packages, direct dependencies first. */
function flagged(
  view: RuleView,
  isMeant: (data: Locked['data']) => boolean,
): { all: Locked[]; direct: Locked[] } {
  const named = new Set(
    view.all('manifests').flatMap(({ data }) => [...data.dependencies, ...data.devDependencies]),
  );
  const found = view.all('lockfile').filter((fact) => fact.subject !== null && isMeant(fact.data));
  const unique = [
    ...new Map(found.map((fact) => [`${fact.subject} ${fact.data.version ?? ''}`, fact])).values(),
  ];
  const direct = unique.filter((fact) => named.has(fact.subject ?? ''));
  return { direct, all: [...direct, ...unique.filter((fact) => !direct.includes(fact))] };
}

const nameOf = ({ subject, data }: Locked): string =>
  data.version === undefined ? (subject ?? '') : `${subject} ${data.version}`;

interface Concern {
  readonly id: string;
  /** any of them */
  readonly flags: readonly LockFlag[];
  readonly lenses: readonly string[];
  say(
    all: readonly Locked[],
    direct: readonly Locked[],
    tally: RuleView['tally'],
  ): Omit<FindingDraft, 'evidence' | 'kind' | 'confidence' | 'figures'>;
}

function lockRule({ id, flags, lenses, say }: Concern): Rule {
  return {
    id,
    kinds: ['lockfile', 'manifests'],
    lenses,
    on: 'tree',
    most: 1,
    apply(view) {
      const { all, direct } = flagged(view, (data) => data.flags.some((flag) => flags.includes(flag)));
      if (all.length === 0) return [];
      const evidence = cite(...all.slice(0, 5));
      const figures = [all.length, direct.length];
      return [{ ...say(all, direct, view.tally), kind: 'dependency', confidence: 75, evidence, figures }];
    },
  };
}

/** Impact: number of packages. */
export const outsidePackages = lockRule({
  id: 'outside-packages',
  flags: ['not from a registry', 'no integrity'],
  lenses: ['dependency-auditor', 'security-reviewer', 'maintainability-reviewer'],
  say: (all, _, tally) => ({
    title: `${tally('lockfile', all.length, 'locked package')} can't be checked against what was locked`,
    impact: onScale(all.length, [1, 100], [42, 55]),
    claim: `The lock file has ${tally('lockfile', all.length, 'package')} from outside the registry or without an integrity hash: ${list(all.map(nameOf), 5)}. What is installed there tomorrow may differ from what was tested today.`,
    recommendation:
      'Take the published version from the registry, or vendor the exact source; then write the lock file anew.',
    effort: 'S',
  }),
});

/** Impact: number of direct dependencies that are deprecated; P3 where all are indirect. */
export const deprecatedPackages = lockRule({
  id: 'deprecated-packages',
  flags: ['deprecated'],
  lenses: ['dependency-auditor', 'maintainability-reviewer'],
  say: (all, direct, tally) => ({
    title: `${tally('lockfile', all.length, 'installed package')} ${all.length === 1 ? 'is' : 'are'} deprecated, ${direct.length} of them named directly`,
    impact:
      direct.length > 0 ? onScale(direct.length, [1, 50], [40, 60]) : onScale(all.length, [1, 100], [8, 25]),
    claim: `Their authors have marked ${list(all.map(nameOf), 6)} as deprecated: mended by nobody from now on. ${direct.length === 0 ? 'All come in through other packages.' : `The manifests name ${list(direct.map(nameOf), 4)} directly.`}`,
    recommendation:
      direct.length === 0
        ? 'Update the packages that bring them in; most have dropped them since.'
        : 'Replace the direct ones first: their notices mostly name the successor.',
    effort: direct.length === 0 ? 'S' : 'M',
  }),
});

/** Impact: number of packages, always P3. */
export const installScripts = lockRule({
  id: 'install-scripts',
  flags: ['install script'],
  lenses: ['dependency-auditor', 'security-reviewer'],
  say: (all, _, tally) => ({
    title: `${tally('lockfile', all.length, 'package runs', 'packages run')} a script when installed`,
    impact: onScale(all.length, [1, 100], [8, 20]),
    claim: `${list(all.map(nameOf), 6)} ${all.length === 1 ? 'runs a script of its' : 'run scripts of their'} own while being installed, with the rights of whoever installs, on every desk and in CI.`,
    recommendation: 'Install with scripts off in CI and allow those that are needed by name.',
    effort: 'S',
  }),
});

/** Two versions of a package are common; three mean that something is held back. */
const MANY_VERSIONS = 3;

const versionsOf = ({ data }: Locked): number => data.versions ?? 1;

/** Impact: number of packages, always P3. */
export const severalVersions: Rule = {
  id: 'several-versions',
  kinds: ['lockfile', 'manifests'],
  lenses: ['dependency-auditor', 'maintainability-reviewer'],
  on: 'tree',
  most: 1,
  apply(view) {
    const many = flagged(view, ({ versions = 1 }) => versions >= MANY_VERSIONS).all.sort(
      (a, b) => versionsOf(b) - versionsOf(a),
    );
    if (many.length === 0) return [];
    const told = many.map((fact) => `${fact.subject} (${versionsOf(fact)})`);
    return [
      {
        title: `${view.tally('lockfile', many.length, 'package is', 'packages are')} installed in ${MANY_VERSIONS} or more versions`,
        kind: 'dependency',
        impact: onScale(many.length, [1, 100], [5, 20]),
        confidence: 75,
        claim: `Several versions stand side by side of ${list(told, 8)}: more to download and to audit, and objects of one version are strangers to the other.`,
        evidence: cite(...many.slice(0, 5)),
        figures: [many.length, MANY_VERSIONS],
        recommendation:
          'See what holds the old versions back; begin with packages whose objects cross your own code.',
        effort: 'M',
      },
    ];
  },
};
