/**
 * The two kinds of jobs that a worker executes: a step of a run, and a follow-up question to the agent of a step. One job
 * is one attempt. Its results are stored only while the worker still owns the job.
 */
import type { Fault } from '../core/faults.ts';
import { agentOf } from '../core/run.ts';
import type { QuestionJob, StepJob } from '../queue/jobs.ts';
import { transcriptOf } from '../store/chat-rows.ts';
import {
  answersBefore,
  claimQuestion,
  type HeldQuestion,
  type QuestionClaim,
  questionsOf,
} from '../store/question-rows.ts';
import { readRun } from '../store/run-rows.ts';
import { type Claim, claimsOf } from '../store/step-rows.ts';
import { transaction } from '../store/transaction.ts';
import { addQuestionUsage } from '../store/usage-rows.ts';
import { answerReadOnly } from './agent-answer.ts';
import { execute, stepInput } from './execution.ts';
import { type ExecutionOptions, storableText } from './execution-options.ts';
import { finishQuestion, recordQuestionFault, releaseQuestion } from './questions.ts';
import { claimStep, completeStep, recordStepFault, releaseStep } from './run-transactions.ts';
import { createUsageMeter } from './usage-meter.ts';

export interface Job {
  /** identifies this attempt in every process */
  readonly key: string;
  /** for the log, e.g. `step lens:security` */
  readonly name: string;
  readonly worker_id: string;
  /** the run whose cancellation ends the job; null for a question, which continues */
  readonly ends_with: string | null;
  /** Returns null if the job is no longer to be done: it was delivered twice or late, or its run has ended. */
  claim(): Promise<ClaimedJob | null>;
  /** Requeues the job, which counts as no failure; changes nothing if the worker does not hold it. */
  release(reason: string): Promise<unknown>;
}

/** A job that the worker holds. */
export interface ClaimedJob {
  /** Does the work and returns a function that stores its result. Throws the error of the work. */
  perform(signal: AbortSignal): Promise<() => Promise<unknown>>;
  /** Stores that the work failed: it is retried if that may help. */
  fault(fault: Fault): Promise<unknown>;
}

/** Executes a step. */
export function stepJob(options: ExecutionOptions, job: StepJob, worker_id: string): Job {
  const { context } = options;
  const { run_id, step_id, attempt } = job;
  const claim: Claim = { run_id, step_id, attempt, worker_id };
  return {
    key: `${run_id} ${step_id} ${attempt}`,
    name: `step ${step_id}`,
    worker_id,
    ends_with: run_id,
    async claim() {
      await enforceBudgets(options, job);
      const locked = await claimStep(context, claim);
      if (locked === null) return null;
      return {
        async perform(signal) {
          const result = await execute(options, claim, locked, signal);
          return async () => {
            await completeStep(context, claim, result);
            await enforceBudgets(options, job);
          };
        },
        fault: (fault) => recordStepFault(context, claim, fault),
      };
    },
    release: (reason) => releaseStep(context, claim, reason),
  };
}

/** Compares usage with the budgets before and after an agent step; code steps use nothing. */
async function enforceBudgets({ context, budgetWatch }: ExecutionOptions, job: StepJob): Promise<void> {
  const plan = await context.plans.get(job.run_id);
  if (plan?.specs.get(job.step_id)?.kind === 'agent') await budgetWatch.enforce(plan.run);
}

/** Returns the steps that the worker holds according to the database. */
export async function ownedStepJobs(options: ExecutionOptions, worker_id: string): Promise<Job[]> {
  const claims = await claimsOf(options.context.pool, worker_id);
  return claims.map((claim) => stepJob(options, claim, worker_id));
}

/** Has the step's agent answer a follow-up question, with the same back end, persona and commit. */
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
          const text = await answer(options, claim, held, signal);
          return () => finishQuestion(context, claim, { answer: text });
        },
        fault: (fault) => recordQuestionFault(context, claim, held.faults, fault),
      };
    },
    release: () => releaseQuestion(context, claim),
  };
}

/** Returns the questions that the worker holds according to the database. */
export async function ownedQuestionJobs(options: ExecutionOptions, worker_id: string): Promise<Job[]> {
  const claims = await questionsOf(options.context.pool, worker_id);
  return claims.map((claim) => questionJob(options, claim, worker_id));
}

/** Returns the answer with its secrets masked. */
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
    const input = stepInput(options, locked, { pin, step, repository, signal });
    const followUp = { question: held.question, transcript, earlier };
    const brief = await options.catalogue.agentSteps.prepareQuestion(input, followUp);
    const asked = { run, pin, repository, id: question_id, step, brief };
    return await storableText(options, await answerReadOnly(options, asked, signal, meter.note));
  } finally {
    pooled.release();
    await addQuestionUsage(options.context.pool, question_id, { backend, ...meter.known() });
  }
}
