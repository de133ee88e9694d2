/** Reads runs and steps for those who follow them: a run without its texts, and one step with all that is known of it. */
import type { Pool } from 'pg';
import type { RunDocument, StepDocument } from '../core/documents.ts';
import { BatonError, candidatesHint } from '../core/errors.ts';
import { hostName } from '../core/hosts.ts';
import type { AttemptDocument, RunBrief, StepDetail } from '../core/step-detail.ts';
import { transcriptOf } from '../core/transcript.ts';
import { MOST_FRAMES, newestFrames } from './chat-rows.ts';
import { RUN_DOCUMENT, stepColumns, time, unknownRun } from './document-rows.ts';
import { questionDocuments } from './question-rows.ts';
import type { Asked } from './task-rows.ts';
import { type Statement, snapshot, type Transaction } from './transaction.ts';

const FROM_STEPS =
  'FROM flow_steps step LEFT JOIN tasks task ON task.id = step.task_id WHERE step.run_id = $1';

const readRun: Statement = {
  name: 'run_brief',
  text: `SELECT ${RUN_DOCUMENT} FROM flow_runs run WHERE run.id = $1`,
};

const readSteps: Statement = {
  name: 'step_briefs',
  text: `SELECT ${stepColumns('NULL::text')} ${FROM_STEPS} ORDER BY step.position`,
};

const readStep: Statement = {
  name: 'step_document',
  text: `SELECT ${stepColumns('step.output')} ${FROM_STEPS} AND step.step_id = $2`,
};

const readAttempts: Statement = {
  name: 'attempts',
  text: `SELECT task.step_id, task.attempt, task.state, task.backend, task.model, task.agent_version, worker.host,
                task.input_tokens::float8, task.output_tokens::float8, task.cost::float8, task.error,
                ${time('task.created_at')}, ${time('task.started_at')}, ${time('task.completed_at')}
           FROM tasks task LEFT JOIN workers worker ON worker.id = task.worker_id
          WHERE task.run_id = $1 AND ($2::text IS NULL OR task.step_id = $2)
          ORDER BY task.created_at, task.attempt`,
};

const readPrompt: Statement = {
  name: 'read_prompt',
  text: `SELECT system, prompt FROM tasks WHERE run_id = $1 AND step_id = $2 AND prompt IS NOT NULL
          ORDER BY attempt DESC LIMIT 1`,
};

/** Reads a consistent snapshot. Throws `unknown_run`. */
export async function runBrief(pool: Pool, run_id: string): Promise<RunBrief> {
  const [runs, steps, attempts] = await snapshot(pool, (tx) =>
    Promise.all([
      tx.query<RunDocument>(readRun, [run_id]),
      tx.query<StepDocument>(readSteps, [run_id]),
      attemptDocuments(tx, run_id, null),
    ]),
  );
  const [run] = runs.rows;
  if (run === undefined) throw unknownRun(run_id);
  return { run, steps: steps.rows, report: null, attempts };
}

/** Everything about a step but the text of its persona. Throws `unknown_run` or `unknown_step`. */
export async function stepDetail(
  pool: Pool,
  run_id: string,
  step_id: string,
): Promise<Omit<StepDetail, 'persona'>> {
  return snapshot(pool, async (tx) => {
    const step = await stepDocument(tx, run_id, step_id);
    const [frames, attempts, prompts, questions] = await Promise.all([
      step.chat_id === null ? [] : newestFrames(tx, step.chat_id),
      attemptDocuments(tx, run_id, step_id),
      tx.query<Asked & Record<string, unknown>>(readPrompt, [run_id, step_id]),
      questionDocuments(tx, run_id),
    ]);
    return {
      step,
      prompt: prompts.rows[0] ?? null,
      transcript: [...transcriptOf(frames)],
      transcript_is_cut: frames.length === MOST_FRAMES,
      attempts,
      questions: questions.filter((question) => question.step_id === step_id),
    };
  });
}

/** The attempts of all agent steps, or of one step, oldest first. */
async function attemptDocuments(
  tx: Transaction,
  run_id: string,
  step_id: string | null,
): Promise<AttemptDocument[]> {
  const { rows } = await tx.query<AttemptDocument>(readAttempts, [run_id, step_id]);
  return rows.map((row) => ({ ...row, host: row.host === null ? null : hostName(row.host) }));
}

async function stepDocument(tx: Transaction, run_id: string, step_id: string): Promise<StepDocument> {
  const { rows } = await tx.query<StepDocument>(readStep, [run_id, step_id]);
  if (rows[0] !== undefined) return rows[0];
  const steps = await tx.query<StepDocument>(readSteps, [run_id]);
  if (steps.rows.length === 0) throw unknownRun(run_id);
  const hint = candidatesHint(
    step_id,
    steps.rows.map((step) => step.step_id),
  );
  throw new BatonError('not_found', 'unknown_step', `The run has no step "${step_id}". ${hint}`, {
    path: 'step_id',
  });
}
