/** A follow-up question as a job: the run's back end answers as the step's persona, at the run's commit. */
import { agentOf } from '../core/run.ts';
import type { QuestionJob } from '../queue/question-jobs.ts';
import { transcriptOf } from '../store/chat-rows.ts';
import {
  answersBefore,
  claimQuestion,
  type HeldQuestion,
  type QuestionClaim,
  questionsOf,
} from '../store/question-rows.ts';
import { readRun } from '../store/run-rows.ts';
import { transaction } from '../store/transaction.ts';
import { addQuestionUsage } from '../store/usage-rows.ts';
import { answerReadOnly } from './agent-answer.ts';
import { inputOf } from './execution.ts';
import { cleaned, type ExecutionOptions } from './execution-options.ts';
import type { Job } from './job.ts';
import { faultQuestion, returnQuestion, settleQuestion } from './questions.ts';
import { createUsageMeter } from './usage-meter.ts';

export function questionJob(options: ExecutionOptions, job: QuestionJob, worker_id: string): Job {
  const { context } = options;
  const { run_id, question_id, attempt } = job;
  const claim: QuestionClaim = { run_id, question_id, attempt, worker_id };
  return {
    key: `${question_id} ${attempt}`,
    name: `question ${question_id}`,
    worker_id,
    ends_with: null,
    async claim() {
      const held = await claimQuestion(context.pool, claim);
      if (held === null) return null;
      context.announcer.changed(run_id);
      return {
        async perform(signal) {
          const said = await answer(options, claim, held, signal);
          return () => settleQuestion(context, claim, { answer: said });
        },
        fault: (fault) => faultQuestion(context, claim, held.faults, fault),
      };
    },
    release: () => returnQuestion(context, claim),
  };
}

/** The questions that the database says a worker has in its hands. */
export async function questionJobsOf(options: ExecutionOptions, worker_id: string): Promise<Job[]> {
  const claims = await questionsOf(options.context.pool, worker_id);
  return claims.map((claim) => questionJob(options, claim, worker_id));
}

/** The answer with its secrets masked. */
async function answer(
  options: ExecutionOptions,
  { run_id, question_id }: QuestionClaim,
  held: HeldQuestion,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const { locked, transcript, earlier } = await transaction(options.context.pool, async (tx) => ({
    locked: await readRun(tx, run_id),
    transcript: await transcriptOf(tx, held.chat_id),
    earlier: await answersBefore(tx, held),
  }));
  const run = locked?.run;
  const step = locked?.steps.find(({ spec }) => spec.step_id === held.step_id)?.spec;
  if (!locked || !run?.pin || step === undefined) throw new Error(`run ${run_id} has nothing to ask about`);
  const { pin } = run;
  await options.budgetWatch.admitQuestion(run);
  const { backend, model } = agentOf(run, step);
  const meter = createUsageMeter(model, options.prices);
  const pooled = await options.repositoryPool.take(run, pin);
  try {
    const { repository } = pooled;
    const input = inputOf(options, locked, { pin, step, repository, signal });
    const followUp = { question: held.question, transcript, earlier };
    const brief = await options.catalogue.agentSteps.prepareQuestion(input, followUp);
    const asked = { run, pin, repository, id: question_id, step, brief };
    return await cleaned(options, await answerReadOnly(options, asked, signal, meter.note));
  } finally {
    pooled.release();
    await addQuestionUsage(options.context.pool, question_id, { backend, ...meter.known() });
  }
}
