/** Executes a run in this process and stays with it to its end: what `run` and `retry` have in common. */
import { join } from 'node:path';
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { RunnerService } from '../../runner/core/service.ts';
import { verdictOf } from '../../runner/core/verdict.ts';
import { shortId } from '../wording.ts';
import type { Context } from './context.ts';
import { openWorker } from './opened.ts';
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
    const opened = await openWorker(context, stops);
    if (opened === null) return exitCode('cancelled', stops);
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
    terminal.stderr.write(`Take it up again with: baton retry ${shortId(run.id)}\n`);
  }
  if (path !== null) terminal.stdout.write(`Report: ${path}\n`);
}
