/**
 * Schedules: runs that start by themselves. What one holds, as every face gives and shows it; `ports/schedules.ts` is
 * what can be asked of them. Times are ISO 8601 with a zone.
 */
import { z } from 'zod';
import { BANDS } from './step-spec.ts';

/**
 * `file`: from `baton.yaml`; it can be paused and run, and is changed in the file only.
 * `stored`: added by a person in a chat, by the API or by the command line.
 */
export const SCHEDULE_SOURCES = ['file', 'stored'] as const;

/** What came of a fire time. */
export const FIRE_OUTCOMES = [
  /** a run was started */
  'started',
  /** skipped: the last run of the schedule was still working */
  'overlap',
  /** refused: the run could not be started, for the reason that is given */
  'refused',
] as const;
export type FireOutcome = (typeof FIRE_OUTCOMES)[number];

const time = z.iso.datetime({ offset: true });

/** What runs: the options of a run that a schedule may have. */
export const ScheduledRun = z.object({
  project_id: z.string(),
  flow_name: z.string(),
  band: z.enum(BANDS),
  fast: z.boolean(),
  /** the focus; null: the flow's own question */
  question: z.string().nullable(),
  backend: z.string().nullable(),
  model: z.string().nullable(),
});
export type ScheduledRun = z.infer<typeof ScheduledRun>;

const LastFire = z.object({
  at: time,
  outcome: z.enum(FIRE_OUTCOMES),
  /** the run that was started, or that still worked; null for one that was refused or is no longer kept */
  run_id: z.uuid().nullable(),
  /** why it was refused */
  reason: z.string().nullable(),
});

export const ScheduleDocument = z.object({
  /** for one of `baton.yaml`, its key there */
  id: z.string(),
  name: z.string(),
  source: z.enum(SCHEDULE_SOURCES),
  /** five fields */
  cron: z.string(),
  /** the same in words, such as `weekdays at 08:00` */
  when: z.string(),
  /** IANA name */
  tz: z.string(),
  /** `slack:C…`; null: the runs appear in no chat */
  post_to: z.string().nullable(),
  run: ScheduledRun,
  /** the actor who added it, such as `slack:T1:U1`; null for one of `baton.yaml` */
  owner: z.string().nullable(),
  paused: z.boolean(),
  /** why Baton paused it, in a sentence; null while it is not paused, and for one that a person paused */
  pause_reason: z.string().nullable(),
  /** null while it is paused, and for one that never fires again */
  next_fire: time.nullable(),
  /** null before the first one */
  last_fire: LastFire.nullable(),
});
export type ScheduleDocument = z.infer<typeof ScheduleDocument>;

/** The schedule that started a run, as the run keeps it. */
export const RunSchedule = z.object({
  id: z.string(),
  name: z.string(),
  /** when it fires next, as of the start of the run; null if it is paused or never fires again */
  next_fire: time.nullable(),
});
export type RunSchedule = z.infer<typeof RunSchedule>;

const ACTOR = 'schedule:';

/** Who starts the runs of a schedule by itself, as stored with them. */
export function scheduleActor(id: string): string {
  return `${ACTOR}${id}`;
}

/** Whether a schedule did it by itself; a person may start a schedule's run as well. */
export function isScheduleActor(actor: string): boolean {
  return actor.startsWith(ACTOR);
}

/** A schedule as a person adds it. `when` is a cron expression of five fields, or words such as `weekdays 8:00`. */
export interface ScheduleRequest {
  /** null: made of the flow, the project and the time */
  readonly name: string | null;
  readonly when: string;
  /** IANA name */
  readonly tz: string;
  readonly post_to: string | null;
  readonly run: ScheduledRun;
}

/** Fields that are left out stay as they are; so do fields of `run`. */
export type ScheduleChange = Partial<Omit<ScheduleRequest, 'run'>> & { readonly run?: Partial<ScheduledRun> };

/** A schedule of `baton.yaml`. */
export interface FileSchedule {
  readonly id: string;
  readonly cron: string;
  readonly tz: string;
  readonly post_to: string | null;
  readonly run: ScheduledRun;
}

/** A fire time that a run is started for. */
export interface ScheduleFire {
  readonly schedule: string;
  readonly fire_time: Date;
  /** of the definition that the fire time was computed from */
  readonly revision: number;
}

export const NOTICE_KINDS = ['overlap', 'refused', 'paused'] as const;

/** What a chat is to be told of a schedule, once: in its channel, or to its owner. */
export interface ScheduleNotice {
  readonly id: string;
  /**
   * `overlap`: a fire was skipped since the run `run_id` still worked · `refused`: a fire started no run, and the next one
   * tries again · `paused`: Baton paused it, and it stays so until a person resumes it
   */
  readonly kind: (typeof NOTICE_KINDS)[number];
  readonly schedule: ScheduleDocument;
  /** ISO 8601; null if it is about no fire time */
  readonly fire_time: string | null;
  readonly run_id: string | null;
  /** a sentence: why it was refused or paused */
  readonly reason: string | null;
  /** ISO 8601: since when it may have been told */
  readonly created_at: string;
  /** how often it was taken, this time included; from the second time on it may have been told already */
  readonly attempts: number;
  /** why it could not be told the last time */
  readonly error: string | null;
}
