/**
 * Frames for whoever watches: the difference between what a watcher was told and what the rows say now. Hints only
 * say when to look, so a lost one costs two seconds and a crash of any process costs nothing.
 */

import type { RunDetail } from '../core/documents.ts';
import { BatonError } from '../core/errors.ts';
import type { Frame } from '../core/frames.ts';
import type { FrameFilter } from '../core/service.ts';
import type { Bus, Hint } from '../events/bus.ts';
import { framesAfter } from '../store/chat-rows.ts';
import { runDetail, runsUnderWay } from '../store/document-rows.ts';
import { isOutage } from '../store/outage.ts';
import type { Database } from '../store/transaction.ts';

const LOOK_MS = 2000;

export async function* watch(
  pool: Database,
  bus: Bus,
  filter: FrameFilter,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const told = new Map<string, Told>();
  const bell = hangBell(bus, filter, signal);
  try {
    while (!signal.aborted) {
      try {
        const { everything, run_ids } = bell.rung();
        for (const run_id of everything ? await underWatch(pool, filter, told) : run_ids) {
          const now = await look(pool, filter, run_id, told.get(run_id) ?? NOTHING_TOLD);
          if (now === null) continue;
          remember(told, run_id, now.told);
          yield* now.frames;
        }
      } catch (error) {
        // Nothing is lost: what was told is known, and everything is looked at again in two seconds.
        if (!isOutage(error)) throw error;
      }
      await bell.wait();
    }
  } finally {
    bell.takeDown();
  }
}

/** What a watcher was told of a run: the status of each step by its id, and of the run itself under the empty id. */
interface Told {
  readonly statuses: ReadonlyMap<string, string>;
  /** the last frame of each chat */
  readonly lastFrames: ReadonlyMap<string, number>;
}

const NOTHING_TOLD: Told = { statuses: new Map(), lastFrames: new Map() };

/** What is new about a run; null for one that is not there, or not of the watched project. */
async function look(
  pool: Database,
  filter: FrameFilter,
  run_id: string,
  before: Told,
): Promise<{ told: Told; frames: Frame[] } | null> {
  const detail = await detailOf(pool, run_id);
  if (detail === null || (filter.project_id ?? detail.run.project_id) !== detail.run.project_id) return null;
  const chat = await framesAfter(pool, run_id, before.lastFrames);
  const lastFrames = new Map([
    ...before.lastFrames,
    ...chat.map(({ chat_id, id }): [string, number] => [chat_id, id]),
  ]);
  const frames = chat.map(({ frame }) => frame);
  return {
    told: { statuses: statusesOf(detail), lastFrames },
    frames: difference(detail, before.statuses, frames),
  };
}

/** Ended runs are remembered for a while, so that a late hint about one does not tell it all again. */
const MOST_REMEMBERED = 200;

function remember(told: Map<string, Told>, run_id: string, now: Told): void {
  told.delete(run_id);
  told.set(run_id, now);
  const [oldest] = told.keys();
  if (told.size > MOST_REMEMBERED && oldest !== undefined) told.delete(oldest);
}

async function underWatch(
  pool: Database,
  filter: FrameFilter,
  told: ReadonlyMap<string, Told>,
): Promise<string[]> {
  const known = await runsUnderWay(pool, filter.project_id ?? null, filter.run_id ?? null);
  const open = [...told]
    .filter(([, { statuses }]) => statuses.get('') === 'running')
    .map(([run_id]) => run_id);
  return [...new Set([...known, ...open])];
}

/** Null for a run that is gone, or not yet there. */
async function detailOf(pool: Database, run_id: string): Promise<RunDetail | null> {
  return runDetail(pool, run_id).catch((error: unknown) => {
    if (error instanceof BatonError && error.kind === 'not_found') return null;
    throw error;
  });
}

/** Rings for hinted runs, and for everything every two seconds and after a reconnect. */
function hangBell(bus: Bus, filter: FrameFilter, signal: AbortSignal) {
  let everything = true;
  let run_ids = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const ring = (hint: Hint | null) => {
    if (hint === null || hint.type === 'reconnected') everything = true;
    else if (filter.run_id === undefined || filter.run_id === hint.run_id) run_ids.add(hint.run_id);
    else return;
    wake.resolve();
  };
  const unsubscribe = bus.subscribe(ring);
  const timer = setInterval(() => ring(null), LOOK_MS);
  const aborted = () => wake.resolve();
  signal.addEventListener('abort', aborted);
  return {
    rung() {
      const now = { everything, run_ids };
      everything = false;
      run_ids = new Set();
      wake = Promise.withResolvers();
      if (signal.aborted) wake.resolve();
      return now;
    },
    wait: () => wake.promise,
    takeDown() {
      unsubscribe();
      clearInterval(timer);
      signal.removeEventListener('abort', aborted);
    },
  };
}

/** Pure: the frames that bring a watcher from what it was told to what is. */
export function difference(
  detail: RunDetail,
  told: ReadonlyMap<string, string>,
  chat: readonly Frame[],
): Frame[] {
  const { run, steps, report } = detail;
  const frames: Frame[] = [];
  if (told.size === 0) {
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
    const before = told.get(step.step_id) ?? 'pending';
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
  if (run.status !== 'running' && told.get('') !== run.status && last !== undefined) {
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

function statusesOf({ run, steps }: RunDetail): Map<string, string> {
  return new Map([
    ['', run.status],
    ...steps.map(({ step_id, status }): [string, string] => [step_id, status]),
  ]);
}
