/** `/api/runs/:id/steps/:step_id` and `/api/runs/:id/questions`: one step with all that is known of it, and asking its agent. */
import { z } from 'zod';
import { BatonError } from '../../../runner/core/errors.ts';
import type { RunnerService } from '../../../runner/core/ports/service.ts';
import { QuestionDocument, StepDetail } from '../../../runner/core/step-detail.ts';
import { ErrorDocument } from '../errors.ts';
import { plainText } from '../queries.ts';
import type { ZodServer } from '../zod-routes.ts';
import { knownForm } from './runs.ts';

const StepPath = z.object({ id: z.string(), step_id: plainText });
const QuestionsPath = z.object({ id: z.string() });
const QuestionPath = z.object({ id: z.string(), question_id: z.string() });
const QuestionBody = z.strictObject({ step_id: plainText, question: plainText });
const WaitQuery = z.strictObject({
  wait_seconds: z
    .string()
    .regex(/^([1-9]|1\d|2[0-5])$/, 'is a number from 1 to 25')
    .default('20')
    .transform(Number),
});

export function addStepRoutes(server: ZodServer, service: RunnerService): void {
  server.get(
    '/api/runs/:id/steps/:step_id',
    {
      schema: {
        summary: 'One step with its prompt, its conversation, its attempts and the questions to its agent',
        params: StepPath,
        response: { 200: StepDetail, 404: ErrorDocument },
      },
    },
    async ({ params: { id, step_id } }) => await service.step(knownForm(id), step_id),
  );
  server.post(
    '/api/runs/:id/questions',
    {
      schema: {
        summary: 'Ask the agent of a step that has completed',
        params: QuestionsPath,
        body: QuestionBody,
        response: { 201: QuestionDocument, 400: ErrorDocument, 404: ErrorDocument, 409: ErrorDocument },
      },
    },
    async ({ params, body }, reply) => {
      const run_id = knownForm(params.id);
      const asked = await service.ask({ ...body, run_id, id: null, asked_by: 'api' });
      return reply.code(201).header('location', `/api/runs/${run_id}/questions/${asked.id}`).send(asked);
    },
  );
  addAnswer(server, service);
}

/** Waits, so that a page shows an answer as soon as it is there. */
function addAnswer(server: ZodServer, service: RunnerService): void {
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());
  server.get(
    '/api/runs/:id/questions/:question_id',
    {
      schema: {
        summary: 'A question once it is answered or has failed; 204 while it is neither',
        params: QuestionPath,
        querystring: WaitQuery,
        response: { 200: QuestionDocument, 204: z.null(), 404: ErrorDocument },
      },
    },
    async ({ params: { id, question_id }, query: { wait_seconds } }, reply) => {
      const run_id = knownForm(id);
      if (!z.uuid().safeParse(question_id).success) throw unknownQuestion(question_id);
      const left = new AbortController();
      reply.raw.on('close', () => left.abort());
      const enough = AbortSignal.any([AbortSignal.timeout(wait_seconds * 1000), left.signal, closing.signal]);
      try {
        const question = await service.answered(question_id, enough);
        if (question.run_id !== run_id) throw unknownQuestion(question_id);
        return question;
      } catch (error) {
        if (!enough.aborted) throw error;
        return reply.code(204).send(null);
      }
    },
  );
}

function unknownQuestion(id: string): BatonError {
  return new BatonError('not_found', 'unknown_question', `The run has no question ${JSON.stringify(id)}.`);
}
