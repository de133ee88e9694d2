/** `/api/runs`: start, list, read, cancel and retry runs. */
import { z } from 'zod';
import { RunCounts, RunDetail, RunPage } from '../../../runner/core/documents.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import type { Project } from '../../../runner/core/ports/repository.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import type { PullRequest } from '../../../runner/core/pull-request.ts';
import { RUN_STATUSES } from '../../../runner/core/run.ts';
import { RunBody } from '../../../runner/core/run-options.ts';
import { RunBrief } from '../../../runner/core/step-detail.ts';
import { WAITING_TYPES, waitingLine } from '../../../runner/core/waiting.ts';
import { ErrorDocument } from '../errors.ts';
import { IdempotencyHeaders, requestKeyOf } from '../idempotency-key.ts';
import { flag, given, listLimit, optionalText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';

const Filter = {
  project_id: optionalText,
  flow_name: optionalText,
  requested_by: optionalText,
  text: optionalText,
};
const CountQuery = z.strictObject(Filter);
const ListQuery = z.strictObject({
  ...Filter,
  status: z
    .enum(['', ...RUN_STATUSES])
    .transform((status) => (status === '' ? undefined : status))
    .optional(),
  limit: listLimit,
  cursor: optionalText,
});

const ReadQuery = z.strictObject({
  brief: flag.describe('without outputs and the report, and with the attempts of the steps'),
});

/** Also why a run makes no progress, in words; null if it does, or has ended. */
const waiting = z.object({ type: z.enum(WAITING_TYPES), message: z.string() }).nullable();
const ShownRun = z.union([RunDetail.extend({ waiting }), RunBrief.extend({ waiting })]);
const RunPath = z.object({ id: z.string() });
const RunId = z.object({ run_id: z.uuid() });
const NoBody = z.strictObject({}).nullish();

export interface RunRouteOptions {
  readonly service: RunnerService;
  /** resolves what API callers name; throws `unknown_project`, and refusals of a request that is not the project's */
  resolveTarget(
    project_id: string,
    change: z.output<typeof RunBody>['pull_request'],
  ): Promise<{ readonly project: Project; readonly pull_request: PullRequest | null }>;
}

export function addRunRoutes(server: ZodServer, options: RunRouteOptions): void {
  addStart(server, options);
  addReads(server, options);
  addActions(server, options);
}

function addStart(server: ZodServer, { service, resolveTarget }: RunRouteOptions): void {
  server.post(
    '/api/runs',
    {
      schema: {
        summary: 'Start a run',
        headers: IdempotencyHeaders,
        body: RunBody,
        response: { 201: RunId, 400: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ body, raw }, reply) => {
      const once = requestKeyOf(raw, body);
      const { project_id, input, pull_request: change, commits, ...options } = body;
      const target = await resolveTarget(project_id, change);
      const settled = { id: null, ...target, resolves: 'now', requested_by: 'api' } as const;
      const { run_id } = await service.start({
        ...options,
        ...input,
        ...settled,
        ...(commits === undefined ? {} : { commits }),
        ...(once === undefined ? {} : { once }),
      });
      return reply.code(201).header('location', `/api/runs/${run_id}`).send({ run_id });
    },
  );
}

function addReads(server: ZodServer, { service }: RunRouteOptions): void {
  server.get(
    '/api/runs',
    {
      schema: {
        summary: 'List runs, newest first',
        querystring: ListQuery,
        response: { 200: RunPage, 400: ErrorDocument },
      },
    },
    async ({ query: { limit, ...query } }) => await service.runs({ limit, ...given(query) }),
  );

  server.get(
    '/api/runs/counts',
    {
      schema: {
        summary: 'How many runs there are, by status',
        querystring: CountQuery,
        response: { 200: RunCounts, 400: ErrorDocument },
      },
    },
    async ({ query }) => await service.runCounts(given(query)),
  );

  server.get(
    '/api/runs/:id',
    {
      schema: {
        summary: 'One run with its steps and its report',
        params: RunPath,
        querystring: ReadQuery,
        response: { 200: ShownRun, 404: ErrorDocument },
      },
    },
    async ({ params, query: { brief } }) => {
      const run_id = knownForm(params.id);
      const detail = brief ? await service.brief(run_id) : await service.run(run_id);
      const reason = detail.run.status === 'running' ? await service.waiting({ run_id }) : null;
      const waiting = reason === null ? null : { type: reason.type, message: waitingLine(reason) };
      return { ...detail, waiting };
    },
  );
}

function addActions(server: ZodServer, { service }: RunRouteOptions): void {
  for (const action of ['cancel', 'retry'] as const) {
    server.post(
      `/api/runs/:id/${action}`,
      {
        schema: {
          summary:
            action === 'cancel'
              ? 'Cancel a running run'
              : 'Retry the failed steps of a run, or continue a cancelled one',
          params: RunPath,
          body: NoBody,
          response: { 202: RunId, 404: ErrorDocument, 409: ErrorDocument },
        },
      },
      async ({ params }, reply) => {
        const run_id = knownForm(params.id);
        await service[action](run_id, 'api');
        return reply.code(202).send({ run_id });
      },
    );
  }
}

/** A malformed id is reported like an unknown one. */
export function knownForm(id: string): string {
  if (z.uuid().safeParse(id).success) return id;
  throw new BatonError('not_found', 'unknown_run', `There is no run ${JSON.stringify(id)}.`);
}
