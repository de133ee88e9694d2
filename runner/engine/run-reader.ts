/**
 * Reads a run once for all its watchers (a terminal, a WebSocket client), and computes the frames that are new to each: a
 * frame is one live update of a run, step or agent. Watchers that received the same
 * frames share one record of them, so an additional watcher costs no read.
 */
import type { RunDetail } from '../core/documents.ts';
import { BatonError } from '../core/errors.ts';
import type { Frame } from '../core/frames.ts';
import { framesAfter, MOST_FRAMES, type StoredFrame } from '../store/chat-rows.ts';
import { runDetail } from '../store/document-rows.ts';
import type { Database } from '../store/transaction.ts';

/** What a watcher has received of a run: the status of each step by its id, and that of the run under the empty id. */
export interface Received {
  readonly statuses: ReadonlyMap<string, string>;
  /** the last frame of each chat */
  readonly lastFrames: ReadonlyMap<string, number>;
}

export const NOTHING_RECEIVED: Received = { statuses: new Map(), lastFrames: new Map() };

/** What is new to a watcher, and what it has received once it got that. */
export interface NewFrames {
  readonly received: Received;
  readonly frames: readonly Frame[];
}

/** The result of one read of a run, from which each watcher takes what is new to it. */
export interface RunReading {
  readonly project_id: string;
  /** whether more frames are stored than one look reads */
  readonly hasMore: boolean;
  /** Returns what is new to a watcher with that record; the same result for the same record. */
  newsFor(before: Received): NewFrames;
}

/** Returns null for a run that does not exist, or not yet. `received`: the records of all watchers that take part. */
export async function readNewFrames(
  pool: Database,
  run_id: string,
  received: readonly Received[],
): Promise<RunReading | null> {
  const detail = await detailOf(pool, run_id);
  if (detail === null) return null;
  const chat = await framesAfter(pool, run_id, furthestBehind(received));
  const statuses = statusesOf(detail);
  const news = new Map<Received, NewFrames>();
  const records = new Map<string, Received>();
  return {
    project_id: detail.run.project_id,
    hasMore: chat.length === MOST_FRAMES,
    newsFor(before) {
      const known = news.get(before);
      if (known !== undefined) return known;
      const fresh = chat.filter(({ chat_id, id }) => id > (before.lastFrames.get(chat_id) ?? 0));
      const lastFrames = new Map([...before.lastFrames, ...fresh.map(lastOf)]);
      const key = JSON.stringify([...lastFrames].sort(([a], [b]) => a.localeCompare(b)));
      const received = records.get(key) ?? { statuses, lastFrames };
      records.set(key, received);
      const frames = difference(
        detail,
        before.statuses,
        fresh.map(({ frame }) => frame),
      );
      const found = { received, frames };
      news.set(before, found);
      return found;
    },
  };
}

const lastOf = ({ chat_id, id }: StoredFrame): [string, number] => [chat_id, id];

/** Returns the last frame of each chat that all of them have received. */
function furthestBehind([first, ...others]: readonly Received[]): Map<string, number> {
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

/** Returns the frames that lead from what a watcher has received to the present state. Pure. `received`: the statuses of its record. */
function difference(
  detail: RunDetail,
  received: ReadonlyMap<string, string>,
  chat: readonly Frame[],
): Frame[] {
  const { run, steps, report } = detail;
  const frames: Frame[] = [];
  if (received.size === 0) {
    frames.push({
      type: 'flow_run_started',
      run_id: run.id,
      flow_name: run.flow_name,
      band: run.band,
      steps: steps.map(({ step_id, persona, kind, chat_id, label }) => ({
        step_id,
        agent: persona,
        kind,
        chat_id,
        label,
      })),
    });
  }
  frames.push(...chat);
  for (const step of steps) {
    const before = received.get(step.step_id) ?? 'pending';
    if (before === step.status) continue;
    if (step.status === 'completed' && step.chat_id !== null) {
      frames.push({ type: 'message_complete', chat_id: step.chat_id, text: step.output ?? '' });
    }
    frames.push({
      type: 'flow_run_step_updated',
      run_id: run.id,
      step_id: step.step_id,
      status: step.status,
    });
  }
  const last = steps.at(-1);
  if (run.status !== 'running' && received.get('') !== run.status && last !== undefined) {
    const ending = { run_status: run.status, report } as const;
    frames.push({
      type: 'flow_run_step_updated',
      run_id: run.id,
      step_id: last.step_id,
      status: last.status,
      ...ending,
    });
  }
  return frames;
}

/** Returns the statuses of the record of a watcher that has received everything. */
function statusesOf({ run, steps }: RunDetail): Map<string, string> {
  return new Map([
    ['', run.status],
    ...steps.map(({ step_id, status }): [string, string] => [step_id, status]),
  ]);
}
