/**
 * The schedules port: what the command line, the API and the chat commands can ask of schedules. Any process may call any
 * method. All throw `database_unreachable` while the database is down, and those that name a schedule `not_found`
 * (`unknown_schedule`).
 */
import type { ScheduleChange, ScheduleDocument, ScheduleRequest } from '../schedule.ts';

export interface Schedules {
  /** Returns those of the project, or all, by their next fire; paused ones last. */
  list(filter: { readonly project_id?: string }): Promise<readonly ScheduleDocument[]>;
  get(id: string): Promise<ScheduleDocument>;
  /**
   * Throws `refused`: `bad_schedule` (path `when` or `tz`) for a time that can't be read or never comes, `unknown_flow`,
   * `unknown_project`, and what a run with these options would be refused for. A second call with the same `id` adds
   * nothing and returns the first one's.
   */
  add(request: ScheduleRequest, by: string, id?: string): Promise<ScheduleDocument>;
  /** Throws like `add`, and `conflict` (`schedule_of_file`) for one of `baton.yaml`. */
  change(id: string, change: ScheduleChange, by: string): Promise<ScheduleDocument>;
  pause(id: string, by: string): Promise<ScheduleDocument>;
  resume(id: string, by: string): Promise<ScheduleDocument>;
  /** Throws `conflict` (`schedule_of_file`) for one of `baton.yaml`. */
  remove(id: string, by: string): Promise<void>;
  /** Starts its run now, beside its fire times. `key` makes a second call with it start nothing. */
  run(id: string, by: string, key?: string): Promise<{ readonly run_id: string }>;
}
