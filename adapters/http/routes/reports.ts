/** Serves the report of a run in each format, its timeline, and the schema of a report as data. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RunDetail } from '../../../runner/core/documents.ts';
import {
  type FormatReport,
  type FormattedReport,
  MEDIA_TYPES,
  REPORT_FORMATS,
  type ReportFormat,
  reportFileName,
} from '../../../runner/core/ports/report-formats.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { ReportDocument } from '../../../runner/core/report-document.ts';
import { reportSchema } from '../../../runner/core/report-schema.ts';
import { ErrorDocument } from '../errors.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

export interface ReportRouteOptions {
  readonly service: RunnerService;
  readonly formatReport: FormatReport;
  /** draws the timeline of an ended run as SVG; throws `run_not_ended` */
  readonly timeline: (run: RunDetail) => string;
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

const PICTURE_TYPE = 'image/svg+xml';
/** A picture loads and runs nothing. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const SCHEMA_TYPE = 'application/schema+json';

export function addReportRoutes(
  server: ZodServer,
  { service, formatReport, timeline }: ReportRouteOptions,
): void {
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
        return sendReport(request, reply, formatted);
      },
    );
  }

  addTimelineRoute(server, { service, timeline });
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
      return sendReport(request, reply, { body, type: SCHEMA_TYPE });
    },
  );
}

function addTimelineRoute(
  server: ZodServer,
  { service, timeline }: Pick<ReportRouteOptions, 'service' | 'timeline'>,
): void {
  server.get(
    '/api/runs/:id/timeline.svg',
    {
      schema: {
        params: RunPath,
        summary: 'The steps of an ended run over time, as a picture',
        produces: [PICTURE_TYPE],
        response: { 200: z.string(), 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async (request, reply) => {
      const body = timeline(await service.run(knownForm(request.params.id)));
      return sendReport(request, reply, { body, type: PICTURE_TYPE, policy: PICTURE_POLICY });
    },
  );
}

/** A retry may replace a report, so a copy is used only after the server has confirmed it. */
function sendReport(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, type, policy }: FormattedReport,
): FastifyReply {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  if (policy !== undefined) {
    reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
  }
  if (isKnown(tag, request.headers['if-none-match'])) return reply.code(304).send();
  return reply.type(type).serializer(asIs).send(body);
}

/** A proxy that compresses marks the tag as weak (`W/"…"`). */
function isKnown(tag: string, tags = ''): boolean {
  const known = tags.split(',').map((name) => name.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*');
}

const asIs = (payload: unknown): string => String(payload);
