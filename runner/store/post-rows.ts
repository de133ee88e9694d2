/**
 * Rows of `posts`: the threads of runs on chat platforms, how much of them has been delivered, and, in one consistent
 * snapshot, what they are rendered from.
 */
import type { Pool } from 'pg';
import type { RunDocument } from '../core/documents.ts';
import type { PostedMessage, PostId, PostRow } from '../core/ports/posts.ts';
import type { PostTo } from '../core/run-options.ts';
import type { RunSnapshot, SnapshotStep } from '../core/run-snapshot.ts';
import type { StepFates } from '../core/step-findings.ts';
import { RUN_DOCUMENT, STEP_ACTIVITY, time } from './document-rows.ts';
import { STARTER_IS_MUTED } from './person-rows.ts';
import { questionDocuments } from './question-rows.ts';
import { type Database, type Statement, snapshot, type Transaction } from './transaction.ts';

// The column `settled` keeps its name, so that processes of an earlier version can still use an upgraded database.
const POST_COLUMNS = `run_id, key, platform, workspace, channel, thread, reference, content_hash, state, ${time('intent_at')},
  ${time('old_at')}, calls, settled AS final, revision, error, trouble`;

const insertRoot: Statement = {
  name: 'insert_root_post',
  text: `INSERT INTO posts (run_id, key, platform, workspace, channel, thread) VALUES ($1, 'root', $2, coalesce($3, ''), $4, $5)`,
};

/** Adds the run's root post, in the transaction that stores the run. */
export function insertRootPost(tx: Transaction, run_id: string, place: PostTo): void {
  tx.send(insertRoot, [run_id, place.platform, place.workspace, place.channel, place.thread]);
}

const reopenPostRows: Statement = {
  name: 'reopen_posts',
  text: 'UPDATE posts SET settled = false, revision = revision + 1 WHERE run_id = $1',
};

/** Reopens the run's posts, even if they were final, since what they show has changed. Call it with the run locked. */
export function reopenPosts(tx: Transaction, run_id: string): void {
  tx.send(reopenPostRows, [run_id]);
}

const readPosts: Statement = {
  name: 'read_posts',
  text: `SELECT ${POST_COLUMNS} FROM posts WHERE run_id = $1 AND platform = $2 AND workspace = $3 ORDER BY posts.created_at, key`,
};

/** Returns a run's posts in one workspace, in order of creation. */
async function postsOf(
  tx: Transaction,
  { run_id, platform, workspace }: Pick<PostId, 'run_id' | 'platform' | 'workspace'>,
): Promise<PostRow[]> {
  const { rows } = await tx.query<PostRow & Record<string, unknown>>(readPosts, [
    run_id,
    platform,
    workspace,
  ]);
  return rows;
}

const readPosted: Statement = {
  name: 'posted_messages',
  text: `SELECT key, platform, workspace, channel, reference FROM posts
          WHERE run_id = $1 AND state = 'posted' AND reference IS NOT NULL
          ORDER BY posts.created_at, key`,
};

/** Returns the run's messages that are posted, oldest first. */
export async function postedMessages(pool: Pool, run_id: string): Promise<PostedMessage[]> {
  return (await pool.query<PostedMessage>({ ...readPosted, values: [run_id] })).rows;
}

// Posts of a run that has since been deleted are dropped; one that was reopened since it was read does not become final.
const putPosts: Statement = {
  name: 'put_posts',
  text: `INSERT INTO posts (run_id, key, platform, workspace, channel, thread, reference, content_hash, state, intent_at,
                            old_at, calls, settled, revision, error, trouble)
         SELECT post.run_id, key, platform, workspace, channel, thread, reference, content_hash, state, intent_at, old_at, calls, final,
                revision, post.error, post.trouble
           FROM jsonb_to_recordset($1) AS post (run_id uuid, key text, platform text, workspace text, channel text, thread text,
                reference text, content_hash text, state text, intent_at timestamptz, old_at timestamptz, calls integer, final boolean,
                revision integer, error text, trouble jsonb)
           JOIN flow_runs run ON run.id = post.run_id
         ON CONFLICT (run_id, key, platform, workspace, channel) DO UPDATE
           SET thread = excluded.thread, reference = excluded.reference, content_hash = excluded.content_hash,
               state = excluded.state, intent_at = excluded.intent_at, old_at = excluded.old_at, calls = excluded.calls, error = excluded.error,
               trouble = excluded.trouble,
               settled = excluded.settled AND posts.revision = excluded.revision,
               updated_at = clock_timestamp()`,
};

export function putPostRows(tx: Transaction, rows: readonly PostRow[]): void {
  tx.send(putPosts, [JSON.stringify(rows)]);
}

const unfinishedRunIds: Statement = {
  name: 'unfinished_runs',
  text: `SELECT run.id FROM flow_runs run
          WHERE run.id IN (SELECT run_id FROM posts WHERE platform = $1 AND workspace = $2 AND NOT settled)
          ORDER BY run.created_at, run.id`,
};

/** Returns the runs with a post in the workspace that is not final, oldest first. */
export async function unfinishedRuns(pool: Pool, platform: string, workspace: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({ ...unfinishedRunIds, values: [platform, workspace] });
  return rows.map((row) => row.id);
}

export type WantedPost = Pick<PostId, 'run_id' | 'platform' | 'workspace' | 'channel'> & {
  readonly kind: 'export' | 'reopen';
  readonly act_id: string;
};

const wantPost: Statement = {
  name: 'want_post',
  text: `INSERT INTO posts (run_id, key, platform, workspace, channel, act_id)
         SELECT $1, $2::text || ':' || (SELECT 1 + coalesce(max(split_part(key, ':', 2)::integer), 0) FROM posts
                                         WHERE run_id = $1 AND split_part(key, ':', 1) = $2), $3, $4, $5, $6
          WHERE NOT EXISTS (SELECT FROM posts WHERE run_id = $1 AND platform = $3 AND workspace = $4 AND channel = $5
                               AND $2 = 'reopen' AND split_part(key, ':', 1) = $2
                               AND (NOT settled OR created_at > clock_timestamp() - interval '10 seconds'))
         ON CONFLICT (platform, workspace, act_id) WHERE act_id IS NOT NULL DO NOTHING`,
};

/**
 * Adds a post of that kind with the run's next number; none if the action already added one. Call it with the run
 * locked.
 */
export function insertWanted(tx: Transaction, wanted: WantedPost): void {
  const { run_id, kind, platform, workspace, channel, act_id } = wanted;
  tx.send(wantPost, [run_id, kind, platform, workspace, channel, act_id]);
}

const findRunAt: Statement = {
  name: 'run_at',
  text: `SELECT run_id FROM posts WHERE platform = $1 AND workspace = $2 AND channel = $3 AND (thread = $4 OR reference = $4)
          ORDER BY created_at DESC LIMIT 1`,
};

/** Returns the newest run with a post that is that message or in its thread; null if there is none. */
export async function runOfThread(
  pool: Pool,
  platform: string,
  workspace: string,
  channel: string,
  thread: string,
): Promise<string | null> {
  const values = [platform, workspace, channel, thread];
  const { rows } = await pool.query<{ run_id: string }>({ ...findRunAt, values });
  return rows[0]?.run_id ?? null;
}

const adoptPosts: Statement = {
  name: 'adopt_posts',
  text: `UPDATE posts SET workspace = $2, updated_at = clock_timestamp() WHERE platform = $1 AND workspace = ''`,
};

/** Assigns posts that name only the platform to this workspace. */
export async function adoptPostsOf(pool: Pool, platform: string, workspace: string): Promise<void> {
  await pool.query({ ...adoptPosts, values: [platform, workspace] });
}

const retryPosts: Statement = {
  name: 'retry_posts',
  text: `WITH waiting AS (
           UPDATE posts SET trouble = jsonb_set(trouble, '{retry_at}', 'null'), updated_at = clock_timestamp()
            WHERE platform = $1 AND workspace = $2 AND ($3::text IS NULL OR channel = $3)
              AND trouble IS NOT NULL AND trouble ->> 'retry_at' IS NOT NULL
           RETURNING run_id)
         SELECT DISTINCT run_id FROM waiting`,
};

/** Lets posts that wait for a channel, or any channel, be tried at once. Returns their runs. */
export async function retryPostsOf(
  pool: Pool,
  platform: string,
  workspace: string,
  channel: string | null,
): Promise<string[]> {
  const { rows } = await pool.query<{ run_id: string }>({
    ...retryPosts,
    values: [platform, workspace, channel],
  });
  return rows.map(({ run_id }) => run_id);
}

const readSnapshotRun: Statement = {
  name: 'snapshot_run',
  text: `SELECT ${RUN_DOCUMENT}, run.pin ->> 'label' AS label, run.report, ${STARTER_IS_MUTED}
           FROM flow_runs run WHERE run.id = $1`,
};

const readSnapshotSteps: Statement = {
  name: 'snapshot_steps',
  text: `SELECT step.step_id, step.kind, step.persona, step.label, step.status,
                ${STEP_ACTIVITY}, step.error, step.skip_cause, step.fail_code,
                ${time('step.started_at')}, ${time('step.completed_at')},
                coalesce(step.spec -> 'agent' ->> 'backend', run.backend) AS backend, step.spec ? 'primary' AS primary, step.findings, step.fates,
                (SELECT sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0))::double precision FROM tasks used
                  WHERE used.run_id = step.run_id AND used.step_id = step.step_id
                    AND (used.input_tokens IS NOT NULL OR used.output_tokens IS NOT NULL)) AS tokens
           FROM flow_steps step JOIN flow_runs run ON run.id = step.run_id LEFT JOIN tasks task ON task.id = step.task_id
          WHERE step.run_id = $1 ORDER BY step.position`,
};

type SnapshotRun = RunDocument &
  Pick<RunSnapshot['run'], 'label' | 'starter_is_muted'> &
  Pick<RunSnapshot, 'report'>;
type SnapshotStepRow = Omit<SnapshotStep, 'fate'> & { readonly fates: StepFates | null };

/** What the last step that tells it says of each one's findings. */
function withFates(rows: readonly SnapshotStepRow[]): SnapshotStep[] {
  const told = rows.findLast(({ fates }) => fates !== null)?.fates ?? {};
  return rows.map(({ fates: _, ...step }) => ({ ...step, fate: told[step.step_id] ?? null }));
}

/** Returns null for a run that no longer exists. */
export async function snapshotOf(
  pool: Database,
  run_id: string,
  platform: string,
  workspace: string,
): Promise<{ snapshot: RunSnapshot; posts: PostRow[] } | null> {
  const [runs, steps, questions, posts] = await snapshot(pool, (tx) =>
    Promise.all([
      tx.query<SnapshotRun>(readSnapshotRun, [run_id]),
      tx.query<SnapshotStepRow & Record<string, unknown>>(readSnapshotSteps, [run_id]),
      questionDocuments(tx, run_id),
      postsOf(tx, { run_id, platform, workspace }),
    ]),
  );
  const row = runs.rows[0];
  if (row === undefined) return null;
  const { report, ...run } = row;
  return { snapshot: { run, steps: withFates(steps.rows), report, questions }, posts };
}
