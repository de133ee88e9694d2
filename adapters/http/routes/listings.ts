/** What runs can be made of: flows, projects, and the options of a run. */
import {
  FlowList,
  flowList,
  type ProjectDocument,
  ProjectList,
  RunOptionList,
  runOptionList,
} from '../../../runner/core/listings.ts';
import { RUN_OPTIONS } from '../../../runner/core/run-request.ts';
import type { Flow } from '../../../runner/core/step-spec.ts';
import type { ZodServer } from '../zod-routes.ts';

export interface ListingOptions {
  readonly flows: readonly Flow[];
  projects(): Promise<readonly ProjectDocument[]>;
}

export function addListingRoutes(server: ZodServer, { flows, projects }: ListingOptions): void {
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
