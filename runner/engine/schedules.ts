/** Implements the schedules port: what people ask and say of schedules, in any process. */
import { cronInWords } from '../core/cron-in-words.ts';
import { BatonError } from '../core/errors.ts';
import type { Schedules } from '../core/ports/schedules.ts';
import { parseOptions, type RunRequest } from '../core/run-request.ts';
import type { ScheduleDocument, ScheduleRequest } from '../core/schedule.ts';
import { readWhen } from '../core/schedule-words.ts';
import { textFault } from '../core/text-faults.ts';
import { timeZoneFault } from '../core/time-zone.ts';
import { cutText, shortProject } from '../core/wording.ts';
import { answerOf, refuseUnstorable } from '../store/outage.ts';
import { audit } from '../store/run-rows.ts';
import {
  delayNotice,
  deleteNotice,
  deleteOutdatedNotices,
  takeNoticeRows,
} from '../store/schedule-notices.ts';
import {
  addedBy,
  type Definition,
  databaseClock,
  deleteSchedule,
  insertSchedule,
  type ListedSchedule,
  listSchedules,
  lockSchedule,
  pauseSchedule,
  readSchedule,
  resumeSchedule,
  type ScheduleRow,
  updateSchedule,
} from '../store/schedule-rows.ts';
import { type Database, type Transaction, transaction } from '../store/transaction.ts';
import { assertStartable, type ScheduleOptions, scheduledRequest } from './scheduled-runs.ts';

/** A read that takes longer is treated as an outage. */
const READ_MS = 5000;
const MOST_NAME = 100;

/** The libraries that compute fire times are loaded once they are needed. */
export const fireTimes = () => import('../fire-times.ts');

export function createSchedules(options: ScheduleOptions): Schedules {
  const { pool } = options.context;
  const { url } = options;
  const read = <T>(answer: Promise<T>) => answerOf(url, answer.catch(refuseUnstorable), READ_MS);
  const write = <T>(answer: Promise<T>) => answerOf(url, answer.catch(refuseUnstorable));
  const changed = (id: string, body: (tx: Transaction, row: ScheduleRow) => Promise<void>) =>
    write(transaction(pool, async (tx) => body(tx, await locked(tx, id))).then(() => documentOf(pool, id)));
  return {
    list: ({ project_id = null }) => read(listed(pool, project_id)),
    get: (id) => read(documentOf(pool, id)),
    add: (request, by, id = options.context.newId(), hash) =>
      write(add(options, request, by, { id, hash: hash ?? null })),
    async change(id, change, by) {
      return await changed(id, async (tx, row) => {
        assertStored(row);
        // A name that was made of what changes is made anew.
        const name = row.name === madeName(row) ? null : row.name;
        const wanted = { ...row, name, when: row.cron, ...change, run: { ...row.run, ...change.run } };
        updateSchedule(tx, id, await definitionOf(options, wanted, by, row));
        audit(tx, by, 'change schedule', null, { schedule: id, fields: Object.keys(change).join(', ') });
      });
    },
    pause: (id, by) =>
      changed(id, async (tx) => {
        if (await pauseSchedule(tx, id, null)) audit(tx, by, 'pause schedule', null, { schedule: id });
      }),
    resume: (id, by) =>
      changed(id, async (tx) => {
        if (!(await resumeSchedule(tx, id))) return;
        deleteOutdatedNotices(tx);
        audit(tx, by, 'resume schedule', null, { schedule: id });
      }),
    remove: (id, by) =>
      write(
        transaction(pool, async (tx) => {
          const row = await locked(tx, id);
          assertStored(row);
          deleteSchedule(tx, id);
          audit(tx, by, 'remove schedule', null, { schedule: id, name: row.name });
        }),
      ),
    run: async (id, by, key) => await options.start(await requestNow(options, id, by, key)),
    takeNotices: (platform) => write(notices(pool, platform)),
    noticeTold: (id) => write(deleteNotice(pool, id)),
    noticeDelayed: (id, waitMs, error) => write(delayNotice(pool, id, waitMs, error)),
  };
}

async function requestNow(
  options: ScheduleOptions,
  id: string,
  by: string,
  key: string | undefined,
): Promise<RunRequest> {
  const row = await answerOf(options.url, readSchedule(options.context.pool, id), READ_MS);
  if (row === null) throw unknownSchedule(id);
  const request = scheduledRequest(options, row, await nextOf(row, row.now));
  const once = key === undefined ? {} : { once: { key: `schedule:${key}`, hash: id } };
  return { ...request, ...once, requested_by: by };
}

function unknownSchedule(id: string): BatonError {
  const message = `There is no schedule ${JSON.stringify(id)}. \`baton schedules\` lists them.`;
  return new BatonError('not_found', 'unknown_schedule', message);
}

async function locked(tx: Transaction, id: string): Promise<ScheduleRow> {
  const row = await lockSchedule(tx, id);
  if (row === null) throw unknownSchedule(id);
  return row;
}

function assertStored({ source, id }: ScheduleRow): void {
  if (source === 'stored') return;
  const message = `The schedule ${id} is one of baton.yaml. Change or remove it there, or pause it here.`;
  throw new BatonError('conflict', 'schedule_of_file', message);
}

async function add(
  options: ScheduleOptions,
  request: ScheduleRequest,
  by: string,
  { id, hash }: { readonly id: string; readonly hash: string | null },
): Promise<ScheduleDocument> {
  const { pool } = options.context;
  const earlier = await readSchedule(pool, id);
  if (earlier === null) {
    const definition = await definitionOf(options, request, by, null);
    await transaction(pool, async (tx) => {
      if (!(await insertSchedule(tx, id, definition, by, hash))) return;
      const { name, cron, tz } = definition;
      audit(tx, by, 'add schedule', null, { schedule: id, name, cron, tz });
    });
  }
  if (hash !== null && (await addedBy(pool, id)) !== hash) throw keyTaken();
  return await documentOf(pool, id);
}

function keyTaken(): BatonError {
  const message =
    'This Idempotency-Key was used to add a schedule with another body. Send the same body, or use a new key.';
  return new BatonError('conflict', 'idempotency_conflict', message, { path: 'Idempotency-Key' });
}

/** `earlier`: the schedule that is changed; null for a new one. */
async function definitionOf(
  options: ScheduleOptions,
  { when, tz, run, ...rest }: ScheduleRequest,
  by: string,
  earlier: ScheduleRow | null,
): Promise<Definition> {
  const cron = await cronOf(when, tz, await databaseClock(options.context.pool));
  const project = options.resolveProject(run.project_id, earlier?.owner ?? by);
  const { post_to } = parseOptions({ 'post-to': rest.post_to });
  const question = run.question === null ? null : await options.mask(run.question);
  const given = { ...run, question, project_id: project.id };
  const definition = { name: rest.name ?? '', cron, tz, post_to: rest.post_to, run: given };
  assertStartable(options, definition, post_to);
  return { ...definition, name: nameOf(rest.name, definition) };
}

async function cronOf(when: string, tz: string, now: Date): Promise<string> {
  const { cronFault } = await fireTimes();
  const zoneFault = timeZoneFault(tz);
  if (zoneFault !== null) throw badSchedule('tz', `${JSON.stringify(tz)} ${zoneFault}`);
  const read = readWhen(when);
  if ('fault' in read) throw badSchedule('when', `The time ${JSON.stringify(when)} ${read.fault}`);
  const fault = cronFault(read.cron, now);
  if (fault !== null) throw badSchedule('when', `The time ${JSON.stringify(when)} ${fault}`);
  return read.cron;
}

function nameOf(given: string | null, definition: Pick<Definition, 'run' | 'cron'>): string {
  const name = given ?? madeName(definition);
  const isOneLine = !/\p{Cc}/u.test(name);
  const fault = isOneLine ? textFault(name, MOST_NAME) : 'holds a line break or a control character';
  if (fault !== null) throw badSchedule('name', `The name ${fault}`);
  return name.trim();
}

function madeName({ run: { flow_name, project_id }, cron }: Pick<Definition, 'run' | 'cron'>): string {
  return cutText(`${flow_name} · ${shortProject(project_id)} · ${cronInWords(cron)}`, MOST_NAME);
}

function badSchedule(path: string, message: string): BatonError {
  return new BatonError('refused', 'bad_schedule', /[.?]$/.test(message) ? message : `${message}.`, { path });
}

async function nextOf(row: ScheduleRow, now: Date): Promise<Date | null> {
  if (row.paused) return null;
  return (await fireTimes()).nextFire(row, now);
}

async function asDocument(row: ListedSchedule): Promise<ScheduleDocument> {
  const { id, name, source, cron, tz, post_to, run, owner, paused, pause_reason, last } = row;
  const next = await nextOf(row, row.now);
  return {
    ...{ id, name, source, cron, when: cronInWords(cron), tz, post_to, run, owner, paused, pause_reason },
    next_fire: next?.toISOString() ?? null,
    last_fire:
      last === null
        ? null
        : {
            at: last.fire_time.toISOString(),
            outcome: last.outcome,
            run_id: last.run_id,
            reason: last.reason,
          },
  };
}

async function documentOf(pool: Database, id: string): Promise<ScheduleDocument> {
  const row = await readSchedule(pool, id);
  if (row === null) throw unknownSchedule(id);
  return await asDocument(row);
}

async function listed(pool: Database, project_id: string | null): Promise<ScheduleDocument[]> {
  const rows = await listSchedules(pool, project_id);
  const documents = await Promise.all(rows.map(asDocument));
  const key = ({ paused, next_fire }: ScheduleDocument) => (paused ? '~~' : (next_fire ?? '~'));
  return documents.sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

async function notices(pool: Database, platform: string): ReturnType<Schedules['takeNotices']> {
  const rows = await takeNoticeRows(pool, platform);
  const found = rows.map(async ({ schedule, ...notice }) => {
    const row = await readSchedule(pool, schedule);
    return row === null ? [] : [{ ...notice, schedule: await asDocument(row) }];
  });
  return (await Promise.all(found)).flat();
}
