/** `/api/estimate`: what a run would take, before it exists. */
import { z } from 'zod';
import { ExpectedRun } from '../../../runner/core/expected-run.ts';
import { RunBody } from '../../../runner/core/run-options.ts';
import { ErrorDocument } from '../errors.ts';
import { flag, optionalText, plainText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';
import type { RunRouteOptions } from './runs.ts';

const EstimateQuery = z.strictObject({
  project_id: plainText,
  flow_name: plainText,
  band: RunBody.shape.band,
  fast: flag,
  backend: optionalText,
  model: optionalText,
});

export function addEstimateRoute(server: ZodServer, { service, resolveTarget }: RunRouteOptions): void {
  server.get(
    '/api/estimate',
    {
      schema: {
        summary: 'What a run is expected to take, as runs like it did',
        querystring: EstimateQuery,
        response: { 200: ExpectedRun, 400: ErrorDocument },
      },
    },
    async ({ query: { project_id: named, backend = null, model = null, ...kind } }) => {
      const { project } = await resolveTarget(named, null);
      return await service.expected({ ...kind, backend, model, project_id: project.id });
    },
  );
}
