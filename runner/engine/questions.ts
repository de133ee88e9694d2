/**
 * Transactions on follow-up questions: asking, requeueing and ending them. Each takes the run's lock first, like those of
 * steps, and reopens the run's posts, so that its thread shows the question and its answer even after the run has ended.
 */
import { BatonError, candidatesHint } from '../core/errors.ts';
import { afterFaults, type Fault } from '../core/faults.ts';
import type { QuestionRequest } from '../core/ports/service.ts';
import { MOST_LOSSES } from '../core/reconcile.ts';
import type { StepStatus } from '../core/run.ts';
import { parseFollowUp } from '../core/run-request.ts';
import type { QuestionDocument } from '../core/step-detail.ts';
import type { Bus } from '../events/bus.ts';
import { unknownRun } from '../store/document-rows.ts';
import { isOutage } from '../store/outage.ts';
import { reopenPosts } from '../store/post-rows.ts';
import {
  addStrandedQuestions,
  endQuestion,
  insertQuestion,
  type QuestionClaim,
  questionDocument,
  questionsOfDeadWorkers,
  requeueQuestion,
} from '../store/question-rows.ts';
import { audit, lockRun, lockRunAndSteps, type StepRow } from '../store/run-rows.ts';
import { type Database, type Transaction, transaction } from '../store/transaction.ts';
import { announceAfterCommit, type EngineContext } from './run-transactions.ts';

/** Stores the question and adds its job. Returns an existing question with the requested id as it is. */
export async function askQuestion(
  context: EngineContext,
  request: QuestionRequest,
): Promise<QuestionDocument> {
  const { run_id, step_id, asked_by } = request;
  const id = request.id ?? context.newId();
  const question = parseFollowUp(request.question);
  return announceAfterCommit(context, run_id, async (tx) => {
    const locked = await lockRunAndSteps(tx, run_id);
    const known = request.id === null ? null : await questionDocument(tx, id);
    if (known !== null) return known;
    if (locked === null) throw unknownRun(run_id);
    const chat_id = chatToAsk(locked.steps, step_id);
    insertQuestion(tx, {
      id,
      run_id,
      step_id,
      chat_id,
      asked_by,
      question,
      answer_in: request.answer_in ?? null,
    });
    reopenPosts(tx, run_id);
    audit(tx, asked_by, 'ask', run_id, { step: step_id });
    const stored = await questionDocument(tx, id);
    if (stored === null) throw new Error(`question ${id} was not stored`);
    return stored;
  });
}

/** Returns the chat of the step. Throws `unknown_step`, `no_agent` or `not_answered_yet`. */
function chatToAsk(steps: readonly StepRow[], step_id: string): string {
  const step = steps.find(({ spec }) => spec.step_id === step_id);
  if (step === undefined) {
    const agents = steps.filter(({ chat_id }) => chat_id !== null).map(({ spec }) => spec.step_id);
    const hint = candidatesHint(step_id, agents);
    throw new BatonError('not_found', 'unknown_step', `The run has no step "${step_id}". ${hint}`, {
      path: 'step_id',
    });
  }
  if (step.chat_id === null) {
    throw new BatonError(
      'refused',
      'no_agent',
      `The step ${step_id} is done by code; only agents can be asked.`,
      {
        path: 'step_id',
      },
    );
  }
  if (step.status !== 'completed') {
    throw new BatonError(
      'conflict',
      'not_answered_yet',
      `The step ${step_id} ${WITHOUT_ANSWER[step.status]}, so there is no answer to ask about.`,
      { path: 'step_id' },
    );
  }
  return step.chat_id;
}

const WITHOUT_ANSWER: Readonly<Record<Exclude<StepStatus, 'completed'>, string>> = {
  pending: 'has not started',
  running: 'is still running',
  failed: 'failed',
  skipped: 'was skipped',
};

const LOOK_MS = 2000;

/** Waits until the question is answered or has failed, also through outages of the database. */
export async function awaitAnswer(
  { pool }: EngineContext,
  bus: Bus,
  question_id: string,
  signal: AbortSignal,
): Promise<QuestionDocument> {
  let wake = (): void => undefined;
  let run_id: string | null = null;
  const unsubscribe = bus.subscribe((hint) => {
    if (hint.type === 'reconnected' || hint.run_id === run_id) wake();
  });
  const timer = setInterval(() => wake(), LOOK_MS);
  const stop = () => wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const change = Promise.withResolvers<void>();
      wake = change.resolve;
      signal.throwIfAborted();
      const question = await questionNow(pool, question_id);
      if (question?.state === 'answered' || question?.state === 'failed') return question;
      run_id = question?.run_id ?? run_id;
      await change.promise;
    }
  } finally {
    unsubscribe();
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Returns null during an outage of the database. */
async function questionNow(pool: Database, question_id: string): Promise<QuestionDocument | null> {
  try {
    const question = await transaction(pool, (tx) => questionDocument(tx, question_id));
    if (question !== null) return question;
  } catch (error) {
    if (!isOutage(error)) throw error;
    return null;
  }
  throw new BatonError('not_found', 'unknown_question', `There is no question ${question_id}.`);
}

/** Ends a question with its answer or an error; changes nothing if the worker no longer holds it. */
export function finishQuestion(
  context: EngineContext,
  held: QuestionClaim,
  outcome: { readonly answer: string } | { readonly error: string },
): Promise<void> {
  return onRun(context, held.run_id, async (tx) => {
    if (await endQuestion(tx, held, outcome)) reopenPosts(tx, held.run_id);
  });
}

/** Requeues a question after an error if that may help, and fails it otherwise. `faults`: failed tries before this attempt. */
export function recordQuestionFault(
  context: EngineContext,
  held: QuestionClaim,
  faults: number,
  fault: Fault,
): Promise<void> {
  const next = afterFaults(faults, fault);
  if (next.type === 'fail') return finishQuestion(context, held, { error: next.error });
  return onRun(context, held.run_id, async (tx) => requeueQuestion(tx, held, 'fault', next));
}

/** Requeues a question, which counts as no failure. */
export function releaseQuestion(context: EngineContext, held: QuestionClaim): Promise<void> {
  return onRun(context, held.run_id, async (tx) => requeueQuestion(tx, held, 'returned'));
}

/** Requeues the questions of dead workers, and adds jobs for questions that no job would deliver. */
export async function sweepQuestions(context: EngineContext): Promise<void> {
  for (const lost of await questionsOfDeadWorkers(context.pool)) {
    if (lost.losses < MOST_LOSSES)
      await onRun(context, lost.run_id, async (tx) => requeueQuestion(tx, lost, 'lost'));
    else await finishQuestion(context, lost, { error: WORKER_LOST });
  }
  await addStrandedQuestions(context.pool);
}

const WORKER_LOST = `its worker died ${MOST_LOSSES + 1} times; it may be what kills them`;

function onRun<T>(context: EngineContext, run_id: string, body: (tx: Transaction) => Promise<T>): Promise<T> {
  return announceAfterCommit(context, run_id, async (tx) => {
    await lockRun(tx, run_id);
    return body(tx);
  });
}
