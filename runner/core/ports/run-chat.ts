/** The port through which other faces than chat see and use a run's place in chats. Implemented by `bot/app/run-chat.ts`. */
import type { RunChatDocument } from '../run-chat.ts';
import type { PostTo } from '../run-options.ts';

export interface RunChat {
  /** What a platform does not tell in time is left out. Throws `not_found` (`unknown_run`). */
  about(run_id: string): Promise<RunChatDocument>;
  /**
   * Posts the run's card in that channel, with the report in its thread; once for each `act_id`. Throws `unknown_run`, or
   * `refused`: `no_platform`, `which_workspace`, `cannot_post` for a channel that the bot can't post to.
   */
  export(run_id: string, to: PostTo, by: string, act_id: string): Promise<void>;
}
