/** Executes a run in this process and stays with it to its end: what `run` and `retry` have in common. */
import { join } from 'node:path';
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import { isUndone } from '../../runner/core/run.ts';
import type { RunnerService } from '../../runner/core/service.ts';
import { verdictOf } from '../../runner/core/verdict.ts';
import { plural, shortId } from '../wording.ts';
import type { Context } from './context.ts';
import { openProgress, type Progress } from './progress.ts';
import { writeReportFiles } from './report-files.ts';
import { runStates } from './run-states.ts';
import { printableLine } from './screen-text.ts';
import { INTERRUPTED, type Stops, watchStops } from './stops.ts';

export interface Following {
  /** folder of the report; null: below Baton's home, so that nothing is left in the target */
  readonly out: string | null;
  readonly json: boolean;
}

/** `begin` starts or re-opens the run and answers its id. Answers the exit code. */
export async function followRun(
  context: Context,
  following: Following,
  begin: (service: RunnerService) => Promise<string>,
): Promise<number> {
  const stops = watchStops(context.terminal);
  try {
    const opened = await context.wiring.openService(context.config, { worker: true });
    try {
      if (stops.first() !== null) return exitCode('cancelled', stops);
      const run_id = await begin(opened.service);
      const detail = await watch(opened.service, run_id, context, stops);
      conclude(detail, following, context);
      return exitCode(detail.run.status, stops);
    } finally {
      await opened.close();
    }
  } finally {
    stops.close();
  }
}

function exitCode(status: RunDetail['run']['status'], stops: Stops): number {
  if (status === 'completed') return 0;
  return stops.first() === 'SIGINT' ? INTERRUPTED : 1;
}

async function watch(
  service: RunnerService,
  run_id: string,
  context: Context,
  stops: Stops,
): Promise<RunDetail> {
  const progress = openProgress(context);
  const by = `cli:${context.terminal.user}`;
  const cancel = () => void cancelRun(service, run_id, by, progress);
  if (stops.asked.aborted) cancel();
  else stops.asked.addEventListener('abort', cancel, { once: true });
  try {
    let latest: RunDetail | null = null;
    for await (const detail of runStates(service, run_id)) {
      progress.show(detail);
      latest = detail;
    }
    if (latest !== null) return latest;
  } finally {
    progress.close();
  }
  throw new BatonError('environment', 'run_lost', `Run ${shortId(run_id)} can't be read any more.`);
}

async function cancelRun(
  service: RunnerService,
  run_id: string,
  by: string,
  progress: Progress,
): Promise<void> {
  progress.note('cancelling… (Ctrl-C again to leave at once)');
  try {
    await service.cancel(run_id, by);
  } catch (error) {
    const ended = error instanceof BatonError && error.kind === 'conflict';
    if (!ended) progress.note(`could not cancel: ${messageOf(error)} (Ctrl-C again to leave at once)`);
  }
}

/** The files, then the verdict and the report's path, or the one JSON document, on stdout. */
function conclude(detail: RunDetail, { out, json }: Following, { config, terminal }: Context): void {
  const { run, report } = detail;
  const verdict = verdictOf(report);
  const path = writeReportFiles(out ?? join(config.home, 'runs', run.id), detail);
  if (json) {
    terminal.stdout.write(`${JSON.stringify({ ...detail, verdict }, null, 2)}\n`);
    return;
  }
  if (run.status === 'completed') {
    terminal.stdout.write(`Verdict: ${printableLine(verdict ?? 'none stated')}\n`);
  } else {
    const why = run.error === null ? '' : `: ${printableLine(run.error)}`;
    terminal.stdout.write(`Run ${shortId(run.id)} ${run.status}${why}\n`);
  }
  const hint = retryHint(detail);
  if (hint !== null) terminal.stderr.write(`${hint}\n`);
  if (path !== null) terminal.stdout.write(`Report: ${path}\n`);
}

/** How to have done what was not; null when there is nothing to retry. */
function retryHint({ run, steps }: RunDetail): string | null {
  const command = `Retry with: baton retry ${shortId(run.id)}`;
  if (run.status !== 'completed') return command;
  const undone = steps.filter(isUndone).map(({ label }) => printableLine(label));
  if (undone.length === 0) return null;
  return `${plural(undone.length, 'step')} of this run did not complete: ${undone.join(', ')}. ${command}`;
}
