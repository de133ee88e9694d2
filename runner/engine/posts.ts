/** The threads of runs, for whoever brings them to a platform: `Posts` over the tables, from any process. */
import type { Posts } from '../core/posts.ts';
import type { Bus } from '../events/bus.ts';
import { unknownRun } from '../store/document-rows.ts';
import type { Leases } from '../store/leases.ts';
import { answerOf } from '../store/outage.ts';
import {
  adoptPostsOf,
  insertWanted,
  putPostRows,
  runOfThread,
  type StoredPost,
  unsettledRuns,
} from '../store/post-rows.ts';
import { takeRequestKey } from '../store/request-keys.ts';
import { audit, lockRun } from '../store/run-rows.ts';
import { snapshotOf } from '../store/snapshot-rows.ts';
import { transaction } from '../store/transaction.ts';
import { announced, type EngineContext } from './run-transactions.ts';

export interface PostsOptions {
  readonly context: EngineContext;
  readonly bus: Bus;
  readonly leases: Leases;
  /** of the database, to say which one is away */
  readonly url: string;
}

/** A database that is away is `database_unreachable` from every method. */
export function createPosts({ context, bus, leases, url }: PostsOptions): Posts {
  const { pool } = context;
  const seen = rememberRevisions();
  return {
    lease: (platform, workspace) => answerOf(url, leases.take(platform, workspace)),
    unsettled: (platform, workspace) => answerOf(url, unsettledRuns(pool, platform, workspace)),
    async thread(run_id, platform, workspace) {
      const found = await answerOf(url, snapshotOf(pool, run_id, platform, workspace));
      if (found === null) return null;
      const { snapshot, posts } = found;
      seen.note([run_id, platform, workspace], posts);
      return { snapshot, posts: posts.map(({ revision: _, ...post }) => post) };
    },
    async put(rows) {
      const threads = Map.groupBy(rows, (row) => threadKey([row.run_id, row.platform, row.workspace]));
      const store = transaction(pool, async (tx) => {
        for (const [thread, posts] of threads) putPostRows(tx, posts, seen.of(thread));
      });
      await answerOf(url, store);
    },
    async want(wanted) {
      const store = announced(context, wanted.run_id, async (tx) => {
        if ((await lockRun(tx, wanted.run_id)) === null) throw unknownRun(wanted.run_id);
        insertWanted(tx, wanted);
      });
      await answerOf(url, store);
    },
    first: ({ run_id, platform, workspace, act_id }) =>
      answerOf(
        url,
        transaction(pool, async (tx) => {
          if ((await lockRun(tx, run_id)) === null) throw unknownRun(run_id);
          const key = `action:${JSON.stringify([platform, workspace, act_id])}`;
          return await takeRequestKey(tx, { key, hash: '' }, run_id);
        }),
      ),
    runAt: (...place) => answerOf(url, runOfThread(pool, ...place)),
    adopt: (platform, workspace) => answerOf(url, adoptPostsOf(pool, platform, workspace)),
    onChange: (listener) =>
      bus.subscribe((hint) => {
        if (hint.type === 'run') listener(hint.run_id);
        if (hint.type === 'reconnected') listener(null);
      }),
    async audit({ actor, action, run_id, detail }) {
      await answerOf(
        url,
        transaction(pool, async (tx) => audit(tx, actor, action, run_id, detail)),
      );
    },
  };
}

type Thread = readonly [run_id: string, platform: string, workspace: string];

const threadKey = (thread: Thread): string => thread.join(' ');

const MOST_REMEMBERED = 5_000;

/**
 * How often each post had been unsettled when its thread was last read here: what has been asked or answered since is
 * not known to whoever settles it.
 */
function rememberRevisions() {
  const threads = new Map<string, Readonly<Record<string, number>>>();
  return {
    note(thread: Thread, posts: readonly StoredPost[]): void {
      const key = threadKey(thread);
      threads.delete(key);
      threads.set(
        key,
        Object.fromEntries(posts.map((post) => [`${post.key} ${post.channel}`, post.revision])),
      );
      const [oldest] = threads.keys();
      if (threads.size > MOST_REMEMBERED && oldest !== undefined) threads.delete(oldest);
    },
    /** by key and channel; a post that was not there then has no entry */
    of: (thread: string): Readonly<Record<string, number>> => threads.get(thread) ?? {},
  };
}
