/** Liveness, readiness and metrics, for supervisors and monitoring. */
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { RETRY_AFTER_SECONDS } from '../errors.ts';
import type { ZodServer } from '../zod-routes.ts';

export interface OperationOptions {
  readonly service: RunnerService;
  /** which chat platforms or workspaces don't work at present, and why */
  away(): readonly string[];
  /** in the Prometheus text format */
  metrics(): Promise<string>;
}

const PROBE = { isOpen: true, isProbe: true };

export function addOperationRoutes(server: ZodServer, { service, away, metrics }: OperationOptions): void {
  server.get('/healthz', { config: PROBE, schema: { hide: true } }, async () => ({
    status: 'ok',
  }));
  server.get('/readyz', { config: PROBE, schema: { hide: true } }, async (_request, reply) => {
    const database = await service.ready();
    const missing = [...(database.ready ? [] : [database.reason]), ...away()];
    if (missing.length === 0) return reply.send({ status: 'ready' });
    const remedy = database.ready ? {} : { remedy: database.remedy };
    return reply
      .code(503)
      .header('retry-after', RETRY_AFTER_SECONDS)
      .send({ status: missing.join('; '), ...remedy });
  });
  server.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .serializer(String)
      .send(await metrics()),
  );
}
