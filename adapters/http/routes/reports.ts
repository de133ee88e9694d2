/** Serves the report of a run as Markdown, HTML and JSON. */
import { z } from 'zod';
import { RunDetail } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { ErrorDocument } from '../errors.ts';
import { PAGE_POLICY, reportPage } from '../report-page.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

const RunPath = z.object({ id: z.string() });
const ReportDocument = RunDetail.extend({ report: z.string(), verdict: z.string().nullable() });

export function addReportRoutes(server: ZodServer, service: RunnerService): void {
  const reportOf = async (id: string): Promise<RunDetail & { report: string }> => {
    const detail = await service.run(knownForm(id));
    if (detail.report !== null) return { ...detail, report: detail.report };
    const why = `This run has no report: it is ${detail.run.status}.`;
    throw new BatonError('not_found', 'no_report', why);
  };
  const text = { params: RunPath, response: { 200: z.string(), 404: ErrorDocument } };

  server.get(
    '/api/runs/:id/report.md',
    { schema: { ...text, summary: 'The report in Markdown', produces: ['text/markdown'] } },
    async ({ params }, reply) => {
      const { report } = await reportOf(params.id);
      return reply.type('text/markdown; charset=utf-8').serializer(asIs).send(report);
    },
  );

  server.get(
    '/api/runs/:id/report.html',
    { schema: { ...text, summary: 'The report as a page', produces: ['text/html'] } },
    async ({ params }, reply) => {
      const { run, report } = await reportOf(params.id);
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .header('referrer-policy', 'no-referrer')
        .serializer(asIs)
        .send(reportPage(report, `${run.flow_name} · ${run.project_id}`));
    },
  );

  server.get(
    '/api/runs/:id/report.json',
    {
      schema: {
        params: RunPath,
        summary: 'The run, its steps, its report and its verdict',
        response: { 200: ReportDocument, 404: ErrorDocument },
      },
    },
    async ({ params }) => {
      const detail = await reportOf(params.id);
      return { ...detail, verdict: detail.run.outcome?.verdict ?? null };
    },
  );
}

const asIs = (payload: unknown): string => String(payload);
