/** Findings about what packages are licensed under, and about those that are used undeclared or declared unused. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { NO_LICENCE } from '../contracts/project-facts.ts';
import { isAllowed, isUnlicensed, parsePolicy } from '../license-policy.ts';
import { count, list } from '../wording.ts';
import { cite } from './cite.ts';
import { onScale } from './impact.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

const LENSES = ['dependency-auditor'];
type Licensed = FactOf<'licences'>;

/** Packages of the project's own owner need no license from others. */
function foreignPackages({ data }: Licensed, view: RuleView): string[] {
  const scopes = new Set(
    view.all('manifests').flatMap(({ subject }) => /^@[^/]+\//.exec(subject ?? '')?.[0] ?? []),
  );
  return data.packages.filter((name) => !scopes.has(/^@[^/]+\//.exec(name)?.[0] ?? ''));
}

/** Of production only. Impact: number of packages; higher where the package itself says that it is not licensed. */
export const unlicensedDependency: Rule = {
  id: 'unlicensed-dependency',
  kinds: ['licences', 'manifests'],
  lenses: LENSES,
  on: 'tree',
  most: 2,
  apply: (view) =>
    view
      .all('licences')
      .filter(({ subject }) => subject === NO_LICENCE || isUnlicensed(subject ?? ''))
      .flatMap((fact) => {
        const names = foreignPackages(fact, view);
        if (names.length === 0) return [];
        const isSilent = fact.subject === NO_LICENCE;
        const packages = count(names.length, 'production package');
        return [
          {
            title: isSilent
              ? `No license recorded for ${packages}: ${list(names, 2)}`
              : `${packages} marked ${fact.subject}: ${list(names, 2)}`,
            kind: 'dependency' as const,
            ...(names.length > 1 ? { per: 'run' as const } : {}),
            impact: isSilent ? onScale(names.length, [1, 20], [25, 35]) : 48,
            confidence: 75 as const,
            claim: isSilent
              ? `The lock file records a license for most packages, and none for ${list(names, 5)}. Old packages state theirs in a form that is not recorded, so look it up.`
              : `The lock file records ${fact.subject} for ${list(names, 5)}: nobody is given the right to use it.`,
            evidence: cite(fact),
            figures: [names.length],
            recommendation:
              'Look up the license of each, write it down where you keep such decisions, or replace the package.',
            effort: 'S' as const,
          },
        ];
      }),
};

/** Only with a policy that is a list of licenses. Impact: fixed, P2. */
export const policyBreach: Rule = {
  id: 'policy-breach',
  kinds: ['licences', 'manifests'],
  lenses: LENSES,
  on: 'tree',
  most: 5,
  apply(view) {
    const policy = parsePolicy(view.given.policy ?? '');
    if (policy === null) return [];
    return view
      .all('licences')
      .filter(({ subject }) => subject !== NO_LICENCE && !isUnlicensed(subject ?? ''))
      .filter(({ subject, data }) => data.production > 0 && !isAllowed(policy, subject ?? ''))
      .flatMap((fact): FindingDraft[] => {
        const names = foreignPackages(fact, view);
        if (names.length === 0) return [];
        return [
          {
            title: `${fact.subject} is not allowed by the license policy: ${list(names, 2)}`,
            kind: 'dependency',
            impact: onScale(fact.data.production, [1, 50], [50, 60]),
            confidence: 75,
            claim: `The lock file records ${fact.subject} for ${count(fact.data.production, 'production package')}: ${list(names, 5)}. The policy of this run does not allow that license.`,
            evidence: cite(fact),
            figures: [fact.data.production],
            recommendation: 'Replace the packages, or have the policy extended by whoever decides on it.',
            effort: 'M',
            subject: fact.subject ?? '',
          },
        ];
      });
  },
};

/** Impact: number of files that import it, P2: it stops working when another package no longer brings it. */
export const undeclaredImport: Rule = {
  id: 'undeclared-import',
  kinds: ['undeclared-import'],
  lenses: LENSES,
  on: 'tree',
  apply: (view) =>
    view.facts('undeclared-import').map((fact) => {
      const files = count(Number(fact.value), 'source file imports', 'source files import');
      const { manifest, locked } = fact.data;
      return {
        title: `\`${fact.subject}\` is imported but not declared in ${manifest}`,
        kind: 'dependency',
        impact: onScale(Number(fact.value), [1, 30], [42, 55]),
        confidence: 75,
        claim: `${files} ${fact.subject}, and no manifest at or above names it.${locked ? ' The lock file has it, since another package brings it along.' : ''}`,
        failure: locked
          ? 'The import fails once the package that brings it along drops or moves it, and with a package manager that keeps packages apart.'
          : 'A fresh installation does not have the package, and the import fails.',
        evidence: cite(fact),
        recommendation: `Add ${fact.subject} to ${manifest}, in the version that is installed now.`,
        effort: 'S',
      };
    }),
};

/** One finding for all. Impact: number of packages, P3. */
export const unusedDependency: Rule = {
  id: 'unused-dependency',
  kinds: ['unused-dependency'],
  lenses: LENSES,
  on: 'tree',
  most: 1,
  apply(view) {
    const facts = view.all('unused-dependency');
    if (facts.length === 0) return [];
    const names = [...new Set(facts.map(({ subject }) => subject ?? ''))];
    const many = view.tally('unused-dependency', facts.length, 'dependency', 'dependencies');
    return [
      {
        title: `${many} declared but not used: ${list(names, 2)}`,
        kind: 'dependency',
        ...(facts.length > 1 ? { per: 'run' as const } : {}),
        impact: onScale(facts.length, [1, 30], [25, 38]),
        confidence: 75,
        claim: `No file beside manifests and lock files names ${list(names, 5)}, so nothing imports, configures or runs ${facts.length === 1 ? 'it' : 'them'}.`,
        evidence: cite(...facts.slice(0, 5)),
        covers: facts.flatMap((fact) => cite(fact)),
        figures: [facts.length],
        recommendation:
          'Remove what is not needed; where one pins the version of another package, say so with an override.',
        effort: 'S',
        assumptions: ['nothing loads them by a name that is put together at run time'],
      },
    ];
  },
};
