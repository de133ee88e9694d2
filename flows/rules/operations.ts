/** Risks in CI and container files: what outsiders can run, checks that cannot fail, runtimes without maintenance. */
import type { FactOf } from '../contracts/evidence-pack.ts';
import { compare } from '../ordering.ts';
import { clip, count, list, place, shortPath } from '../wording.ts';
import { cite } from './cite.ts';
import { BELOW_HIGH, BELOW_MEDIUM, onScale } from './impact.ts';
import type { FindingDraft, Rule, RuleView } from './rule.ts';

const LENSES = [
  'ops-engineer',
  'security-reviewer',
  'reliability-engineer',
  'dependency-auditor',
  'maintainability-reviewer',
];
const YEAR_MS = 365 * 86_400_000;

type Concern = FactOf<'workflow'>;

/** Concerns of one kind that no condition or approval guards. */
function concerns(view: RuleView, what: Concern['data']['what']): Concern[] {
  return view.facts('workflow').filter(({ data }) => data.what === what && data.guard === null);
}

const at = (fact: FactOf<'workflow'> | FactOf<'ci'>): string => place({ ...fact, end: null });

/** Impact: 90 where the job has secrets or a token that may write, else 60. */
export const untrustedCheckout: Rule = {
  id: 'untrusted-checkout',
  kinds: ['workflow'],
  lenses: ['security-reviewer', ...LENSES],
  on: 'both',
  apply: (view) =>
    concerns(view, 'untrusted-checkout').map((fact) => ({
      title: `${shortPath(fact.path ?? '')} runs pull request code with the repository's rights`,
      kind: 'security',
      impact: fact.data.privileged ? 90 : 60,
      confidence: 75,
      claim: `The job ${fact.subject} runs on ${list(fact.data.triggers)} and checks out the head of the pull request at ${at(fact)}. Later steps run that code${fact.data.privileged ? ' with secrets or a token that may write' : ''}, and no condition or approval comes before.`,
      failure:
        'Anyone who opens a pull request from a fork can read the secrets of the job or use its token.',
      evidence: cite(fact),
      recommendation:
        'Build the pull request in a workflow on `pull_request`, and only use its result here; or require an approval by an environment.',
      effort: 'M',
    })),
};

/** Impact: 85 where the job has secrets or a token that may write, else 55. */
export const scriptInjection: Rule = {
  id: 'script-injection',
  kinds: ['workflow'],
  lenses: ['security-reviewer', ...LENSES],
  on: 'both',
  apply: (view) =>
    concerns(view, 'script-injection').map((fact) => ({
      title: `Script injection in ${shortPath(fact.path ?? '')} by ${clip(plainExpression(fact), 40)}`,
      kind: 'security',
      impact: fact.data.privileged ? 85 : 55,
      confidence: 75,
      claim: `The job ${fact.subject} runs on ${list(fact.data.triggers)} and puts ${clip(plainExpression(fact), 80)} into a script at ${at(fact)}. That text is written by outsiders and is inserted before the shell reads the line.`,
      failure: 'A title, comment or branch name with shell syntax runs commands in this job.',
      evidence: cite(fact),
      recommendation: 'Pass the value in `env:` and use the variable in quotes.',
      effort: 'S',
    })),
};

function plainExpression({ value }: Concern): string {
  return /github\.[\w.]+/.exec(String(value))?.[0] ?? String(value);
}

/** Impact: fixed; P2, since the build stays green while it is broken. */
export const ignoredFailure: Rule = {
  id: 'ignored-failure',
  kinds: ['workflow', 'ci'],
  lenses: ['test-engineer', ...LENSES],
  on: 'both',
  most: 2,
  apply: (view) =>
    [...concerns(view, 'ignored-failure'), ...otherPipelines(view)].map((fact) => ({
      title: `${isWholeJob(fact) ? `CI job ${clip(fact.subject ?? '', 30)} may fail unnoticed` : `CI step ignores failures: ${clip(String(fact.value), 40)}`} in ${shortPath(fact.path ?? '', 30)}`,
      kind: 'ops',
      impact: 45,
      confidence: 75,
      claim: isWholeJob(fact)
        ? `The job ${fact.subject} (${at(fact)}) runs ${clip(String(fact.value), 160)}, and \`continue-on-error\` is set for all of it: the build is green while its checks fail.`
        : `The step at ${at(fact)} runs ${clip(String(fact.value), 160)}, and its failure changes nothing: the build is green while the check fails.`,
      evidence: cite(fact),
      recommendation: 'Let it fail, or say beside it why it may not, and report its result where it is read.',
      effort: 'S',
    })),
};

function isWholeJob(fact: FactOf<'workflow'> | FactOf<'ci'>): boolean {
  return fact.kind === 'workflow' && fact.data.whole_job === true;
}

const CHECK_THAT_NEVER_FAILS =
  /\b(test|lint|typecheck|tsc|vitest|jest|eslint|biome|pytest|mypy|ruff|clippy|vet)\b[^|]*\|\|\s*(true|:|exit 0)\s*$/;

/** Of the pipelines that are read by their lines only. */
function otherPipelines(view: RuleView): FactOf<'ci'>[] {
  return view
    .facts('ci')
    .filter(
      ({ data, value }) => data.tool !== 'GitHub Actions' && CHECK_THAT_NEVER_FAILS.test(String(value)),
    );
}

type Choice = FactOf<'runtime'>;

/**
 * Impact: years since maintenance ended at the pinned commit's date; what is shipped in an image weighs more than the
 * version of developers; what only CI or an image for development runs is P3.
 */
export const endOfLife: Rule = {
  id: 'end-of-life',
  kinds: ['runtime', 'history'],
  tells: ['runtime'],
  lenses: [...LENSES, 'dependency-auditor'],
  on: 'both',
  apply(view) {
    const [past] = view.all('history');
    if (past === undefined) return [];
    const runtimes = Map.groupBy(view.facts('runtime'), ({ subject }) => subject ?? '');
    return [...runtimes].map(([runtime, choices]) => endOfLifeDraft(runtime, choices, past));
  },
};

const SCALES = {
  image: [42, 65],
  'version file': [28, 50],
  'dev image': [20, BELOW_MEDIUM],
  ci: [20, BELOW_MEDIUM],
} as const;

function whereOf(choices: readonly Choice[]): keyof typeof SCALES {
  const places = ['image', 'version file', 'dev image', 'ci'] as const;
  return places.find((where) => choices.some(({ data }) => data.where === where)) ?? 'version file';
}

function endOfLifeDraft(runtime: string, choices: readonly Choice[], past: FactOf<'history'>): FindingDraft {
  const where = whereOf(choices);
  const ranked = choices.toSorted((a, b) => compare(a.data.ended ?? '', b.data.ended ?? ''));
  // What is shipped is named, however old the versions elsewhere are.
  const oldest = ranked.find(({ data }) => data.where === where) ?? ranked[0];
  const ended = oldest?.data.ended ?? '';
  const years = (Date.parse(past.data.last) - Date.parse(ended)) / YEAR_MS;
  const places = choices.map((fact) => place({ ...fact, end: null }));
  return {
    title: `${runtime} ${oldest?.value} is past its end of life (${ended})`,
    kind: 'dependency',
    impact: Math.min(BELOW_HIGH, onScale(Math.max(years, 0.1), [0.1, 4], SCALES[where])),
    confidence: 75,
    claim: `${list(places, 4)} ${places.length === 1 ? 'chooses' : 'choose'} ${runtime} ${oldest?.value}${choices.every(({ value }) => value === oldest?.value) ? '' : ' or another release without maintenance'}. The project has published no security fixes for ${oldest?.value} since ${ended}; the commit is from ${past.data.last}.`,
    evidence: cite(...choices.slice(0, 3)),
    figures: [choices.length],
    recommendation:
      where === 'ci'
        ? `Use a maintained release of ${runtime} in CI.`
        : `Move to a maintained release of ${runtime}${where === 'image' ? ', the image first,' : ''} and test with it.`,
    effort: where === 'ci' ? 'S' : 'M',
  };
}

/** Impact: 50 where a permission rises to write, else 20. One finding for a workflow. */
export const changedPermission: Rule = {
  id: 'changed-permission',
  kinds: ['workflow'],
  lenses: ['security-reviewer', 'correctness-reviewer', ...LENSES],
  on: 'change',
  most: 2,
  apply: (view) =>
    [...Map.groupBy(changedPermissions(view), ({ path }) => path ?? '')].map(([path, facts]) => {
      const told = facts.map(({ value, subject, data }) => {
        const scope = String(value).split(':')[0];
        const now = String(value).slice(String(scope).length + 2);
        return `${scope} ${data.before ?? 'none'} → ${now} (job ${subject})`;
      });
      const rises = facts.some(({ data }) => data.privileged);
      return {
        title: `Permissions of ${shortPath(path, 36)} ${rises ? 'rise' : 'change'}: ${clip(list(told, 2), 50)}`,
        kind: 'security',
        ...(facts.length > 1 ? { per: 'file' as const } : {}),
        impact: rises ? 50 : 20,
        confidence: 100,
        claim: `The change sets ${count(facts.length, 'permission')} of ${path}: ${list(told, 5)}.`,
        evidence: cite(...facts.slice(0, 3)),
        figures: [facts.length],
        recommendation: rises
          ? 'Check that the job needs it, and that no step of it runs code of others.'
          : 'Check that every step still has what it needs.',
        effort: 'S',
      };
    }),
};

/** Their lines may be unchanged: the line above or below is. */
function changedPermissions(view: RuleView): Concern[] {
  return view.all('workflow').filter(({ data }) => data.what === 'changed-permission');
}
