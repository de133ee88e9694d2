/** Serves the report of a run in each format, and the schema of a report as data. */
import { z } from 'zod';
import { RunDetail } from '../../../runner/core/documents.ts';
import {
  type FormatReport,
  MEDIA_TYPES,
  REPORT_FORMATS,
  type ReportFormat,
  reportFileName,
} from '../../../runner/core/ports/report-formats.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { ReportDocument } from '../../../runner/core/report-document.ts';
import { reportSchema } from '../../../runner/core/report-schema.ts';
import { ErrorDocument } from '../errors.ts';
import { sendFile } from '../sent-file.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

export interface ReportRouteOptions {
  readonly service: RunnerService;
  readonly formatReport: FormatReport;
}

const RunPath = z.object({ id: z.string() });
const Schema = z.record(z.string(), z.unknown());
const WholeRun = RunDetail.extend({
  report: z.string(),
  verdict: z.string().nullable(),
  document: ReportDocument.nullable(),
});

/** Each with what its body is, and how the API's description calls it. */
const ROUTES: Readonly<Record<ReportFormat, { readonly body: z.ZodType; readonly summary: string }>> = {
  md: { body: z.string(), summary: 'The report in Markdown' },
  html: { body: z.string(), summary: 'The report as a page' },
  json: { body: WholeRun, summary: 'The run, its steps, its report as text and as data, and its verdict' },
  sarif: { body: Schema, summary: 'The findings of the report in SARIF 2.1.0' },
};

const SCHEMA_TYPE = 'application/schema+json';

export function addReportRoutes(server: ZodServer, { service, formatReport }: ReportRouteOptions): void {
  for (const format of REPORT_FORMATS) {
    const { body, summary } = ROUTES[format];
    server.get(
      `/api/runs/:id/report.${format}`,
      {
        schema: {
          params: RunPath,
          summary,
          produces: [MEDIA_TYPES[format]],
          response: { 200: body, 404: ErrorDocument, 409: ErrorDocument },
        },
      },
      async (request, reply) => {
        const run = await service.report(knownForm(request.params.id));
        const formatted = formatReport(format, run);
        if (format === 'sarif') {
          reply.header('content-disposition', `attachment; filename="${reportFileName(run.run, format)}"`);
        }
        return sendFile(request, reply, formatted);
      },
    );
  }

  server.get(
    '/api/report.schema.json',
    {
      schema: {
        summary: 'The JSON schema of a report as data',
        produces: [SCHEMA_TYPE],
        response: { 200: Schema },
      },
    },
    async (request, reply) => {
      const body = JSON.stringify(reportSchema());
      return sendFile(request, reply, { body, type: SCHEMA_TYPE });
    },
  );
}
