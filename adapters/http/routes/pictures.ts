/** Serves the pictures of a run, and of what a flow plans, as SVG. */
import { z } from 'zod';
import type { RunPictures } from '../../../runner/core/ports/run-pictures.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { BANDS } from '../../../runner/core/step-spec.ts';
import { ErrorDocument } from '../errors.ts';
import { flag } from '../queries.ts';
import { sendFile } from '../sent-file.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

export interface PictureRouteOptions {
  readonly service: RunnerService;
  readonly pictures: RunPictures;
}

const RunPath = z.object({ id: z.string() });
const FlowPath = z.object({ name: z.string() });
const PlanQuery = z.strictObject({ band: z.enum(BANDS).default('small'), fast: flag });

const PICTURE_TYPE = 'image/svg+xml';
/** A picture loads and runs nothing. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const picture = (body: string) => ({ body, type: PICTURE_TYPE, policy: PICTURE_POLICY });

const SUMMARIES = {
  timeline: 'The steps of a run over time, as a picture',
  graph: 'The steps of a run and what each needs, as a picture',
} as const;

export function addPictureRoutes(server: ZodServer, { service, pictures }: PictureRouteOptions): void {
  for (const kind of ['timeline', 'graph'] as const) {
    server.get(
      `/api/runs/:id/${kind}.svg`,
      {
        schema: {
          params: RunPath,
          summary: SUMMARIES[kind],
          produces: [PICTURE_TYPE],
          response: { 200: z.string(), 404: ErrorDocument },
        },
      },
      async (request, reply) => {
        const run = await service.brief(knownForm(request.params.id));
        return sendFile(request, reply, picture(pictures[kind](run)));
      },
    );
  }
  server.get(
    '/api/flows/:name/graph.svg',
    {
      schema: {
        params: FlowPath,
        querystring: PlanQuery,
        summary: 'What a run of a flow would do, as a picture',
        produces: [PICTURE_TYPE],
        response: { 200: z.string(), 400: ErrorDocument, 404: ErrorDocument },
      },
    },
    async (request, reply) => {
      const { band, fast } = request.query;
      return sendFile(request, reply, picture(pictures.plan(request.params.name, band, fast)));
    },
  );
}
