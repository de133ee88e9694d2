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
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What `/readyz` answers. */
export interface ReadinessAnswer {
  readonly status: 200 | 503;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: { readonly status: string; readonly remedy?: string };
}

export async function readinessOf({
  service,
  away,
}: Pick<OperationOptions, 'service' | 'away'>): Promise<ReadinessAnswer> {
  const database = await service.ready();
  const missing = [...(database.ready ? [] : [database.reason]), ...away()];
  if (missing.length === 0) return { status: 200, headers: {}, body: { status: 'ready' } };
  const remedy = database.ready ? {} : { remedy: database.remedy };
  return {
    status: 503,
    headers: { 'retry-after': RETRY_AFTER_SECONDS },
    body: { status: missing.join('; '), ...remedy },
  };
}

export function addOperationRoutes(server: ZodServer, { service, away, metrics }: OperationOptions): void {
  server.get('/healthz', { config: PROBE, schema: { hide: true } }, async () => ({
    status: 'ok',
  }));
  server.get('/readyz', { config: PROBE, schema: { hide: true } }, async (_request, reply) => {
    const { status, headers, body } = await readinessOf({ service, away });
    return reply.code(status).headers(headers).send(body);
  });
  server.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type(METRICS_TYPE)
      .serializer(String)
      .send(await metrics()),
  );
}
