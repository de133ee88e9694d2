/** The report of a run in each format. All but Markdown are made of the report as data. */
import { BatonError } from '../../runner/core/errors.ts';
import { type FormatReport, MEDIA_TYPES, type ReportedRun } from '../../runner/core/ports/report-formats.ts';
import { htmlOf } from './html/html.ts';
import { htmlOfMarkdown } from './html/markdown-page.ts';
import type { ReportPage } from './html/shell.ts';
import { sarifOf } from './sarif/sarif.ts';

const UTF8 = 'charset=utf-8';

/** `version` is Baton's, which SARIF names. */
export function createReportFormats({ version }: { readonly version: string }): FormatReport {
  return (format, run) => {
    switch (format) {
      case 'md':
        return { body: run.report, type: `${MEDIA_TYPES.md}; ${UTF8}` };
      case 'html': {
        const { body, policy } = pageOf(run);
        return { body, policy, type: `${MEDIA_TYPES.html}; ${UTF8}` };
      }
      case 'json':
        return { body: jsonText(wholeRun(run)), type: `${MEDIA_TYPES.json}; ${UTF8}` };
      case 'sarif': {
        if (run.document === null) throw noDocument(run);
        const log = sarifOf(run.document, { version, completed: run.run.status === 'completed' });
        return { body: jsonText(log), type: MEDIA_TYPES.sarif };
      }
    }
  };
}

function wholeRun({ run, steps, report, document }: ReportedRun): object {
  return { run, steps, report, verdict: run.outcome?.verdict ?? null, document };
}

/** A link to a page stays good when the report is of an earlier version. */
function pageOf({ run, report, document }: ReportedRun): ReportPage {
  if (document !== null) return htmlOf(document);
  return htmlOfMarkdown(report, `${run.flow_name} · ${run.project_id}`);
}

function noDocument({ run }: ReportedRun): BatonError {
  const why = `Run ${run.id.slice(0, 8)} ended under an earlier version of Baton, which kept no findings to make SARIF of. Start it again, or ask for md, html or json.`;
  return new BatonError('conflict', 'no_such_format', why);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
