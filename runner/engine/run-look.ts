/**
 * One look at a run for all who watch it: its rows are read once, and each gets what is new to it. Watchers that were
 * told the same share one record of it and the frames themselves, so that a further watcher costs no reading.
 */
import type { RunDetail } from '../core/documents.ts';
import { BatonError } from '../core/errors.ts';
import type { Frame } from '../core/frames.ts';
import { framesAfter, MOST_FRAMES, type StoredFrame } from '../store/chat-rows.ts';
import { runDetail } from '../store/document-rows.ts';
import type { Database } from '../store/transaction.ts';
import { difference, statusesOf } from './frame-difference.ts';

/** What a watcher was told of a run: the status of each step by its id, and of the run itself under the empty id. */
export interface Told {
  readonly statuses: ReadonlyMap<string, string>;
  /** the last frame of each chat */
  readonly lastFrames: ReadonlyMap<string, number>;
}

export const NOTHING_TOLD: Told = { statuses: new Map(), lastFrames: new Map() };

export interface News {
  readonly told: Told;
  readonly frames: readonly Frame[];
}

export interface RunLook {
  readonly project_id: string;
  /** whether more was streamed than one look reads */
  readonly hasMore: boolean;
  /** what is new to who was told that; the same answer for the same record */
  newsFor(before: Told): News;
}

/** Null for a run that is gone, or not yet there. */
export async function lookAt(pool: Database, run_id: string, told: readonly Told[]): Promise<RunLook | null> {
  const detail = await detailOf(pool, run_id);
  if (detail === null) return null;
  const chat = await framesAfter(pool, run_id, furthestBehind(told));
  const statuses = statusesOf(detail);
  const news = new Map<Told, News>();
  const records = new Map<string, Told>();
  return {
    project_id: detail.run.project_id,
    hasMore: chat.length === MOST_FRAMES,
    newsFor(before) {
      const known = news.get(before);
      if (known !== undefined) return known;
      const fresh = chat.filter(({ chat_id, id }) => id > (before.lastFrames.get(chat_id) ?? 0));
      const lastFrames = new Map([...before.lastFrames, ...fresh.map(lastOf)]);
      const key = JSON.stringify([...lastFrames].sort(([a], [b]) => a.localeCompare(b)));
      const told = records.get(key) ?? { statuses, lastFrames };
      records.set(key, told);
      const frames = difference(
        detail,
        before.statuses,
        fresh.map(({ frame }) => frame),
      );
      const found = { told, frames };
      news.set(before, found);
      return found;
    },
  };
}

const lastOf = ({ chat_id, id }: StoredFrame): [string, number] => [chat_id, id];

/** Of each chat, the last frame that all of them know. */
function furthestBehind([first, ...others]: readonly Told[]): Map<string, number> {
  const known = new Map(first?.lastFrames);
  for (const { lastFrames } of others) {
    for (const [chat_id, id] of known) {
      const other = lastFrames.get(chat_id);
      if (other === undefined) known.delete(chat_id);
      else known.set(chat_id, Math.min(id, other));
    }
  }
  return known;
}

async function detailOf(pool: Database, run_id: string): Promise<RunDetail | null> {
  return runDetail(pool, run_id).catch((error: unknown) => {
    if (error instanceof BatonError && error.kind === 'not_found') return null;
    throw error;
  });
}
