/**
 * The schedules port: what the command line, the API and the chat commands can ask of schedules, and what fires them.
 * Any process may call any method. All throw `database_unreachable` while the database is down, and those that name a
 * schedule `not_found` (`unknown_schedule`).
 */
import type {
  FileSchedule,
  ScheduleChange,
  ScheduleDocument,
  ScheduleNotice,
  ScheduleRequest,
} from '../schedule.ts';

export interface Schedules {
  /** Returns those of the project, or all, by their next fire; paused ones last. */
  list(filter: { readonly project_id?: string }): Promise<readonly ScheduleDocument[]>;
  get(id: string): Promise<ScheduleDocument>;
  /**
   * Throws `refused`: `bad_schedule` (path `when`, `tz` or `name`) for a time that can't be read or never comes,
   * `unknown_flow`, `unknown_project`, and what a run with these options would be refused for. A second call with the
   * same `id` adds nothing and returns the first one's; if both came with a hash of their request, `idempotency_conflict`
   * if these differ.
   */
  add(request: ScheduleRequest, by: string, id?: string, hash?: string): Promise<ScheduleDocument>;
  /** Throws like `add`, and `conflict` (`schedule_of_file`) for one of `baton.yaml`. A new time counts from now. */
  change(id: string, change: ScheduleChange, by: string): Promise<ScheduleDocument>;
  pause(id: string, by: string): Promise<ScheduleDocument>;
  /** What it missed while it was paused is not caught up. */
  resume(id: string, by: string): Promise<ScheduleDocument>;
  /** Its runs are kept. Throws `conflict` (`schedule_of_file`) for one of `baton.yaml`. */
  remove(id: string, by: string): Promise<void>;
  /**
   * Starts its run now, beside its fire times, whether it is paused or not, and whether a run of it works or not. `key`
   * makes a second call with it within a day start nothing and return the same run. Throws what the start of a run
   * throws.
   */
  run(id: string, by: string, key?: string): Promise<{ readonly run_id: string }>;
  /**
   * Takes what is to be told to that platform: schedules that post there, and those without a channel whose owner is
   * there. What is neither marked as told nor delayed within five minutes can be taken again.
   */
  takeNotices(platform: string): Promise<readonly ScheduleNotice[]>;
  noticeTold(id: string): Promise<void>;
  /** The notice can be taken again after that time. `error`: why it could not be told. */
  noticeDelayed(id: string, waitMs: number, error: string | null): Promise<void>;
}

/** What came of one look at what is due. */
export interface Look {
  /** the time of the look, by the database's clock */
  readonly now: Date;
  /** the ids of the runs that were started */
  readonly started: readonly string[];
}

/** For the processes that fire schedules. */
export interface ScheduleFiring {
  /**
   * Makes the schedules of `baton.yaml` those that are given: a changed one counts from now, one that is gone is removed,
   * and one that Baton paused is resumed.
   */
  sync(schedules: readonly FileSchedule[]): Promise<void>;
  /**
   * Starts the runs that are due: at most one for each schedule. Drops notices that nobody could be told for a day, or for
   * a week if the schedule is paused. `now`: for tests; otherwise the database's clock.
   */
  look(now?: Date): Promise<Look>;
}
