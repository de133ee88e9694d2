/** The service: HTTP and a worker, or one of them, until it is stopped. */
import { pino } from 'pino';
import { createHttpServer } from '../../adapters/http/server.ts';
import type { RunningService, ServiceRole } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import { offeredProjects, resolveAllowedProject } from '../config/projects.ts';
import { createMetrics } from '../metrics.ts';
import { openRunner } from './opened.ts';

export async function startService(
  config: Config,
  role: ServiceRole,
  version: string,
): Promise<RunningService> {
  const log = pino();
  const opened = await openRunner(config, role !== 'bot', (line) => log.info(line));
  try {
    const metrics = createMetrics(opened.service);
    const http =
      role === 'worker'
        ? null
        : await createHttpServer({
            service: opened.service,
            flows: opened.catalogue.flows,
            projects: async () => offeredProjects(config),
            resolveProject: async (id) => resolveAllowedProject(id, config),
            metrics: metrics.text,
            onAnswer: metrics.onAnswer,
            token: config.apiToken,
            host: config.host,
            port: config.port,
            version,
            log,
          });
    return {
      address: http?.address ?? null,
      notes: [],
      failed: new Promise<never>(() => undefined),
      async stop() {
        await http?.close();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
