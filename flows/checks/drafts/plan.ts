/** What is wrong with a plan, as far as code can tell: its graph, its files, its checks, and what it rests on. Pure. */
import type { DraftProblem } from '../../contracts/draft.ts';
import type { MigrationPlan, Plan, Task } from '../../contracts/plans.ts';
import { type DraftView, isBlank, problem, repeatedIds, unknownIds, unsound, vagueIn } from './draft-view.ts';

export function planProblems(plan: Plan, view: DraftView): DraftProblem[] {
  const { tasks, basis } = plan;
  if (tasks.length === 0) return [problem('', 'It has no tasks.')];
  const ids = new Set(tasks.map(({ id }) => id));
  return [
    ...repeatedIds(tasks),
    ...repeatedIds(basis),
    ...cycleIn(tasks),
    ...tasks.flatMap((task) => [
      ...unknownIds(task.id, 'task', task.needs, ids),
      ...fileProblems(task, tasks, view),
      ...taskProblems(task),
      ...unsound(task.id, task.basis, basis, view.claims),
    ]),
    ...uncovered(tasks, view),
    ...(isBlank(plan.rollback) ? [problem('', 'It does not say how to go back.')] : []),
  ];
}

export function migrationProblems(plan: MigrationPlan, view: DraftView): DraftProblem[] {
  const ids = new Set(plan.tasks.map(({ id }) => id));
  const phased = new Set(plan.phases.flatMap(({ tasks }) => tasks));
  return [
    ...planProblems(plan, view),
    ...(plan.phases.length === 0 ? [problem('', 'It has no phases.')] : []),
    ...plan.phases.flatMap(({ name, exit, tasks, reversible }) => [
      ...unknownIds(name, 'task', tasks, ids),
      ...(exit.length === 0 ? [problem(name, 'It has no exit criteria.')] : []),
      ...(!reversible && isBlank(plan.backout)
        ? [problem(name, 'It can’t be undone, and the plan has no back-out.')]
        : []),
    ]),
    ...plan.tasks
      .filter(({ id }) => plan.phases.length > 0 && !phased.has(id))
      .map(({ id }) => problem(id, 'It is in no phase.')),
    ...(isBlank(plan.compatWindow)
      ? [problem('', 'It does not say how long old and new work side by side.')]
      : []),
  ];
}

/** A path that is to be edited or deleted must be there, unless an earlier task makes it; a new one must not. */
function fileProblems(task: Task, tasks: readonly Task[], { has }: DraftView): DraftProblem[] {
  const made = new Set(
    tasks.flatMap(({ files }) => files.filter(({ change }) => change === 'new').map(({ path }) => path)),
  );
  return task.files.flatMap(({ path, change }) => {
    if (change === 'new') return has(path) ? [problem(task.id, `\`${path}\` exists already.`)] : [];
    return has(path) || made.has(path) ? [] : [problem(task.id, `\`${path}\` does not exist.`)];
  });
}

const DATE =
  /\b(?:20\d\d-\d\d(?:-\d\d)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:,? 20\d\d)?|Q[1-4] 20\d\d)\b/i;

function taskProblems({ id, title, files, steps, acceptance, verify }: Task): DraftProblem[] {
  return [
    ...(files.length === 0 ? [problem(id, 'It names no files.')] : []),
    ...(verify.length === 0 ? [problem(id, 'It does not say how to verify it.')] : []),
    ...(acceptance.length === 0 ? [problem(id, 'It has no acceptance criteria.')] : []),
    ...vagueIn(id, acceptance),
    ...([title, ...steps].some((text) => DATE.test(text))
      ? [problem(id, 'It names a date, which no one agreed on.')]
      : []),
  ];
}

/** Each requirement that is not there yet needs a task. */
function uncovered(tasks: readonly Task[], { requirements }: DraftView): DraftProblem[] {
  const known = new Set(requirements.map(({ id }) => id));
  const served = new Set(tasks.flatMap(({ requirements: theirs }) => theirs));
  return [
    ...requirements
      .filter(({ id, status }) => status !== 'exists' && !served.has(id))
      .map(({ id }) => problem('', `No task serves the requirement ${id}.`)),
    ...(known.size === 0
      ? []
      : tasks.flatMap((task) => unknownIds(task.id, 'requirement', task.requirements, known))),
  ];
}

/** Tasks that wait for each other; the first such cycle. */
function cycleIn(tasks: readonly Task[]): DraftProblem[] {
  const needs = new Map(tasks.map((task) => [task.id, task.needs]));
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): string[] | null => {
    if (done.has(id)) return null;
    const at = path.indexOf(id);
    if (at !== -1) return [...path.slice(at), id];
    for (const need of needs.get(id) ?? []) {
      const found = visit(need, [...path, id]);
      if (found !== null) return found;
    }
    done.add(id);
    return null;
  };
  for (const { id } of tasks) {
    const found = visit(id, []);
    if (found !== null) return [problem(id, `Tasks wait for each other: ${found.join(' → ')}.`)];
  }
  return [];
}
