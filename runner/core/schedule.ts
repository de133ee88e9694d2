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
  /** skipped: the run of an earlier fire was still working */
  'overlap',
  /** refused: the run could not be started, for the reason that the schedule shows */
  'refused',
] as const;

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

export const ScheduleDocument = z.object({
  /** for one of `baton.yaml`, its key there */
  id: z.string(),
  name: z.string(),
  source: z.enum(SCHEDULE_SOURCES),
  /** five fields */
  cron: z.string(),
  /** IANA name */
  tz: z.string(),
  /** `slack:C…`; null: the runs appear in no chat */
  post_to: z.string().nullable(),
  run: ScheduledRun,
  /** the actor who added it, such as `slack:T1:U1`; null for one of `baton.yaml` */
  owner: z.string().nullable(),
  paused: z.boolean(),
  /** why it is paused, in a sentence; null while it is not, and for one that a person paused without a reason */
  pause_reason: z.string().nullable(),
  /** null while it is paused, and for one that never fires again */
  next_fire: time.nullable(),
  last_fire: z.object({ at: time, outcome: z.enum(FIRE_OUTCOMES), run_id: z.uuid().nullable() }).nullable(),
});
export type ScheduleDocument = z.infer<typeof ScheduleDocument>;

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

/** Fields that are left out stay as they are. */
export type ScheduleChange = Partial<ScheduleRequest>;
