/** The port through which the API and the command line get a report in a format. Implemented by `flows/report`. */
import type { RunDetail, RunDocument } from '../documents.ts';
import type { ReportDocument } from '../report-document.ts';

export const REPORT_FORMATS = ['md', 'html', 'json', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  md: 'text/markdown',
  html: 'text/html',
  json: 'application/json',
  sarif: 'application/sarif+json',
};

/** A run with a report. `document` is null for one that ended under an earlier version. */
export interface ReportedRun extends RunDetail {
  readonly report: string;
  readonly document: ReportDocument | null;
}

/** A report as a file, complete. */
export interface FormattedReport {
  readonly body: string;
  /** its media type, with the character set of a text */
  readonly type: string;
  /** of a page: the only content that it may load or run */
  readonly policy?: string;
}

/** Throws `BatonError` of kind `conflict` (`no_such_format`) for a format that the run has no data for. */
export type FormatReport = (format: ReportFormat, run: ReportedRun) => FormattedReport;

/** `code-review-1a2b3c4d.sarif`: what a run's report is called as a file. */
export function reportFileName(
  { id, flow_name }: Pick<RunDocument, 'id' | 'flow_name'>,
  format: ReportFormat,
): string {
  return `${flow_name}-${id.slice(0, 8)}.${format}`;
}
