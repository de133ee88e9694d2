/** Executes a run in this process and follows it to its end; shared by `run` and `retry`. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import { isRetryable, isUndone } from '../../runner/core/run.ts';
import { outageLine, outageRemedy, type WaitingReason, waitingLine } from '../../runner/core/waiting.ts';
import { within } from '../../runner/deadline.ts';
import { plural, shortId } from '../wording.ts';
import type { Context } from './context.ts';
import { findingLines } from './findings-table.ts';
import { openWorker } from './opened.ts';
import { paintFor } from './paint.ts';
import { openProgress, type Progress } from './progress.ts';
import { writeReportFiles } from './report-files.ts';
import { DEADLINE_MS, runStates } from './run-states.ts';
import { printableLine } from './screen-text.ts';
import { INTERRUPTED, type ShutdownSignals, watchShutdownSignals } from './shutdown-signals.ts';
import { openWaitNotice } from './wait-notice.ts';

export interface Following {
  /** the report's folder; null: below BATON_HOME, so that nothing is written to the target */
  readonly out: string | null;
  readonly json: boolean;
}

/** `begin` starts or reopens the run and returns its id. Returns the exit code. */
export async function followRun(
  context: Context,
  following: Following,
  begin: (service: RunnerService) => Promise<string>,
): Promise<number> {
  const shutdown = watchShutdownSignals(context.terminal);
  try {
    const opened = await openWorker(context, shutdown);
    if (opened === null) return exitCode('cancelled', shutdown);
    try {
      if (shutdown.first() !== null) return exitCode('cancelled', shutdown);
      const run_id = await unlessStopped(begin(opened.service), shutdown);
      if (run_id === null) return exitCode('cancelled', shutdown);
      const detail = await watch(opened.service, run_id, context, shutdown);
      conclude(detail, await pageOf(detail, opened.service, context), following, context);
      return exitCode(detail.run.status, shutdown);
    } catch (error) {
      if (!isLeft(error, shutdown)) throw error;
      context.terminal.stderr.write(`baton: ${printableLine(error.message)}\n`);
      return exitCode('cancelled', shutdown);
    } finally {
      await opened.close();
    }
  } finally {
    shutdown.close();
  }
}

/** The user asked to stop, and the run could not be cancelled properly. */
function isLeft(error: unknown, shutdown: ShutdownSignals): error is BatonError {
  return shutdown.first() !== null && error instanceof BatonError && error.kind === 'environment';
}

function exitCode(status: RunDetail['run']['status'], shutdown: ShutdownSignals): number {
  if (status === 'completed') return 0;
  return shutdown.first() === 'SIGINT' ? INTERRUPTED : 1;
}

async function watch(
  service: RunnerService,
  run_id: string,
  context: Context,
  shutdown: ShutdownSignals,
): Promise<RunDetail> {
  const progress = openProgress(context);
  const notice = openWaitNotice(service, { run_id }, progress.note);
  const leave = new AbortController();
  const by = `cli:${context.terminal.user}`;
  const cancel = () => void cancelRun(service, run_id, by, progress).then(() => leave.abort());
  if (shutdown.asked.aborted) cancel();
  else shutdown.asked.addEventListener('abort', cancel, { once: true });
  let latest: RunDetail | null = null;
  try {
    for await (const detail of runStates(service, run_id, leave.signal)) {
      progress.show(detail);
      latest = detail;
      const wait = notice.current();
      if (wait?.reason.type === 'database' && performance.now() - wait.since > DEADLINE_MS)
        throw stuck(run_id, wait.reason);
    }
  } finally {
    notice.close();
    progress.close();
  }
  if (latest !== null && latest.run.status !== 'running') return latest;
  const wait = notice.current();
  if (wait !== null) throw stuck(run_id, wait.reason);
  throw new BatonError('environment', 'run_lost', `Run ${shortId(run_id)} can no longer be read.`);
}

/** After a stop signal the work in progress has this long; an unresponsive database is not waited for. */
const SHUTDOWN_LIMIT_MS = 3_000;

/** Resolves when nothing is left to wait for. */
async function cancelRun(
  service: RunnerService,
  run_id: string,
  by: string,
  progress: Progress,
): Promise<void> {
  const askedAt = performance.now();
  progress.note('cancelling… (Ctrl-C again to leave at once)');
  const isHopeless = service.cancel(run_id, by).then(
    () => false,
    (error: unknown) => {
      const ended = error instanceof BatonError && error.kind === 'conflict';
      if (!ended) progress.note(`could not cancel: ${messageOf(error)} (Ctrl-C again to leave at once)`);
      return error instanceof BatonError && error.kind === 'environment';
    },
  );
  const answered = await within(SHUTDOWN_LIMIT_MS, isHopeless);
  if (answered && (await isHopeless)) return;
  // The run's stored end normally arrives first, and ends the watch.
  await pause(Math.max(0, SHUTDOWN_LIMIT_MS - (performance.now() - askedAt)));
}

/** Returns null if a stop was requested and the run had not started soon afterward. */
async function unlessStopped(begun: Promise<string>, shutdown: ShutdownSignals): Promise<string | null> {
  const late = Promise.withResolvers<null>();
  const leave = () => void pause(SHUTDOWN_LIMIT_MS).then(() => late.resolve(null));
  if (shutdown.asked.aborted) leave();
  else shutdown.asked.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([begun, late.promise]);
  } finally {
    shutdown.asked.removeEventListener('abort', leave);
    begun.catch(() => undefined);
  }
}

/** The run stays as stored; any process that can execute it continues it. */
function stuck(run_id: string, reason: WaitingReason): BatonError {
  const why =
    reason.type === 'database'
      ? `${outageLine(reason.outage)}. ${outageRemedy(reason.outage)}`
      : `${waitingLine(reason)}.`;
  const id = shortId(run_id);
  return new BatonError(
    'environment',
    'run_stuck',
    `Run ${id} has not ended: ${why} It stays stored as running: baton start goes on with it; or use baton cancel ${id}, then baton retry ${id}.`,
    { passing: true },
  );
}

/** The report as a page; null without one, and where it can't be read any more: the rest of the run is at hand. */
async function pageOf(
  { run, report }: RunDetail,
  service: RunnerService,
  { terminal, wiring }: Context,
): Promise<string | null> {
  if (report === null) return null;
  try {
    const [reported, formatReport] = await Promise.all([service.report(run.id), wiring.formatReport()]);
    return formatReport('html', reported).body;
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    terminal.stderr.write(`baton: no report.html: ${printableLine(error.message)}\n`);
    return null;
  }
}

/** Writes the files, then the verdict, the findings and the report's paths, or one JSON document, to stdout. */
function conclude(
  detail: RunDetail,
  page: string | null,
  { out, json }: Following,
  { config, terminal }: Context,
): void {
  const { run } = detail;
  const verdict = run.outcome?.verdict ?? null;
  const files = writeReportFiles(out ?? join(config.home, 'runs', run.id), detail, page);
  if (json) {
    terminal.stdout.write(`${JSON.stringify({ ...detail, verdict }, null, 2)}\n`);
    return;
  }
  if (run.status === 'completed') {
    terminal.stdout.write(
      `Verdict: ${printableLine(verdict ?? (files.text === null ? 'none stated' : 'see the report'))}\n`,
    );
    const paint = paintFor(terminal.stdoutIsTty && config.colour);
    const columns = terminal.stdoutIsTty ? terminal.size().columns - 1 : null;
    const lines = findingLines(run.outcome?.findings ?? [], columns, paint);
    if (lines.length > 0) terminal.stdout.write(`\n${lines.join('\n')}\n\n`);
  } else {
    const why = run.error === null ? '' : `: ${printableLine(run.error)}`;
    terminal.stdout.write(`Run ${shortId(run.id)} ${run.status}${why}\n`);
  }
  const hint = retryHint(detail);
  if (hint !== null) terminal.stderr.write(`${hint}\n`);
  if (files.text !== null) terminal.stdout.write(`Report: ${files.text}\n`);
  if (files.page !== null) terminal.stdout.write(`Page:   ${files.page}\n`);
}

/** Returns how to retry; null if there is nothing to retry, or a retry would end the same. */
function retryHint({ run, steps }: RunDetail): string | null {
  if (!isRetryable(run.status, steps)) return null;
  const command = `Retry with: baton retry ${shortId(run.id)}`;
  if (run.status !== 'completed') return command;
  const undone = steps.filter(isUndone).map(({ label }) => printableLine(label));
  return `${plural(undone.length, 'step')} of this run did not complete: ${undone.join(', ')}. ${command}`;
}
