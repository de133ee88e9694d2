/**
 * Reads what a run's thread is rendered from, in one consistent snapshot: the run, its steps without outputs, its
 * report, questions and posts.
 */
import type { RunDocument } from '../core/documents.ts';
import type { PostRow } from '../core/ports/posts.ts';
import type { RunSnapshot, SnapshotStep } from '../core/run-snapshot.ts';
import { RUN_DOCUMENT, STEP_ACTIVITY, time } from './document-rows.ts';
import { postsOf } from './post-rows.ts';
import { questionDocuments } from './question-rows.ts';
import type { Database, Statement } from './transaction.ts';
import { snapshot } from './transaction.ts';

const readStoryRun: Statement = {
  name: 'story_run',
  text: `SELECT ${RUN_DOCUMENT}, run.requested_by, run.pin ->> 'label' AS label, run.report FROM flow_runs run WHERE run.id = $1`,
};

const readStorySteps: Statement = {
  name: 'story_steps',
  text: `SELECT step.step_id, step.kind, step.persona, step.label, step.status,
                ${STEP_ACTIVITY}, step.error, step.skip_cause, step.fail_code,
                ${time('step.started_at')}, ${time('step.completed_at')}
           FROM flow_steps step LEFT JOIN tasks task ON task.id = step.task_id
          WHERE step.run_id = $1 ORDER BY step.position`,
};

type StoryRun = RunDocument & { requested_by: string; label: string | null; report: string | null };

/** Returns null for a run that no longer exists. */
export async function snapshotOf(
  pool: Database,
  run_id: string,
  platform: string,
  workspace: string,
): Promise<{ snapshot: RunSnapshot; posts: PostRow[] } | null> {
  const [runs, steps, questions, posts] = await snapshot(pool, (tx) =>
    Promise.all([
      tx.query<StoryRun>(readStoryRun, [run_id]),
      tx.query<SnapshotStep & Record<string, unknown>>(readStorySteps, [run_id]),
      questionDocuments(tx, run_id),
      postsOf(tx, { run_id, platform, workspace }),
    ]),
  );
  const row = runs.rows[0];
  if (row === undefined) return null;
  const { report, ...run } = row;
  return { snapshot: { run, steps: steps.rows, report, questions }, posts };
}
