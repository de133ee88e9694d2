/** Rows of `posts`: the threads of runs on chat platforms, and how much of them has been delivered. */
import type { Pool } from 'pg';
import type { PostId, PostRow } from '../core/posts.ts';
import type { PostTo } from '../core/run-options.ts';
import { time } from './document-rows.ts';
import type { Statement, Transaction } from './transaction.ts';

/** A post, and how often something reopened it. */
export interface StoredPost extends PostRow {
  readonly revision: number;
}

const POST_COLUMNS = `run_id, key, platform, workspace, channel, thread, reference, content_hash, state, ${time('intent_at')},
  ${time('old_at')}, calls, settled, error, revision`;

const insertRoot: Statement = {
  name: 'insert_root_post',
  text: `INSERT INTO posts (run_id, key, platform, workspace, channel, thread) VALUES ($1, 'root', $2, coalesce($3, ''), $4, $5)`,
};

/** Adds the run's root post, in the transaction that stores the run. */
export function insertRootPost(tx: Transaction, run_id: string, place: PostTo): void {
  tx.send(insertRoot, [run_id, place.platform, place.workspace, place.channel, place.thread]);
}

const unsettlePosts: Statement = {
  name: 'unsettle_posts',
  text: 'UPDATE posts SET settled = false, revision = revision + 1 WHERE run_id = $1',
};

/** Marks the run's posts as changed, even if they were final. Call it with the run locked. */
export function unsettle(tx: Transaction, run_id: string): void {
  tx.send(unsettlePosts, [run_id]);
}

const readPosts: Statement = {
  name: 'read_posts',
  text: `SELECT ${POST_COLUMNS} FROM posts WHERE run_id = $1 AND platform = $2 AND workspace = $3 ORDER BY posts.created_at, key`,
};

/** Returns a run's posts in one workspace, in order of creation. */
export async function postsOf(
  tx: Transaction,
  { run_id, platform, workspace }: Pick<PostId, 'run_id' | 'platform' | 'workspace'>,
): Promise<StoredPost[]> {
  const { rows } = await tx.query<StoredPost & Record<string, unknown>>(readPosts, [
    run_id,
    platform,
    workspace,
  ]);
  return rows;
}

// Posts of a run that has since been deleted are dropped.
const putPosts: Statement = {
  name: 'put_posts',
  text: `INSERT INTO posts (run_id, key, platform, workspace, channel, thread, reference, content_hash, state, intent_at,
                            old_at, calls, settled, error)
         SELECT post.run_id, key, platform, workspace, channel, thread, reference, content_hash, state, intent_at, old_at, calls, settled,
                post.error
           FROM jsonb_to_recordset($1) AS post (run_id uuid, key text, platform text, workspace text, channel text, thread text,
                reference text, content_hash text, state text, intent_at timestamptz, old_at timestamptz, calls integer, settled boolean, error text)
           JOIN flow_runs run ON run.id = post.run_id
         ON CONFLICT (run_id, key, platform, workspace, channel) DO UPDATE
           SET thread = excluded.thread, reference = excluded.reference, content_hash = excluded.content_hash,
               state = excluded.state, intent_at = excluded.intent_at, old_at = excluded.old_at, calls = excluded.calls, error = excluded.error,
               settled = excluded.settled AND posts.revision = coalesce(($2::jsonb ->> (posts.key || ' ' || posts.channel))::integer, posts.revision),
               updated_at = clock_timestamp()`,
};

/**
 * `seen`: by key and channel, the revision on which a final state is based; a post that was reopened since stays open.
 */
export function putPostRows(
  tx: Transaction,
  rows: readonly PostRow[],
  seen: Readonly<Record<string, number>>,
): void {
  tx.send(putPosts, [JSON.stringify(rows), JSON.stringify(seen)]);
}

const unsettledRunIds: Statement = {
  name: 'unsettled_runs',
  text: `SELECT run.id FROM flow_runs run
          WHERE run.id IN (SELECT run_id FROM posts WHERE platform = $1 AND workspace = $2 AND NOT settled)
          ORDER BY run.created_at, run.id`,
};

export async function unsettledRuns(pool: Pool, platform: string, workspace: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({ ...unsettledRunIds, values: [platform, workspace] });
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
