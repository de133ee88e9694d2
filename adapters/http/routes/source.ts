/** `/api/runs/:id/source`: lines of a file at the run's pinned commit, as a citation names them, with those around. */
import { z } from 'zod';
import { SourceDocument } from '../../../runner/core/source-document.ts';
import { ErrorDocument } from '../errors.ts';
import { plainText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

/** Which lines: null for the beginning of the file. */
export interface SourcePlace {
  readonly path: string;
  readonly side: 'head' | 'base';
  readonly line: number | null;
  readonly end: number | null;
}

export interface SourceRouteOptions {
  /** Throws what `RunFiles` throws. */
  readonly source: (run_id: string, place: SourcePlace) => Promise<SourceDocument>;
}

const lineNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'is the number of a line')
  .transform(Number)
  .optional();

const SourceQuery = z.strictObject({
  path: plainText.pipe(z.string().min(1).max(4096)),
  line: lineNumber,
  end: lineNumber,
  side: z.enum(['head', 'base']).default('head'),
});

export function addSourceRoute(server: ZodServer, { source }: SourceRouteOptions): void {
  server.get(
    '/api/runs/:id/source',
    {
      schema: {
        summary: 'Lines of a file at the commit of a run, and those around, in pieces for highlighting',
        params: z.object({ id: z.string() }),
        querystring: SourceQuery,
        response: { 200: SourceDocument, 400: ErrorDocument, 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ params, query: { path, side, line = null, end = null } }, reply) => {
      const found = await source(knownForm(params.id), { path, side, line, end });
      reply.header('cache-control', 'private, no-cache');
      return found;
    },
  );
}
