/** Starts the service: HTTP and chat, a worker, or both, until it is stopped. */
import { type Logger, pino } from 'pino';
import { createProbeServer } from '../../adapters/http/probe-server.ts';
import { createHttpServer, type HttpLimits, type HttpServer } from '../../adapters/http/server.ts';
import { addConsole } from '../../adapters/web/server/console.ts';
import { createReportFormats } from '../../flows/report/formats.ts';
import { sourceView } from '../../flows/report/source-view.ts';
import type { Inspection } from '../../runner/core/ports/inspection.ts';
import { within } from '../../runner/deadline.ts';
import type { RunningService, ServiceOptions } from '../cli/context.ts';
import type { Config } from '../config/config.ts';
import { accessTokens } from '../config/environment.ts';
import { offeredProjects, resolveAllowedProject } from '../config/projects.ts';
import { runTarget } from '../config/run-target.ts';
import { createMetrics } from '../metrics.ts';
import type { Ticker } from '../schedules/ticker.ts';
import { createRunPictures } from '../timeline/run-pictures.ts';
import { startChat } from './chat.ts';
import { doctorChecks, openDatabaseCheck } from './doctor.ts';
import { createInspection } from './inspection.ts';
import { type OpenedRunner, openRunner } from './opened.ts';
import { createRunChat } from './run-chat.ts';
import { createSampleReports } from './sample-reports.ts';
import { startSchedules } from './schedules.ts';

const SHUTDOWN_LIMIT_MS = 2_000;

export async function startService(
  config: Config,
  { role, probes }: ServiceOptions,
  version: string,
  signal: AbortSignal,
): Promise<RunningService> {
  const logger = pino();
  const log = (line: string) => logger.info(line);
  const opened = await openRunner(config, { worker: role !== 'bot', signal }, log);
  const chat = role === 'worker' ? null : await startChat(config, opened, log);
  let ticker: Ticker | null = null;
  try {
    ticker = role === 'worker' ? null : await startSchedules(config, opened, log);
    const http = await serveHttp(config, opened, chat, { role, probes, version, logger });
    const isProbe = role === 'worker' && http !== null;
    return {
      address: isProbe ? null : (http?.address ?? null),
      notes: [...(isProbe ? [`Probes are answered on ${http.address}`] : []), ...(chat?.notes ?? [])],
      async stop() {
        // Answers and calls that wait for the database are not waited for: the process is to exit.
        await within(SHUTDOWN_LIMIT_MS, Promise.all([ticker?.stop(), chat?.stop(), http?.close()]));
        await opened.close();
      },
    };
  } catch (error) {
    await ticker?.stop();
    await chat?.stop();
    await opened.close();
    throw error;
  }
}

/** Null for a worker without probes. */
async function serveHttp(
  config: Config,
  opened: OpenedRunner,
  chat: Awaited<ReturnType<typeof startChat>> | null,
  { role, probes, version, logger }: ServiceOptions & { readonly version: string; readonly logger: Logger },
): Promise<HttpServer | null> {
  const { service } = opened;
  const { HOST: host, PORT: port } = config.environment;
  const listening = { tokens: accessTokens(config.environment), host, port };
  const metrics = createMetrics(service);
  if (role === 'worker') {
    return probes ? await createProbeServer({ service, metrics: metrics.text, ...listening }) : null;
  }
  return await createHttpServer({
    service,
    ledger: opened.ledger,
    schedules: opened.schedules,
    flows: opened.catalogue.flows,
    personas: opened.catalogue.personas,
    sampleReport: createSampleReports(opened.catalogue.flows),
    formatReport: createReportFormats({ version }),
    pictures: createRunPictures({ catalogue: opened.catalogue, now: Date.now }),
    source: async (run_id, place) => sourceView(await opened.runner.files.read(run_id, place), place),
    chat: chat?.runs ?? createRunChat({ ...opened, places: [], posts: opened.runner.posts }),
    projects: async () => offeredProjects(config),
    resolveTarget: async (id, change) => {
      const project = resolveAllowedProject(id, config);
      return (await runTarget({ project, usual: null, change }, config)) ?? { project, pull_request: null };
    },
    pages: addConsole,
    mounts: chat?.mounts ?? [],
    away: () => chat?.away() ?? [],
    inspection: inspectionOf(config, opened),
    metrics: metrics.text,
    limits: httpLimits(config),
    onAnswer: metrics.onAnswer,
    ...listening,
    version,
    log: logger,
  });
}

function inspectionOf(config: Config, opened: OpenedRunner): Inspection {
  const { catalogue, problems, chooseBackend, runner, service } = opened;
  return createInspection({
    ...{ config, catalogue, chooseBackend },
    records: runner.records,
    checks: async () =>
      await doctorChecks(
        config,
        false,
        async () => ({ catalogue, problems }),
        openDatabaseCheck(config, service),
      ),
    now: Date.now,
  });
}

function httpLimits({ settings: { limits } }: Config): HttpLimits {
  return { perMinute: limits.http_requests_per_minute, connections: limits.http_connections };
}
