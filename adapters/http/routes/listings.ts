/** `GET /api/flows` and `GET /api/projects`. */
import { FlowList, flowList, type ProjectDocument, ProjectList } from '../../../runner/core/listings.ts';
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
    '/api/projects',
    { schema: { summary: 'The projects that runs can be started on', response: { 200: ProjectList } } },
    async () => ({ projects: [...(await projects())] }),
  );
}
