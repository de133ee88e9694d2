/** Implements the post port over the tables: what the threads of runs on chat platforms show, and how much was delivered. */
import type { Posts } from '../core/ports/posts.ts';
import type { Bus } from '../events/bus.ts';
import { unknownRun } from '../store/document-rows.ts';
import { answerOf } from '../store/outage.ts';
import { isPersonMuted, mutePerson } from '../store/person-rows.ts';
import {
  adoptPostsOf,
  insertWanted,
  postedMessages,
  putPostRows,
  retryPostsOf,
  runOfThread,
  snapshotOf,
  unfinishedRuns,
} from '../store/post-rows.ts';
import { takeRequestKey } from '../store/request-keys.ts';
import { audit, lockRun } from '../store/run-rows.ts';
import { transaction } from '../store/transaction.ts';
import { announceAfterCommit, type EngineContext } from './run-transactions.ts';

export interface PostsOptions {
  readonly context: EngineContext;
  readonly bus: Bus;
  /** the database's URL, for error messages */
  readonly url: string;
}

export function createPosts({ context, bus, url }: PostsOptions): Posts {
  const { pool } = context;
  return {
    unfinished: (platform, workspace) => answerOf(url, unfinishedRuns(pool, platform, workspace)),
    thread: (run_id, platform, workspace) => answerOf(url, snapshotOf(pool, run_id, platform, workspace)),
    posted: (run_id) => answerOf(url, postedMessages(pool, run_id)),
    put: (rows) =>
      answerOf(
        url,
        transaction(pool, async (tx) => putPostRows(tx, rows)),
      ),
    async want(wanted) {
      const store = announceAfterCommit(context, wanted.run_id, async (tx) => {
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
    mute: (person, muted) =>
      answerOf(
        url,
        transaction(pool, async (tx) => mutePerson(tx, person, muted)),
      ),
    isMuted: (person) => answerOf(url, isPersonMuted(pool, person)),
    async retry(...place) {
      for (const run_id of await answerOf(url, retryPostsOf(pool, ...place)))
        context.announcer.changed(run_id);
    },
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
