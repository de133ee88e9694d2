/** What runs can be made of: flows, projects, and the options of a run. */
import { z } from 'zod';
import { BatonError } from '../../../runner/core/errors.ts';
import {
  FlowDetail,
  FlowList,
  flowDetail,
  flowList,
  type ProjectDocument,
  ProjectList,
  RunOptionList,
  runOptionList,
} from '../../../runner/core/listings.ts';
import type { Persona } from '../../../runner/core/ports/catalogue.ts';
import type { SampleReport } from '../../../runner/core/ports/sample-reports.ts';
import { flowNamed, RUN_OPTIONS } from '../../../runner/core/run-request.ts';
import type { Flow } from '../../../runner/core/step-spec.ts';
import { ErrorDocument } from '../errors.ts';
import { sendFile } from '../sent-file.ts';
import type { ZodServer } from '../zod-routes.ts';

export interface ListingOptions {
  readonly flows: readonly Flow[];
  readonly personas: readonly Persona[];
  readonly sampleReport: SampleReport;
  projects(): Promise<readonly ProjectDocument[]>;
}

const FlowPath = z.object({ name: z.string() });

export function addListingRoutes(server: ZodServer, options: ListingOptions): void {
  const { flows, projects } = options;
  addFlowRoutes(server, options);
  server.get('/api/flows', { schema: { summary: 'The flows', response: { 200: FlowList } } }, async () =>
    flowList(flows),
  );
  server.get(
    '/api/run-options',
    { schema: { summary: 'The options of a run, as a form shows them', response: { 200: RunOptionList } } },
    async () => runOptionList(RUN_OPTIONS),
  );
  server.get(
    '/api/projects',
    { schema: { summary: 'The projects that runs can be started on', response: { 200: ProjectList } } },
    async () => ({ projects: [...(await projects())] }),
  );
}

function addFlowRoutes(server: ZodServer, { flows, personas, sampleReport }: ListingOptions): void {
  server.get(
    '/api/flows/:name',
    {
      schema: {
        params: FlowPath,
        summary: 'A flow with its personas',
        response: { 200: FlowDetail, 404: ErrorDocument },
      },
    },
    async (request) => flowDetail(flowNamed(flows, request.params.name, 'not_found'), personas),
  );
  server.get(
    '/api/flows/:name/sample.html',
    {
      schema: {
        params: FlowPath,
        summary: 'A sample report of a flow, as a page',
        produces: ['text/html'],
        response: { 200: z.string(), 404: ErrorDocument },
      },
    },
    async (request, reply) => {
      const { name, title } = flowNamed(flows, request.params.name, 'not_found');
      const sample = await sampleReport(name);
      if (sample === null)
        throw new BatonError('not_found', 'no_sample', `${title} has no sample report here.`);
      return sendFile(request, reply, sample);
    },
  );
}
