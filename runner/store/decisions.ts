/**
 * Applies the decisions of `advance` and `reconcile` in the transaction that holds the run's lock: the SQL counterpart
 * of `after` (`runner/core/decision.ts`).
 */

import type { Decision } from '../core/decision.ts';
import { nextTryLine } from '../core/wording.ts';
import { JOB_SPEC, taskIdentifier } from '../queue/jobs.ts';
import { recordReport } from './known-findings.ts';
import type { RunRow } from './run-rows.ts';
import { admitTasks, type Limits } from './task-rows.ts';
import type { Statement, Transaction } from './transaction.ts';

const requeueStep: Statement = {
  name: 'requeue_step',
  text: `WITH step AS (
           UPDATE flow_steps
              SET status = 'pending', worker_id = NULL, dispatched_at = NULL, started_at = NULL,
                  faults = faults + $5, losses = losses + ($3 = 'lost')::int, delay_ms = $6
            WHERE run_id = $1 AND step_id = $2
            RETURNING task_id)
         UPDATE tasks SET state = CASE $3 WHEN 'fault' THEN 'failed' ELSE 'lost' END, error = $4, completed_at = clock_timestamp()
           FROM step WHERE tasks.id = step.task_id AND tasks.state IN ('pending', 'running')`,
};

const failStep: Statement = {
  name: 'fail_step',
  text: `WITH step AS (
           UPDATE flow_steps
              SET status = 'failed', error = $3, fail_code = $4, worker_id = NULL, dispatched_at = NULL, completed_at = clock_timestamp()
            WHERE run_id = $1 AND step_id = $2
            RETURNING task_id)
         UPDATE tasks SET state = 'failed', error = $3, completed_at = clock_timestamp()
           FROM step WHERE tasks.id = step.task_id AND tasks.state IN ('pending', 'running')`,
};

const skipSteps: Statement = {
  name: 'skip_steps',
  text: `WITH step AS (
           UPDATE flow_steps SET status = 'skipped', error = skipped.reason, skip_cause = skipped.cause,
                  dispatched_at = NULL, completed_at = clock_timestamp()
             FROM unnest($2::text[], $3::text[], $4::text[]) AS skipped (step_id, reason, cause)
            WHERE run_id = $1 AND flow_steps.step_id = skipped.step_id
            RETURNING task_id, error)
         UPDATE tasks SET state = 'cancelled', error = step.error, completed_at = clock_timestamp()
           FROM step WHERE tasks.id = step.task_id AND tasks.state IN ('pending', 'running')`,
};

// `admitTasks` adds the jobs of agent tasks.
const computeSteps: Statement = {
  name: 'compute_steps',
  text: `WITH step AS (
           UPDATE flow_steps SET dispatched_at = clock_timestamp(), attempt = attempt + 1
             FROM unnest($3::text[], $4::int[]) AS wanted (id, delay_ms)
            WHERE run_id = $1 AND step_id = wanted.id
           RETURNING run_id, step_id, attempt,
                     CASE WHEN wanted.delay_ms > 0 THEN clock_timestamp() + wanted.delay_ms * interval '1 millisecond' END AS run_at)
         SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(SELECT ${JOB_SPEC('$2', 'run_at')} FROM step))`,
};

const dispatchSteps: Statement = {
  name: 'dispatch_steps',
  text: `WITH task AS (
           INSERT INTO tasks (id, run_id, step_id, attempt, backend, model, activity, run_at)
           SELECT new.id, step.run_id, step.step_id, step.attempt + 1,
                  coalesce(step.spec -> 'agent' ->> 'backend', $5),
                  CASE WHEN step.spec ? 'agent' THEN step.spec -> 'agent' ->> 'model' ELSE $6 END,
                  new.activity,
                  CASE WHEN new.delay_ms > 0 THEN clock_timestamp() + new.delay_ms * interval '1 millisecond' END
             FROM unnest($2::uuid[], $3::text[], $4::int[], $7::text[]) AS new (id, step_id, delay_ms, activity)
             JOIN flow_steps step ON step.run_id = $1 AND step.step_id = new.step_id
           RETURNING id, step_id)
         UPDATE flow_steps SET dispatched_at = clock_timestamp(), attempt = attempt + 1, task_id = task.id
           FROM task WHERE flow_steps.run_id = $1 AND flow_steps.step_id = task.step_id`,
};

const finishRun: Statement = {
  name: 'finish_run',
  text: `UPDATE flow_runs
            SET status = $2, error = $3, completed_at = clock_timestamp(),
                (report, outcome, document) =
                  (SELECT output, outcome, document FROM flow_steps
                    WHERE run_id = $1 AND status = 'completed' AND spec ->> 'always' = 'true'),
                (input_tokens, output_tokens, cost) =
                  (SELECT sum(input_tokens), sum(output_tokens), sum(cost) FROM tasks WHERE run_id = $1)
          WHERE id = $1`,
};

export interface Applying {
  readonly newId: () => string;
  readonly limits: Limits;
  /** whether waiting tasks of any run may be admitted */
  readonly hasRoom: boolean;
}

export function applyDecisions(
  tx: Transaction,
  run: RunRow,
  decisions: readonly Decision[],
  { newId, limits, hasRoom }: Applying,
): void {
  for (const decision of decisions) {
    if (decision.type === 'requeue') {
      const { step_id, because, reason, tries = 0, delay_ms = 0 } = decision;
      tx.send(requeueStep, [run.id, step_id, because, reason, tries, delay_ms]);
    }
    if (decision.type === 'fail')
      tx.send(failStep, [run.id, decision.step_id, decision.error, decision.code]);
  }
  const skipped = decisions.filter((decision) => decision.type === 'skip');
  if (skipped.length > 0) {
    const reasons = skipped.map((skip) => skip.reason);
    const causes = skipped.map((skip) => skip.cause);
    tx.send(skipSteps, [run.id, skipped.map((skip) => skip.step_id), reasons, causes]);
  }
  const computed = decisions.filter((decision) => decision.type === 'compute');
  if (computed.length > 0) {
    const step_ids = computed.map((compute) => compute.step_id);
    const delays = computed.map((compute) => compute.delay_ms);
    tx.send(computeSteps, [run.id, taskIdentifier('code', run.host), step_ids, delays]);
  }
  const dispatched = decisions.filter((decision) => decision.type === 'dispatch');
  if (dispatched.length > 0) {
    const ids = dispatched.map(newId);
    const step_ids = dispatched.map((dispatch) => dispatch.step_id);
    const delays = dispatched.map((dispatch) => dispatch.delay_ms);
    const activities = dispatched.map((dispatch) => activityOf(dispatch, decisions));
    tx.send(dispatchSteps, [run.id, ids, step_ids, delays, run.backend, run.model, activities]);
  }
  if (dispatched.length > 0 || hasRoom) admitTasks(tx, limits);
  for (const decision of decisions) {
    if (decision.type !== 'finish') continue;
    tx.send(finishRun, [run.id, decision.status, decision.error]);
    if (decision.status === 'completed') recordReport(tx, run.id);
  }
}

/** Returns the activity line of a step that waits for its next attempt; null for one that does not wait. */
function activityOf(
  { step_id, delay_ms }: Extract<Decision, { type: 'dispatch' }>,
  decisions: readonly Decision[],
): string | null {
  const again = decisions.find((decision) => decision.type === 'requeue' && decision.step_id === step_id);
  if (again?.type !== 'requeue' || delay_ms === 0) return null;
  return nextTryLine(delay_ms, again.reason);
}
