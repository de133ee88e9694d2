/** What a supervisor and a monitor ask: does the process live, can it serve, how does it fare. */
import type { RunnerService } from '../../../runner/core/service.ts';
import type { ZodServer } from '../zod-routes.ts';

export interface OperationOptions {
  readonly service: RunnerService;
  /** the chat platforms that are to be reached and can't be just now */
  away(): readonly string[];
  /** in the Prometheus text format */
  metrics(): Promise<string>;
}

export function addOperationRoutes(server: ZodServer, { service, away, metrics }: OperationOptions): void {
  server.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  server.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const missing = [
      ...((await service.ready()) ? [] : ['the database does not answer']),
      ...away().map((platform) => `${platform} is not connected`),
    ];
    const status = missing.length === 0 ? 'ready' : missing.join('; ');
    return reply.code(missing.length === 0 ? 200 : 503).send({ status });
  });
  server.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .serializer(String)
      .send(await metrics()),
  );
}
