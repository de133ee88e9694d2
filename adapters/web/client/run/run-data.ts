/** What the page of a run shows, kept up to date: the run with its steps, and once it has ended its report and its findings in the ledger. */
import { useEffect } from 'preact/hooks';
import type { RunDetail, RunDocument, StepDocument } from '../../../../runner/core/documents.ts';
import type { LedgerFinding } from '../../../../runner/core/ledger.ts';
import type { ReportDocument } from '../../../../runner/core/report-document.ts';
import type { RunChatDocument } from '../../../../runner/core/run-chat.ts';
import { ApiError, get } from '../api.ts';
import { listen } from '../live.ts';
import { type Loaded, useLoaded } from '../loaded.ts';

export interface ShownRun extends RunDetail {
  /** why it makes no progress, in words; null if it does, or has ended */
  readonly waiting: { readonly type: string; readonly message: string } | null;
}

export interface RunData {
  readonly detail: Loaded<ShownRun>;
  /** null also for a run without a report as data */
  readonly document: ReportDocument | null;
  /** the steps with their outputs; empty until the report is read */
  readonly outputs: readonly StepDocument[];
  /** null until it is read */
  readonly chat: RunChatDocument | null;
  /** by fingerprint; null until it is read */
  readonly ledger: ReadonlyMap<string, LedgerFinding> | null;
}

/** Whether the run has ended with a report. Runs that an earlier version completed have one, but no outcome. */
export const hasReport = ({ status, outcome }: Pick<RunDocument, 'status' | 'outcome'>): boolean =>
  status === 'completed' || (status !== 'running' && outcome !== null);

/** How often a run is read while nothing of it is heard: why it waits changes without a frame. */
const QUIET_MS = 5_000;

export function useRun(id: string): RunData {
  const detail = useLoaded((signal) => get<ShownRun>(`/api/runs/${id}?brief=true`, signal), [id]);
  const report = useLoaded((signal) => readReport(id, signal), [id]);
  const chat = useLoaded((signal) => get<RunChatDocument>(`/api/runs/${id}/chat`, signal), [id]);
  const ledger = useLoaded((signal) => readLedger(id, signal), [id]);
  useEffect(() => void chat.refresh(), [chat]);
  useEffect(() => {
    const refresh = () => void detail.refresh();
    refresh();
    // What agents say is for those who show it.
    return listen(`run_id=${id}&events=runs`, { frame: refresh, connected: refresh });
  }, [detail, id]);
  const run = detail.value.value?.run;
  const [status, end] = [run?.status ?? null, run?.completed_at ?? null];
  const isReported = run !== undefined && hasReport(run);
  // A run that was retried has another report.
  useEffect(() => {
    if (status === 'running') {
      const timer = setInterval(() => void detail.refresh(), QUIET_MS);
      return () => clearInterval(timer);
    }
    if (!isReported) return;
    void report.refresh();
    void ledger.refresh();
    void chat.refresh();
  }, [status, end, isReported, detail, report, ledger, chat]);
  const { document, steps: outputs } = (isReported ? report.value.value : null) ?? NO_REPORT;
  return { detail, document, outputs, chat: chat.value.value, ledger: ledger.value.value };
}

interface Report {
  readonly document: ReportDocument | null;
  readonly steps: readonly StepDocument[];
}

const NO_REPORT: Report = { document: null, steps: [] };

async function readReport(id: string, signal: AbortSignal): Promise<Report> {
  try {
    return await get<Report>(`/api/runs/${id}/report.json`, signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'no_report') return NO_REPORT;
    throw error;
  }
}

interface FindingPage {
  readonly findings: readonly LedgerFinding[];
  readonly next_cursor: string | null;
}

/** By fingerprint. */
async function readLedger(id: string, signal: AbortSignal): Promise<ReadonlyMap<string, LedgerFinding>> {
  const known = new Map<string, LedgerFinding>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: FindingPage = await get(`/api/findings?run_id=${id}&limit=100${at}`, signal);
    for (const finding of page.findings) known.set(finding.fingerprint, finding);
    cursor = page.next_cursor;
  }
  return known;
}
