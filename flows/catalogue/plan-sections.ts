/** The sections of plans: the approach with the options beside it, tasks with their graph, how it may fail, the way back. */
import type { ReportBlock, ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { earsSentence } from '../checks/drafts/ears.ts';
import { type JudgedClaim, liveClaims, type VerdictOutput } from '../contracts/checked.ts';
import type { Plan, Requirement, Task } from '../contracts/plans.ts';
import { doubt } from '../report/draft.ts';
import { codeSpan } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { list, section, table, text } from '../report/sections.ts';
import { count } from '../wording.ts';

/** Why this way, and what else was weighed. */
export function approachSection(
  plan: Pick<Plan, 'approach'>,
  verdict: VerdictOutput,
  page: Page,
): ReportSection[] {
  const options = liveClaims(verdict, 'option');
  const words = (value: unknown): string =>
    Array.isArray(value) ? value.map((one) => page.said(String(one))).join('; ') : '';
  const rows = options.map(({ title, item }) => [
    page.said(title),
    String(item.cost ?? ''),
    item.reversible === true ? 'yes' : 'no',
    words(item.pros),
    words(item.cons),
  ]);
  return section(
    'Approach',
    text(page.said(plan.approach)),
    table(['Option', 'Cost', 'Reversible', 'For', 'Against'], rows),
  );
}

/** Tasks in an order in which they can be done, with what waits for what drawn above them. */
export function taskSection(tasks: readonly Task[], page: Page): ReportSection[] {
  return section('Tasks', graph(tasks, page), list(inOrder(tasks).map((task) => taskItem(task, page))));
}

/** From here on a list is easier to follow with a drawing. */
const LEAST_DRAWN = 3;

function graph(tasks: readonly Task[], page: Page): ReportBlock {
  const ids = new Set(tasks.map(({ id }) => id));
  const edges = tasks.flatMap(({ id, needs }) =>
    needs.filter((need) => ids.has(need)).map((need) => ({ from: need, to: id, label: '' })),
  );
  const nodes = tasks.map(({ id, title }) => ({ id, label: `${id} ${page.plain(title)}` }));
  return { type: 'diagram', nodes, edges: tasks.length < LEAST_DRAWN ? [] : edges };
}

/** Needs before dependents, else as they were given; tasks of a cycle come last. */
function inOrder(tasks: readonly Task[]): Task[] {
  const done = new Set<string>();
  const waiting = [...tasks];
  const ordered: Task[] = [];
  const known = new Set(tasks.map(({ id }) => id));
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ needs }) => needs.every((need) => done.has(need) || !known.has(need)));
    const [task] = waiting.splice(Math.max(0, next), 1);
    if (task === undefined) break;
    done.add(task.id);
    ordered.push(task);
  }
  return ordered;
}

function taskItem(task: Task, page: Page): ReportItem {
  const { id, title, size, risk, needs, files, steps, acceptance, verify, requirements, basis } = task;
  const notes = [
    `size ${size}`,
    `${risk} risk`,
    ...(needs.length === 0 ? [] : [`after ${needs.join(', ')}`]),
    ...(requirements.length === 0 ? [] : [`for ${requirements.join(', ')}`]),
    ...(basis.length === 0 ? [] : [`rests on ${basis.join(', ')}`]),
  ];
  const changed = files.map(
    ({ path, change }) => `${codeSpan(path)}${change === 'edit' ? '' : ` (${change})`}`,
  );
  const said = (label: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${label}: ${lines.map((line) => page.said(line)).join('; ')}`];
  return {
    text: `**${id} ${page.said(title)}** — ${notes.join(', ')}`,
    below: [
      ...(changed.length === 0 ? [] : [`Files: ${changed.join(', ')}`]),
      ...said('Steps', steps),
      ...said('Done when', acceptance),
      ...said('Verify', verify),
    ],
  };
}

/** What is asked for, what of it is there, and which task brings the rest. */
export function requirementSection(
  verdict: VerdictOutput,
  tasks: readonly Task[],
  page: Page,
  title = 'Requirements',
): ReportSection[] {
  const rows = liveClaims(verdict, 'requirement').map((claim) => {
    const item = claim.item as unknown as Requirement;
    const serving = tasks.filter(({ requirements }) => requirements.includes(item.id)).map(({ id }) => id);
    return [item.id, page.said(earsSentence(item)), item.status, serving.join(', ') || '–'];
  });
  return section(title, table(['', 'Requirement', 'Today', 'Tasks'], rows));
}

/** How it may fail, the gravest first. */
export function scenarioSection(verdict: VerdictOutput, page: Page): ReportSection[] {
  const scenarios = liveClaims(verdict, 'scenario').toSorted((a, b) => weight(b) - weight(a));
  const items = scenarios.map((claim): ReportItem => {
    const { story, cause, earlySign, mitigation, likelihood, impact, tasks } = claim.item;
    const concerned = Array.isArray(tasks) && tasks.length > 0 ? ` (${tasks.join(', ')})` : '';
    return {
      text: `**${page.said(String(story))}** — ${String(likelihood)} likelihood, ${String(impact)} impact${concerned}${doubt(claim)}`,
      below: [
        `Cause: ${page.said(String(cause))}`,
        `Early sign: ${page.said(String(earlySign))}`,
        `Mitigation: ${page.said(String(mitigation))}`,
        ...page.citations(claim.evidence).map(({ text: cited }) => cited),
      ],
    };
  });
  return section('How it may fail', list(items));
}

const LEVELS = ['low', 'medium', 'high'];
const weight = ({ item }: JudgedClaim): number =>
  (1 + LEVELS.indexOf(String(item.likelihood))) * (1 + LEVELS.indexOf(String(item.impact)));

/** How it reaches users, and how one goes back. */
export function rolloutSection(
  { rollout, rollback }: Pick<Plan, 'rollout' | 'rollback'>,
  page: Page,
): ReportSection[] {
  const lines = [
    ...(rollout.trim() === '' ? [] : [`Rollout: ${page.said(rollout)}`]),
    ...(rollback.trim() === '' ? [] : [`Rollback: ${page.said(rollback)}`]),
  ];
  return section('Rollout and rollback', list(lines));
}

/** `6 tasks; start with T1: …`. Null for a plan without tasks. */
export function planLine(tasks: readonly Task[]): string | null {
  const [first] = inOrder(tasks);
  return first === undefined
    ? null
    : `${count(tasks.length, 'task')}; start with ${first.id}: ${first.title}.`;
}
