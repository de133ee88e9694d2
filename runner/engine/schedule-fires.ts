/**
 * Fires schedules, in any number of processes. What is due is computed from the database's clock and from what each
 * schedule has fired already; the run of a fire and the record of the fire are one transaction, so a process that dies
 * loses none and two start one run. Of the fires that nobody was there for only the latest is caught up.
 */

import { BatonError, messageOf } from '../core/errors.ts';
import type { Look, ScheduleFiring } from '../core/ports/schedules.ts';
import type { FileSchedule, ScheduleFire } from '../core/schedule.ts';
import { scheduleActor } from '../core/schedule.ts';
import { answerOf } from '../store/outage.ts';
import { audit } from '../store/run-rows.ts';
import { FIRE_SETTLED, refusedPlace, settleFire, workingRun } from '../store/schedule-fire-rows.ts';
import { deleteOutdatedNotices, dropOldNotices, insertNotice } from '../store/schedule-notices.ts';
import {
  activeSchedules,
  databaseClock,
  pauseSchedule,
  readSchedule,
  type ScheduleRow,
  syncSchedules,
} from '../store/schedule-rows.ts';
import { transaction } from '../store/transaction.ts';
import { type ScheduleOptions, scheduledRequest } from './scheduled-runs.ts';
import { fireTimes } from './schedules.ts';

/**
 * How long a process that can't start a run leaves it to others before it says so: a project's folder may be on another
 * host only.
 */
const LEAVE_TO_OTHERS_MS = 120_000;

/** Refusals that may be over by the next fire. */
const PASSING: ReadonlySet<string> = new Set(['no_backend', 'backend_not_ready']);

const ACTOR = 'baton.yaml';

/** The first refusal of each schedule that this process has met since its last fire. */
type Refusals = Map<string, { readonly since: Date; readonly counts_from: Date }>;

interface Firing extends ScheduleOptions {
  readonly refusals: Refusals;
}

export function createScheduleFiring(options: ScheduleOptions): ScheduleFiring {
  const firing: Firing = { ...options, refusals: new Map() };
  return {
    sync: (schedules) => answerOf(options.url, sync(options, schedules)),
    look: (now) => answerOf(options.url, look(firing, now)),
  };
}

async function sync({ context, log }: ScheduleOptions, schedules: readonly FileSchedule[]): Promise<void> {
  const changes = await transaction(context.pool, async (tx) => {
    const done = await syncSchedules(tx, schedules);
    deleteOutdatedNotices(tx);
    for (const [action, ids] of Object.entries(done)) {
      for (const schedule of ids) audit(tx, ACTOR, `${action} schedule`, null, { schedule });
    }
    return done;
  });
  const words = { add: 'added', change: 'changed', remove: 'removed' };
  for (const action of ['add', 'change', 'remove'] as const) {
    if (changes[action].length > 0)
      log(`schedules ${words[action]} by baton.yaml: ${changes[action].join(', ')}`);
  }
}

async function look(firing: Firing, given: Date | undefined): Promise<Look> {
  const { pool } = firing.context;
  const { latestFire } = await fireTimes();
  const now = given ?? (await databaseClock(pool));
  const started: string[] = [];
  for (const row of await activeSchedules(pool)) {
    try {
      const fire_time = latestFire(row, { since: row.counts_from, now });
      if (fire_time === null) continue;
      const run_id = await fire(firing, row, { fire_time, now });
      if (run_id !== null) started.push(run_id);
    } catch (error) {
      // An outage of the database concerns all of them.
      if (error instanceof BatonError && error.kind === 'environment') throw error;
      firing.log(`schedule ${row.id} could not fire: ${messageOf(error)}`);
    }
  }
  await dropNotices(firing);
  return { now, started };
}

const UNTOLD = {
  overlap: 'for a day, nobody could be told that schedule {} skipped a run',
  refused: 'for a day, nobody could be told that schedule {} could not start a run',
  paused: 'for a week, nobody could be told that schedule {} is paused',
} as const;

async function dropNotices({ context, log }: Firing): Promise<void> {
  for (const { schedule, kind, platform, error } of await dropOldNotices(context.pool)) {
    log(`${UNTOLD[kind].replace('{}', schedule)}: ${error ?? `no service is connected to ${platform}`}`);
  }
}

interface Due {
  readonly fire_time: Date;
  readonly now: Date;
}

/** Returns the id of the run that was started; null if none was. */
async function fire(firing: Firing, row: ScheduleRow, due: Due): Promise<string | null> {
  const { pool } = firing.context;
  const { nextFire } = await fireTimes();
  const settled: ScheduleFire = { schedule: row.id, fire_time: due.fire_time, revision: row.revision };
  try {
    const working = await workingRun(pool, row.id);
    if (working !== null) return await skip(firing, settled, working);
    await assertPlace(firing, row);
    const request = scheduledRequest(firing, row, nextFire(row, due.now));
    const { run_id } = await firing.start({ ...request, fire: settled });
    firing.refusals.delete(row.id);
    return run_id;
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    if (error.code === FIRE_SETTLED) return null;
    if (error.kind !== 'refused') throw error;
    await refuse(firing, row, due, error);
    return null;
  }
}

/** Tells the channel once for each run that still works. */
async function skip({ context }: Firing, settled: ScheduleFire, run_id: string): Promise<null> {
  const last = (await readSchedule(context.pool, settled.schedule))?.last;
  const isTold = last?.outcome === 'overlap' && last.run_id === run_id;
  await transaction(context.pool, async (tx) => {
    if (!(await settleFire(tx, settled, { outcome: 'overlap', run_id, reason: null })) || isTold) return;
    const { schedule, fire_time } = settled;
    insertNotice(tx, { kind: 'overlap', schedule, fire_time, run_id, reason: null });
  });
  return null;
}

/** Throws `refused_place` if the card of its last run could not be posted. */
async function assertPlace({ context }: Firing, { id, post_to }: ScheduleRow): Promise<void> {
  if (post_to === null) return;
  const error = await refusedPlace(context.pool, id);
  if (error === null) return;
  const why = error === '' ? '' : `: ${error.replace(/\.$/, '')}`;
  throw new BatonError('refused', 'refused_place', `Its last run could not be posted in ${post_to}${why}.`);
}

/** Settles a fire that can't start a run, and pauses the schedule unless the reason may be over by the next one. */
async function refuse({ context, refusals, log }: Firing, row: ScheduleRow, due: Due, error: BatonError) {
  const first = refusals.get(row.id);
  const known = first?.counts_from.getTime() === row.counts_from.getTime() ? first : undefined;
  const since = known?.since ?? due.now;
  refusals.set(row.id, { since, counts_from: row.counts_from });
  if (due.now.getTime() - since.getTime() < LEAVE_TO_OTHERS_MS) return;
  refusals.delete(row.id);
  const kind = PASSING.has(error.code) ? 'refused' : 'paused';
  const reason = error.message;
  const fire_time = due.fire_time;
  await transaction(context.pool, async (tx) => {
    const settled = { schedule: row.id, fire_time, revision: row.revision };
    if (!(await settleFire(tx, settled, { outcome: 'refused', run_id: null, reason }))) return;
    if (kind === 'paused' && (await pauseSchedule(tx, row.id, reason))) {
      audit(tx, scheduleActor(row.id), 'pause schedule', null, { schedule: row.id, reason });
    }
    insertNotice(tx, { kind, schedule: row.id, fire_time, run_id: null, reason });
  });
  log(`schedule ${row.id} ${kind === 'paused' ? 'is paused' : 'started no run'}: ${reason}`);
}
