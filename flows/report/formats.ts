/** The report of a run in each format. All but Markdown come from the report as data. */
import { BatonError } from '../../runner/core/errors.ts';
import type { FormatReport, ReportedRun, ReportFormat } from '../../runner/core/ports/report-formats.ts';
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { sarifOf } from './sarif/sarif.ts';

/** `version` is Baton's, which SARIF names. */
export function createReportFormats({ version }: { readonly version: string }): FormatReport {
  return (format, run) => {
    switch (format) {
      case 'md':
        return { body: run.report, type: 'text/markdown; charset=utf-8' };
      case 'html':
        throw unavailable(format, run);
      case 'json':
        return { body: jsonText(wholeRun(run)), type: 'application/json; charset=utf-8' };
      case 'sarif': {
        const completed = run.run.status === 'completed';
        const log = sarifOf(documentOf(format, run), { version, completed });
        return { body: jsonText(log), type: 'application/sarif+json' };
      }
    }
  };
}

function wholeRun({ run, steps, report, document }: ReportedRun): object {
  return { run, steps, report, verdict: run.outcome?.verdict ?? null, document };
}

function documentOf(format: ReportFormat, run: ReportedRun): ReportDocument {
  if (run.document === null) throw unavailable(format, run);
  return run.document;
}

function unavailable(format: ReportFormat, { run }: ReportedRun): BatonError {
  const why = `Run ${run.id.slice(0, 8)} ended under an earlier version of Baton, which kept its report as Markdown only, so there is no ${format.toUpperCase()}. Start it again, or ask for md or json.`;
  return new BatonError('conflict', 'no_such_format', why, { path: 'format' });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
