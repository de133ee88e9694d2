/** `/api/schedules`: runs that start by themselves. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Schedules } from '../../../runner/core/ports/schedules.ts';
import { ScheduleDocument, ScheduledRun } from '../../../runner/core/schedule.ts';
import { FOCUS, text } from '../../../runner/core/text-faults.ts';
import { ErrorDocument } from '../errors.ts';
import { IdempotencyHeaders, requestKeyOf } from '../idempotency-key.ts';
import { given, optionalText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';

const ListQuery = z.strictObject({ project_id: optionalText });
const SchedulePath = z.object({ id: z.string() });
const ScheduleList = z.object({ schedules: z.array(ScheduleDocument) });
const RunId = z.object({ run_id: z.uuid() });
const NoBody = z.strictObject({}).nullish();

const fields = {
  name: text().nullable().describe('null: made of the flow, the project and the time'),
  when: text().describe('a cron expression of five fields, or words such as `weekdays 8:00`'),
  tz: text().describe('an IANA time zone such as Europe/Berlin'),
  post_to: text().nullable().describe('where its runs appear, such as slack:C0GENERAL1'),
  project_id: text().describe('an id of GET /api/projects, or a path below a configured root'),
  flow_name: text(),
  band: ScheduledRun.shape.band,
  fast: z.boolean(),
  question: FOCUS.nullable().describe("the focus; null: the flow's own question"),
  backend: text().nullable(),
  model: text().nullable(),
};

const AddBody = z.strictObject({
  ...fields,
  name: fields.name.default(null),
  tz: fields.tz.default('UTC'),
  post_to: fields.post_to.default(null),
  band: fields.band.default('small'),
  fast: fields.fast.default(false),
  question: fields.question.default(null),
  backend: fields.backend.default(null),
  model: fields.model.default(null),
});
const ChangeBody = z.strictObject({ ...fields, paused: z.boolean() }).partial();

const ACTOR = 'api';

export function addScheduleRoutes(server: ZodServer, schedules: Schedules): void {
  addReads(server, schedules);
  addChanges(server, schedules);
  addRemovalAndRun(server, schedules);
}

function addReads(server: ZodServer, schedules: Schedules): void {
  server.get(
    '/api/schedules',
    {
      schema: {
        summary: 'List schedules, the next to fire first',
        querystring: ListQuery,
        response: { 200: ScheduleList, 400: ErrorDocument },
      },
    },
    async ({ query }) => ({ schedules: [...(await schedules.list(given(query)))] }),
  );

  server.get(
    '/api/schedules/:id',
    {
      schema: {
        summary: 'One schedule',
        params: SchedulePath,
        response: { 200: ScheduleDocument, 404: ErrorDocument },
      },
    },
    async ({ params }) => await schedules.get(params.id),
  );
}

function addChanges(server: ZodServer, schedules: Schedules): void {
  server.post(
    '/api/schedules',
    {
      schema: {
        summary: 'Add a schedule',
        headers: IdempotencyHeaders,
        body: AddBody,
        response: { 201: ScheduleDocument, 400: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ body, raw }, reply) => {
      const { name, when, tz, post_to, ...run } = body;
      const once = requestKeyOf(raw, body);
      const keyed = once === undefined ? [] : ([idOf(once.key), once.hash] as const);
      const added = await schedules.add({ name, when, tz, post_to, run }, ACTOR, ...keyed);
      return reply.code(201).header('location', `/api/schedules/${added.id}`).send(added);
    },
  );

  server.patch(
    '/api/schedules/:id',
    {
      schema: {
        summary: 'Change, pause or resume a schedule; what is left out stays as it is',
        params: SchedulePath,
        body: ChangeBody,
        response: { 200: ScheduleDocument, 400: ErrorDocument, 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ params: { id }, body: { paused, ...body } }) => {
      const { name, when, tz, post_to, ...run } = body;
      const change = { ...given({ name, when, tz, post_to }), ...given({ run: orNothing(given(run)) }) };
      if (Object.keys(change).length > 0) await schedules.change(id, change, ACTOR);
      if (paused !== undefined) await schedules[paused ? 'pause' : 'resume'](id, ACTOR);
      return await schedules.get(id);
    },
  );
}

function addRemovalAndRun(server: ZodServer, schedules: Schedules): void {
  server.delete(
    '/api/schedules/:id',
    {
      schema: {
        summary: 'Remove a schedule; its runs are kept',
        params: SchedulePath,
        response: { 204: z.null(), 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ params }, reply) => {
      await schedules.remove(params.id, ACTOR);
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/api/schedules/:id/run',
    {
      schema: {
        summary: 'Start the run of a schedule now, beside its fire times',
        headers: IdempotencyHeaders,
        params: SchedulePath,
        body: NoBody,
        response: { 201: RunId, 400: ErrorDocument, 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ params, raw }, reply) => {
      const { run_id } = await schedules.run(params.id, ACTOR, requestKeyOf(raw, null)?.key);
      return reply.code(201).header('location', `/api/runs/${run_id}`).send({ run_id });
    },
  );
}

/** Makes the id of a schedule from the key of its request, so that the request adds one however often it is sent. */
function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function orNothing<Values extends object>(values: Values): Values | undefined {
  return Object.keys(values).length === 0 ? undefined : values;
}
