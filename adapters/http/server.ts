/** The HTTP server: REST API, reports, WebSocket and operations. Errors say what is wrong and where. */
import compress from '@fastify/compress';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Inspection } from '../../runner/core/ports/inspection.ts';
import type { Ledger } from '../../runner/core/ports/ledger.ts';
import type { RunChat } from '../../runner/core/ports/run-chat.ts';
import type { Schedules } from '../../runner/core/ports/schedules.ts';
import type { Routes } from '../chat/routes.ts';
import { type Access, type AccessTokens, accessBy } from './access.ts';
import { assertSafeBinding, noListen } from './binding.ts';
import { answerErrors, answerFrameworkError } from './errors.ts';
import { guardServer } from './guard.ts';
import { parseJson } from './json-body.ts';
import { addMounts } from './mounts.ts';
import { createRequestRate } from './request-rate.ts';
import { addEstimateRoute } from './routes/estimate.ts';
import { addFindingRoutes } from './routes/findings.ts';
import { addFrameRoute, serveWebSockets } from './routes/frames.ts';
import { addInspectionRoutes } from './routes/inspection.ts';
import { addListingRoutes, type ListingOptions } from './routes/listings.ts';
import { addOperationRoutes } from './routes/operations.ts';
import { addPictureRoutes, type PictureRouteOptions } from './routes/pictures.ts';
import { addReportRoutes, type ReportRouteOptions } from './routes/reports.ts';
import { addRunChatRoutes } from './routes/run-chat.ts';
import { addRunRoutes, type RunRouteOptions } from './routes/runs.ts';
import { addScheduleRoutes } from './routes/schedules.ts';
import { addSessionRoutes } from './routes/session.ts';
import { addSourceRoute, type SourceRouteOptions } from './routes/source.ts';
import { addStepRoutes } from './routes/steps.ts';
import { answerExpectations, answerWireError } from './wire-errors.ts';
import { describeRoutes, withZod } from './zod-routes.ts';

/** A ticket and a log, in any language. */
const LARGEST_BODY = 256 * 1024;
const REQUEST_MS = 30_000;
/** Answers from this length on are compressed: a report as data is a megabyte, and an eighth of that as gzip. */
const COMPRESS_FROM_BYTES = 1_024;
/** A connection without a request is closed after this time; one that stands still in the middle of an answer, after twice that. */
const IDLE_MS = 60_000;
/** How often unfinished requests are checked for their time limit. */
const CHECK_EVERY_MS = 1_000;

export interface HttpOptions
  extends RunRouteOptions,
    ReportRouteOptions,
    PictureRouteOptions,
    SourceRouteOptions,
    ListingOptions {
  readonly ledger: Ledger;
  readonly chat: RunChat;
  readonly schedules: Schedules;
  readonly inspection: Inspection;
  /** in the Prometheus text format */
  metrics(): Promise<string>;
  /** called for every answered request, with the route's pattern, never the address as sent */
  readonly onAnswer: (answer: AnsweredRequest) => void;
  readonly mounts: readonly Routes[];
  /** the configured chat platforms that are currently disconnected */
  away(): readonly string[];
  readonly tokens: AccessTokens;
  /** the routes of the web console's pages, which need no token */
  readonly pages?: (server: FastifyInstance) => void;
  readonly host: string;
  /** 0 takes any free port */
  readonly port: number;
  readonly version: string;
  /** how long a request may take to arrive */
  readonly requestMs?: number;
  /** how long a connection may be open without a request */
  readonly idleMs?: number;
  readonly limits: HttpLimits;
  readonly log: FastifyBaseLogger;
}

export interface HttpLimits {
  /** requests of one token, session or address in a minute */
  readonly perMinute: number;
  /** connections at the same time, WebSockets among them */
  readonly connections: number;
}

export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface HttpServer {
  /** e.g. `http://127.0.0.1:3000` */
  readonly address: string;
  /** finishes requests, closes WebSockets, and frees the port */
  close(): Promise<void>;
}

/** Resolves once it is listening. Throws `open_binding`, or `no_listen` if the address is not available. */
export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const access = accessBy(options.tokens);
  assertSafeBinding(options.host, options.tokens);
  const requestTimeout = options.requestMs ?? REQUEST_MS;
  const idle = options.idleMs ?? IDLE_MS;
  const server = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LARGEST_BODY,
    requestTimeout,
    keepAliveTimeout: idle,
    connectionTimeout: 2 * idle,
    http: {
      // Otherwise a request without a Host header would get an error without a body.
      requireHostHeader: false,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      // Node swaps the two when the one for headers is longer, and then gives bodies the longer one.
      headersTimeout: requestTimeout,
      requestTimeout,
    },
    clientErrorHandler: answerWireError,
    frameworkErrors: answerFrameworkError,
    routerOptions: { ignoreTrailingSlash: true },
  });
  try {
    await prepare(server, options, access);
    limitConnections(server, options.limits.connections);
    const address = await listen(server, options);
    return { address, close: async () => await server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function prepare(server: FastifyInstance, options: HttpOptions, access: Access): Promise<void> {
  // First, so that an upgrade rejected by a later hook is closed too.
  await serveWebSockets(server);
  answerExpectations(server.server);
  readJsonOnly(server);
  answerErrors(server);
  guardServer(server, {
    ...{ host: options.host, access },
    rate: createRequestRate(options.limits.perMinute, () => performance.now()),
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const seconds = reply.elapsedTime / 1000;
    options.onAnswer({ method, route: routeOptions.url ?? 'unknown', status: reply.statusCode, seconds });
  });
  // Only what is sent: a small body that is received compressed could be of any length.
  await server.register(compress, {
    ...{ threshold: COMPRESS_FROM_BYTES, encodings: ['gzip'], globalDecompression: false },
  });
  const typed = withZod(server);
  await describeRoutes(server, options.version, access.isGuarded);
  await server.register(async () => {
    addSessionRoutes(typed, access);
    addRunRoutes(typed, options);
    addEstimateRoute(typed, options);
    addStepRoutes(typed, options.service);
    addRunChatRoutes(typed, options.chat);
    addFindingRoutes(typed, options.ledger);
    addScheduleRoutes(typed, options.schedules);
    addReportRoutes(typed, options);
    addPictureRoutes(typed, options);
    addSourceRoute(typed, options);
    addListingRoutes(typed, options);
    addInspectionRoutes(typed, options.inspection);
    addOperationRoutes(typed, options);
    addFrameRoute(typed, options.service);
    options.pages?.(server);
    await addMounts(server, options.mounts);
    server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  });
}

/** Closes connections beyond the limit at once, and says so at most once a minute. */
function limitConnections(server: FastifyInstance, most: number): void {
  const notices = createRequestRate(1, () => performance.now());
  server.server.maxConnections = most;
  server.server.on('drop', () => {
    if (notices.count('') === 0)
      server.log.warn(`connections beyond ${most} are closed (limits.http_connections)`);
  });
}

/**
 * Accepts only JSON: a page of another origin can send forms and plain text without asking. An empty body is no body.
 */
function readJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => (body.length === 0 ? undefined : parseJson(body)),
  );
}

async function listen(server: FastifyInstance, { host, port }: HttpOptions): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    throw noListen(cause, { host, port });
  }
}
