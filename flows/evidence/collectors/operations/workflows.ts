/** What in GitHub workflows others can misuse, what hides a failure, and which permissions a change moves. Pure. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { WorkflowConcern } from '../../../contracts/project-facts.ts';
import { byWorth, compare, placeOf } from '../../../ordering.ts';
import { draft } from '../../collector.ts';
import type { LooseHit } from '../source/loose-ends.ts';
import { type Job, type Permissions, type Step, type Workflow, workflowIn } from './workflow-file.ts';

/** Triggers whose runs have secrets and a token that may write, and that people without rights can cause. */
const FOREIGN = new Set([
  'pull_request_target',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
]);
/** The head of a pull request, as `ref` or `repository` of a checkout. */
const HEAD = /github\.event\.pull_request\.head\.|github\.head_ref|refs\/pull\//;
/** Text that outsiders write. */
const WRITTEN =
  /\$\{\{[^}]*(github\.event\.(issue|pull_request|discussion|comment|review|review_comment|head_commit)\.(title|body|message)|github\.event\.pull_request\.head\.(ref|label)|github\.head_ref|github\.event\.pages|github\.event\.commits)[^}]*\}\}/;
/** Commands that run what a checkout brings. */
const RUNS_CODE =
  /\b(npm|pnpm|yarn|bun|npx|pip|uv|poetry|make|cmake|cargo|go|gradle|gradlew|mvn|mvnw|bundle|rake|composer|python3?|node|deno|docker build|pytest|tox|nox)\b|\.\//;
/** What keeps outsiders out: an approval, a label that only members set, or a comparison of people or repositories. */
const GUARDS =
  /author_association|head\.repo\.full_name\s*==|head\.repo\.fork|labels|github\.actor\s*==|pull_request\.user\.login\s*==|getCollaboratorPermissionLevel|github\.event\.sender/;
export const CHECK =
  /^\s*(?:-\s+)?(?:\w+=\S+\s+)*(?:(?:npx|pnpm exec|bunx|uv run|poetry run|python3? -m|yarn|bundle exec)\s+)?(?:(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?[\w:-]*(?:test|lint|check|type|audit)[\w:-]*|vitest|jest|mocha|eslint|biome|tsc|pytest|mypy|ruff|flake8|pyright|tox|nox|phpunit|phpstan|rspec|rubocop|golangci-lint|cargo\s+(?:test|clippy|audit)|go\s+(?:test|vet)|mvn\s+(?:test|verify)|(?:\.\/)?gradlew\s+(?:test|check)|make\s+(?:test|check|lint))\b/m;
const NEVER_FAILS = /\|\|\s*(true|:|exit 0)\s*(;|$)/;

interface Found {
  readonly what: WorkflowConcern;
  readonly line: number;
  readonly value: string;
  readonly job: string | null;
  readonly privileged: boolean;
  readonly guard: string | null;
  readonly whole_job?: true;
  readonly before?: string;
}

const ORDER: readonly WorkflowConcern[] = [
  'untrusted-checkout',
  'script-injection',
  'changed-permission',
  'ignored-failure',
];

/** The concerns of one workflow, the gravest first; `before` is its text at the base, null where it is new, absent without a base. */
export function workflowFacts(path: string, text: string, before?: string | null): FactDraft[] {
  const workflow = workflowIn(text);
  if (workflow === null) return [];
  const lines = text.split('\n');
  const found = [
    ...workflow.jobs.flatMap((job) => concernsOf(workflow, job, lines)),
    ...(before === undefined ? [] : changedPermissions(workflow, lines, before)),
  ];
  return found
    .map(({ what, line, value, job, privileged, guard, ...rest }) =>
      draft('workflow', {
        path,
        line,
        quote: lines[line - 1] ?? '',
        subject: job,
        value,
        text: `${what} in ${job === null ? 'the workflow' : `job ${job}`} (on ${workflow.triggers.join(', ')}): ${value}`,
        data: { what, triggers: [...workflow.triggers], privileged, guard, ...rest },
      }),
    )
    .sort(byWorth<FactDraft>(concernWorth, placeOf));
}

/** Higher is graver. */
export function concernWorth(fact: FactDraft): number {
  if (fact.kind !== 'workflow') return 0;
  return -ORDER.indexOf(fact.data.what) * 2 + (fact.data.privileged ? 1 : 0);
}

function concernsOf(workflow: Workflow, job: Job, lines: readonly string[]): Found[] {
  const shared = { job: job.id, privileged: isPrivileged(workflow, job), guard: guardOf(job) };
  const at = (what: WorkflowConcern, line: number, value: string, more: Partial<Found> = {}): Found => ({
    ...shared,
    ...{ what, line, value },
    ...more,
  });
  return [
    ...untrusted(workflow, job).map(({ line, value }) => at('untrusted-checkout', line, value)),
    ...(isForeign(workflow) ? injections(job, lines) : []).map(({ line, value, guard }) =>
      at('script-injection', line, value, { guard: guard ?? shared.guard }),
    ),
    ...ignored(job, lines).map(({ line, value, whole }) =>
      at('ignored-failure', line, value, whole === undefined ? {} : { whole_job: whole }),
    ),
  ];
}

function isForeign({ triggers }: Workflow): boolean {
  return triggers.some((trigger) => FOREIGN.has(trigger));
}

/** Whether an outsider who gets code into the job could write with its token or read a secret. */
function isPrivileged(workflow: Workflow, job: Job): boolean {
  const permissions = job.permissions ?? workflow.permissions;
  const writes = permissions === null || Object.values(permissions).includes('write');
  const secrets = job.steps.some(({ text }) => /secrets\.(?!GITHUB_TOKEN)/.test(text));
  return writes || secrets;
}

function guardOf(job: Job): string | null {
  if (job.environment) return 'environment';
  return GUARDS.test(job.condition) ? job.condition : null;
}

interface Place {
  readonly line: number;
  readonly value: string;
  /** the job's own line, not that of a step */
  readonly whole?: true;
}

/** Checkouts of a pull request's head with the rights of the base, of which something is run afterward. */
function untrusted({ triggers }: Workflow, { steps }: Job): Place[] {
  if (!triggers.includes('pull_request_target') && !triggers.includes('issue_comment')) return [];
  return steps.flatMap((step, index) => {
    const at = headOf(step);
    const after = steps.slice(index + 1);
    const runs = after.some(
      ({ run, uses }) => RUNS_CODE.test(run?.value ?? '') || uses?.value.startsWith('./'),
    );
    return at === null || !runs || GUARDS.test(step.condition) ? [] : [at];
  });
}

function headOf({ uses, inputs, inputLines, run }: Step): Place | null {
  if (uses?.value.startsWith('actions/checkout@')) {
    const name = ['ref', 'repository'].find((input) => HEAD.test(inputs[input] ?? ''));
    return name === undefined ? null : { line: inputLines[name] ?? uses.line, value: inputs[name] ?? '' };
  }
  return run !== null && /\bgh pr checkout\b/.test(run.value)
    ? { line: run.line, value: 'gh pr checkout' }
    : null;
}

function injections(job: Job, lines: readonly string[]): (Place & { guard: string | null })[] {
  return job.steps.flatMap((step) => {
    const isScript = step.uses?.value.startsWith('actions/github-script@') ?? false;
    const text = step.run?.value ?? (isScript ? (step.inputs.script ?? '') : '');
    const [expression] = WRITTEN.exec(text) ?? [];
    if (expression === undefined) return [];
    const start = step.run?.line ?? step.inputLines.script ?? step.line;
    const within = lines.findIndex((line, index) => index >= start - 1 && line.includes(expression));
    const guard = GUARDS.test(step.condition) ? step.condition : null;
    return [{ line: within === -1 ? start : within + 1, value: expression, guard }];
  });
}

/** Checks whose failure changes nothing and that no comment excuses. */
function ignored(job: Job, lines: readonly string[]): Place[] {
  const isExcused = (line: number): boolean =>
    /\s#/.test(lines[line - 1] ?? '') || /^\s*#/.test(lines[line - 2] ?? '');
  // A comment before the first line of a step is about all of it.
  const isExplained = (line: number): boolean => {
    for (let at = line; at > 0; at -= 1) {
      if (isExcused(at)) return true;
      if (/^\s*-\s/.test(lines[at - 1] ?? '')) return false;
    }
    return false;
  };
  const steps = job.steps.flatMap(({ run, mayFail }): Place[] => {
    if (run === null || !CHECK.test(run.value)) return [];
    if (mayFail !== null && isExplained(mayFail)) return [];
    if (mayFail !== null) return [{ line: mayFail, value: firstCheck(run.value) }];
    return run.value.split('\n').flatMap((line) => {
      const at = lines.findIndex((text, index) => index >= run.line - 1 && text.includes(line.trim()));
      return CHECK.test(line) && NEVER_FAILS.test(line)
        ? [{ line: Math.max(at, 0) + 1, value: line.trim() }]
        : [];
    });
  });
  const check = job.steps.find(({ run }) => CHECK.test(run?.value ?? ''))?.run?.value;
  const whole: Place[] =
    job.mayFail === null || check === undefined
      ? []
      : [{ line: job.mayFail, value: firstCheck(check), whole: true }];
  return [...whole, ...steps].filter(({ line }) => !isExcused(line));
}

function firstCheck(script: string): string {
  return (script.split('\n').find((line) => CHECK.test(line)) ?? script).trim();
}

/** The line of `jobs`, where jobs have the repository's default permissions, which may be to write. */
export function withoutPermissions(path: string, text: string): LooseHit[] {
  const workflow = workflowIn(text);
  const isOpen = workflow?.permissions === null && workflow.jobs.some((job) => job.permissions === null);
  if (!isOpen) return [];
  const lines = text.split('\n');
  const index = Math.max(
    lines.findIndex((line) => /^jobs\s*:/.test(line)),
    0,
  );
  return [{ path, line: index + 1, source: lines[index] ?? '' }];
}

/** What jobs may do at the head and could not at the base, or the reverse; a job or workflow that is new has nothing before. */
function changedPermissions(workflow: Workflow, lines: readonly string[], before: string | null): Found[] {
  const old = before === null ? null : workflowIn(before);
  if (old === null) return [];
  const found = workflow.jobs.flatMap((job) => {
    const twin = old.jobs.find(({ id }) => id === job.id);
    const from = twin === undefined ? null : (twin.permissions ?? old.permissions);
    const to = job.permissions ?? workflow.permissions;
    if (twin === undefined || from === null || to === null) return [];
    const start = job.permissions === null ? 1 : job.line;
    return scopesOf(from, to).map((scope): Found => {
      const at = lines.findIndex((text, index) => index >= start - 1 && text.trim().startsWith(`${scope}:`));
      const level = levelOf(to, scope);
      return {
        ...{ what: 'changed-permission', job: job.id, guard: null, privileged: level === 'write' },
        ...{ line: Math.max(at, start - 1) + 1, value: `${scope}: ${level}`, before: levelOf(from, scope) },
      };
    });
  });
  return [
    ...new Map(found.toReversed().map((one) => [`${one.value} ${one.before}`, one])).values(),
  ].toReversed();
}

function levelOf(permissions: Permissions, scope: string): string {
  return permissions[scope] ?? permissions.all ?? 'none';
}

function scopesOf(from: Permissions, to: Permissions): string[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(compare);
  return names.filter((name) => name !== 'all' && levelOf(from, name) !== levelOf(to, name));
}
