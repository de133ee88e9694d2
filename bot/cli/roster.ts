/** Renders a run for a terminal. Pure over its stored state. */
import stringWidth from 'string-width';
import type { RunDetail, RunDocument, StepDocument } from '../../runner/core/documents.ts';
import type { StepStatus } from '../../runner/core/run.ts';
import { lasting, shortProject } from '../wording.ts';
import { type Paint, paintFor } from './paint.ts';
import { cutToWidth, padToWidth, printableLine } from './screen-text.ts';

export interface RosterView {
  readonly columns: number;
  readonly rows: number;
  readonly now: Date;
  readonly colour: boolean;
  /** a note about other activity, e.g. `cancelling…` */
  readonly note: string | null;
}

export const MARKS: Readonly<Record<StepStatus, string>> = {
  pending: '·',
  running: '▸',
  completed: '✓',
  failed: '✗',
  skipped: '–',
};

const WIDEST_LABEL = 36;

/** Returns one line for the run, one per agent step and one per code step that runs or failed; never more than fit. */
export function rosterLines(detail: RunDetail, view: RosterView): string[] {
  const columns = Math.max(1, view.columns - 1);
  const paint = paintFor(view.colour);
  const shown = detail.steps.filter(
    (step) =>
      (step.kind === 'agent' && step.skip_cause !== 'no_model') ||
      step.status === 'running' ||
      step.status === 'failed',
  );
  const room = Math.max(1, view.rows - 2 - (view.note === null ? 0 : 1));
  const kept = shown.length <= room ? shown : mostTelling(shown, room - 1);
  const labels = Math.min(
    WIDEST_LABEL,
    Math.max(0, ...kept.map(({ label }) => stringWidth(printableLine(label)))),
  );
  const rest = shown.length - kept.length;
  return [
    paint.bold(cutToWidth(headLine(detail, view.now), columns)),
    ...kept.map((step) => stepLine(step, { columns, labels, now: view.now, paint })),
    ...(rest > 0 ? [paint.dim(cutToWidth(`  … and ${rest} more`, columns))] : []),
    ...(view.note === null ? [] : [paint.yellow(cutToWidth(printableLine(view.note), columns))]),
  ];
}

/** `code-review · shop · small, fast · 2 of 6 steps · 0:12` */
function headLine({ run, steps }: RunDetail, now: Date): string {
  const ended = steps.filter(({ status }) => status !== 'pending' && status !== 'running').length;
  const time = lasting(run.started_at ?? run.created_at, run.completed_at, now);
  return [
    printableLine(run.flow_name),
    printableLine(shortProject(run.project_id)),
    sizeOf(run),
    `${ended} of ${steps.length} steps`,
    time,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

export function sizeOf({ band, fast }: Pick<RunDocument, 'band' | 'fast'>): string {
  return fast ? `${band}, fast` : band;
}

interface LineView {
  readonly columns: number;
  /** width of the widest label */
  readonly labels: number;
  readonly now: Date;
  readonly paint: Paint;
}

/** `  ✓ Security reviewer  0:08  3 findings` */
export function stepLine(step: StepDocument, { columns, labels, now, paint }: LineView): string {
  const label = padToWidth(cutToWidth(printableLine(step.label), labels), labels);
  const time = lasting(step.started_at, step.completed_at, now) ?? '';
  const text = cutToWidth(`${label}  ${time.padStart(5)}  ${remarkOn(step)}`.trimEnd(), columns - 4);
  const mark = markOf(step.status, paint);
  return `  ${mark} ${step.status === 'pending' || step.status === 'skipped' ? paint.dim(text) : text}`;
}

/** Returns what a step is doing, its outcome, or why it did not run. */
export function remarkOn(step: StepDocument): string {
  const remark = step.status === 'failed' || step.status === 'skipped' ? step.error : step.activity;
  return printableLine(remark ?? '');
}

function markOf(status: StepStatus, paint: Paint): string {
  const colours: Record<StepStatus, (text: string) => string> = {
    pending: paint.dim,
    running: paint.yellow,
    completed: paint.green,
    failed: paint.red,
    skipped: paint.dim,
  };
  return colours[status](MARKS[status]);
}

const TELLING: readonly StepStatus[] = ['running', 'failed', 'pending', 'completed', 'skipped'];

/** Returns the most informative steps, in the run's order. */
function mostTelling(steps: readonly StepDocument[], most: number): StepDocument[] {
  const chosen = new Set(
    steps
      .toSorted((a, b) => TELLING.indexOf(a.status) - TELLING.indexOf(b.status))
      .slice(0, Math.max(0, most)),
  );
  return steps.filter((step) => chosen.has(step));
}

/** Returns a line for each step whose status changed since the last state, for a pipe or a log. */
export function changeLines(before: RunDetail | null, after: RunDetail, now: Date): string[] {
  const known = new Map(before?.steps.map((step) => [step.step_id, step.status]) ?? []);
  return after.steps
    .filter(
      (step) => step.status !== (known.get(step.step_id) ?? 'pending') && step.skip_cause !== 'no_model',
    )
    .map((step) => {
      const remark = step.status === 'running' ? '' : remarkOn(step);
      const time = step.status === 'running' ? null : lasting(step.started_at, step.completed_at, now);
      const facts = [time, remark].filter((part) => part !== null && part !== '').join(', ');
      return `${step.status.padEnd(9)}  ${printableLine(step.label)}${facts === '' ? '' : ` (${facts})`}`;
    });
}
