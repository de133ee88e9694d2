/**
 * Rows of `questions`: asked under the run's lock, delivered by the queue and fenced like steps: only the holder of
 * question, attempt and worker may end one.
 */
import type { Pool } from 'pg';
import type { AnswerPlace } from '../core/ports/service.ts';
import type { QuestionDocument } from '../core/step-detail.ts';
import { QUESTION_KEY, QUESTION_SPEC, type QuestionJob } from '../queue/jobs.ts';
import { time } from './document-rows.ts';
import type { Statement, Transaction } from './transaction.ts';
import { live } from './worker-rows.ts';

/** A question that a worker holds. */
export interface QuestionClaim extends QuestionJob {
  readonly worker_id: string;
}

/** What the worker needs to answer it. */
export interface HeldQuestion {
  readonly step_id: string;
  readonly chat_id: string;
  readonly n: number;
  readonly question: string;
  /** passing faults so far */
  readonly faults: number;
}

const QUESTION_DOCUMENT = `id, run_id, step_id, n, asked_by, card, question, state, answer, error, ${time('asked_at')}, ${time('answered_at')}`;

const readQuestion: Statement = {
  name: 'read_question',
  text: `SELECT ${QUESTION_DOCUMENT} FROM questions WHERE id = $1`,
};

export async function questionDocument(
  tx: Transaction,
  question_id: string,
): Promise<QuestionDocument | null> {
  const { rows } = await tx.query<QuestionDocument & Record<string, unknown>>(readQuestion, [question_id]);
  return rows[0] ?? null;
}

const readQuestions: Statement = {
  name: 'read_questions',
  text: `SELECT ${QUESTION_DOCUMENT} FROM questions WHERE run_id = $1 ORDER BY n`,
};

/** Returns a run's questions in the order in which they were asked. */
export async function questionDocuments(tx: Transaction, run_id: string): Promise<QuestionDocument[]> {
  const { rows } = await tx.query<QuestionDocument & Record<string, unknown>>(readQuestions, [run_id]);
  return rows;
}

export interface NewQuestion {
  readonly id: string;
  readonly run_id: string;
  readonly step_id: string;
  readonly chat_id: string;
  readonly asked_by: string;
  readonly question: string;
  readonly answer_in: AnswerPlace | null;
}

const insertQuestionRow: Statement = {
  name: 'insert_question',
  text: `WITH asked AS (
           INSERT INTO questions (id, run_id, step_id, chat_id, asked_by, question, n, card)
           SELECT $1, $2, $3, $4, $5, $6, next.n, CASE WHEN $10::text IS NULL THEN $7::text ELSE 'answer:' || next.n END
             FROM (SELECT 1 + coalesce(max(n), 0) AS n FROM questions WHERE run_id = $2) AS next
           RETURNING id, run_id, attempt, n),
         private AS (
           INSERT INTO posts (run_id, key, platform, workspace, channel)
           SELECT run_id, 'answer:' || n, $8, $9, $10 FROM asked WHERE $10::text IS NOT NULL)
         SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
           SELECT ${QUESTION_SPEC('host', 'NULL')} FROM (SELECT asked.*, run.host FROM asked JOIN flow_runs run ON run.id = run_id) AS question))`,
};

/** Stores the question with the run's next number, and its answer's post if that has a channel of its own, and adds its job. Call it with the run locked. */
export function insertQuestion(tx: Transaction, asked: NewQuestion): void {
  const { id, run_id, step_id, chat_id, asked_by, question, answer_in } = asked;
  const place =
    answer_in === null || 'card' in answer_in
      ? [answer_in?.card ?? null, null, null, null]
      : [null, answer_in.platform, answer_in.workspace, answer_in.channel];
  tx.send(insertQuestionRow, [id, run_id, step_id, chat_id, asked_by, question, ...place]);
}

const claimQuestionRow: Statement = {
  name: 'claim_question',
  text: `UPDATE questions SET state = 'running', worker_id = $3 WHERE id = $1 AND attempt = $2 AND state = 'pending'
         RETURNING step_id, chat_id, n, question, faults`,
};

/** Claims a question whose job was delivered. Returns null if this attempt is no longer to be answered. */
export async function claimQuestion(pool: Pool, wanted: QuestionClaim): Promise<HeldQuestion | null> {
  const values = [wanted.question_id, wanted.attempt, wanted.worker_id];
  const { rows } = await pool.query<HeldQuestion>({ ...claimQuestionRow, values });
  return rows[0] ?? null;
}

const earlierAnswers: Statement = {
  name: 'earlier_answers',
  text: `SELECT question, answer FROM questions WHERE chat_id = $1 AND n < $2 AND state = 'answered' ORDER BY n`,
};

/** Returns the earlier questions of the chat with their answers. */
export async function answersBefore(
  tx: Transaction,
  { chat_id, n }: Pick<HeldQuestion, 'chat_id' | 'n'>,
): Promise<{ question: string; answer: string }[]> {
  const { rows } = await tx.query<{ question: string; answer: string }>(earlierAnswers, [chat_id, n]);
  return rows;
}

const endQuestionRow: Statement = {
  name: 'end_question',
  text: `UPDATE questions SET state = CASE WHEN $5::text IS NULL THEN 'answered' ELSE 'failed' END,
                answer = $4, error = $5, answered_at = clock_timestamp()
          WHERE id = $1 AND attempt = $2 AND worker_id = $3 AND state = 'running'`,
};

/** Returns false, and changes nothing, if the worker no longer holds the question. */
export async function endQuestion(
  tx: Transaction,
  held: QuestionClaim,
  outcome: { readonly answer: string } | { readonly error: string },
): Promise<boolean> {
  const ending = 'answer' in outcome ? [outcome.answer, null] : [null, outcome.error];
  const values = [held.question_id, held.attempt, held.worker_id, ...ending];
  const { rowCount } = await tx.query(endQuestionRow, values);
  return rowCount === 1;
}

const requeueQuestionRow: Statement = {
  name: 'requeue_question',
  text: `WITH again AS (
           UPDATE questions SET state = 'pending', worker_id = NULL, attempt = attempt + 1, dispatched_at = clock_timestamp(),
                  faults = faults + $6::int, losses = losses + ($4::text = 'lost')::int
            WHERE id = $1 AND attempt = $2 AND worker_id = $3 AND state = 'running'
           RETURNING id, run_id, attempt, CASE WHEN $5::int > 0 THEN clock_timestamp() + $5::int * interval '1 millisecond' END AS run_at)
         SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
           SELECT ${QUESTION_SPEC('host', 'run_at')} FROM (SELECT again.*, run.host FROM again JOIN flow_runs run ON run.id = run_id) AS question))
          WHERE EXISTS (SELECT FROM again)`,
};

/** Requeues the question; changes nothing if the worker no longer holds it. */
export function requeueQuestion(
  tx: Transaction,
  held: QuestionClaim,
  because: 'lost' | 'fault' | 'returned',
  { tries, delay_ms }: { readonly tries: number; readonly delay_ms: number } = { tries: 0, delay_ms: 0 },
): void {
  const values = [held.question_id, held.attempt, held.worker_id, because, delay_ms, tries];
  tx.send(requeueQuestionRow, values);
}

const heldQuestions: Statement = {
  name: 'held_questions',
  text: `SELECT run_id, id AS question_id, attempt, worker_id FROM questions WHERE worker_id = $1 AND state = 'running'`,
};

/** Returns the questions that the worker holds according to the database. */
export async function questionsOf(pool: Pool, worker_id: string): Promise<QuestionClaim[]> {
  const { rows } = await pool.query<QuestionClaim>({ ...heldQuestions, values: [worker_id] });
  return rows;
}

export interface AbandonedQuestion extends QuestionClaim {
  /** how many workers died while they held this question */
  readonly losses: number;
}

const abandonedQuestions: Statement = {
  name: 'abandoned_questions',
  text: `SELECT run_id, id AS question_id, attempt, worker_id, losses FROM questions
          WHERE state = 'running' AND NOT ${live('questions.worker_id')}`,
};

/** Returns the questions held by dead workers. */
export async function questionsOfDeadWorkers(pool: Pool): Promise<AbandonedQuestion[]> {
  const { rows } = await pool.query<AbandonedQuestion>(abandonedQuestions);
  return rows;
}

// As with steps: dispatched at least two seconds ago, and no job will deliver them soon.
const strandedQuestions: Statement = {
  name: 'add_stranded_questions',
  text: `WITH stranded AS (
           SELECT question.id, question.run_id, question.attempt, run.host
             FROM questions question
             JOIN flow_runs run ON run.id = question.run_id
             LEFT JOIN graphile_worker.jobs job ON job.key = ${QUESTION_KEY('question.id', 'question.attempt')}
            WHERE question.state = 'pending'
              AND (EXISTS (SELECT FROM workers dead WHERE job.locked_by = ANY (dead.pool_ids) AND NOT ${live('dead.id')})
                   OR (question.dispatched_at < clock_timestamp() - interval '2 seconds'
                       AND (job.id IS NULL OR job.locked_at < clock_timestamp() - interval '2 seconds'
                            OR (job.attempts > 0 AND job.locked_at IS NULL AND job.run_at > clock_timestamp())))))
         SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(SELECT ${QUESTION_SPEC('host', 'NULL')} FROM stranded))
          WHERE EXISTS (SELECT FROM stranded)`,
};

/** Adds a job for every dispatched question that no job would deliver. */
export async function addStrandedQuestions(pool: Pool): Promise<void> {
  await pool.query(strandedQuestions);
}
