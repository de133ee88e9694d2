/**
 * What Baton owns on chat platforms: the threads of runs, as stored. A thread is a desired state; the rows say how far
 * the platform has got. Whoever holds a workspace's lane brings it further (`bot/threads`).
 */
import type { RunDocument } from './documents.ts';
import type { SkipCause, StepStatus } from './run.ts';

/** `wanted`: to be sent · `sending`: the call may have been made · `posted` · `gone`: removed there, or can't be posted */
export const POST_STATES = ['wanted', 'sending', 'posted', 'gone'] as const;
export type PostState = (typeof POST_STATES)[number];

/**
 * One message or file. Keys: `root`, `step:<step_id>`, `report`, `answer:<n>`, `export:<n>`, `reopen:<n>`; the file that
 * goes with an export or a reopened card has its key and `:file` behind it.
 */
export interface PostRow {
  readonly run_id: string;
  readonly key: string;
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  /** the thread it hangs in; null for one that stands in the channel itself */
  readonly thread: string | null;
  /** the platform's name for it; of a file that is being sent, what was reserved */
  readonly reference: string | null;
  /** of what was last accepted; null when that is not known */
  readonly content_hash: string | null;
  readonly state: PostState;
  /** when it was last about to be sent, ISO 8601 */
  readonly intent_at: string | null;
  /** when its message was sent, as of the newest one that could not be edited any more, ISO 8601; null: each could */
  readonly old_at: string | null;
  /** calls that were made for it */
  readonly calls: number;
  /** nothing more is to come */
  readonly settled: boolean;
  /** why it is gone */
  readonly error: string | null;
}

export type PostId = Pick<PostRow, 'run_id' | 'key' | 'platform' | 'workspace' | 'channel'>;

/** A step as its reply in the thread shows it. */
export interface SnapshotStep {
  readonly step_id: string;
  readonly kind: 'agent' | 'code';
  readonly persona: string | null;
  readonly label: string;
  readonly status: StepStatus;
  /** what it is doing, while it runs or waits for another try; its one-line result afterwards */
  readonly activity: string | null;
  readonly error: string | null;
  readonly skip_cause: SkipCause | null;
  readonly fail_code: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

/** A follow-up question to the agent of a step. */
export interface QuestionDocument {
  readonly id: string;
  readonly run_id: string;
  readonly step_id: string;
  /** counts the run's questions from 1 */
  readonly n: number;
  readonly asked_by: string;
  readonly question: string;
  readonly state: 'pending' | 'running' | 'answered' | 'failed';
  /** Markdown */
  readonly answer: string | null;
  readonly error: string | null;
  readonly asked_at: string;
  readonly answered_at: string | null;
}

/** All that a run's thread shows, of one moment. */
export interface RunSnapshot {
  readonly run: RunDocument & {
    readonly requested_by: string;
    /** what is read, such as `main (a1b2c3d)`; null until it is resolved */
    readonly label: string | null;
  };
  readonly steps: readonly SnapshotStep[];
  readonly report: string | null;
  readonly questions: readonly QuestionDocument[];
}

/** The right to speak for a workspace: held by one process at a time, lost with its connection to the database. */
export interface Lease {
  /** aborted when it is lost */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Any process may call any of it, for any run. */
export interface Posts {
  /** Null while another process has it. */
  lease(platform: string, workspace: string): Promise<Lease | null>;
  /** The runs that have something unsettled in that workspace, oldest first. */
  unsettled(platform: string, workspace: string): Promise<readonly string[]>;
  /** The run's story with its posts in that workspace; null for a run that is not there any more. */
  thread(
    run_id: string,
    platform: string,
    workspace: string,
  ): Promise<{ readonly snapshot: RunSnapshot; readonly posts: readonly PostRow[] } | null>;
  /** Stores posts as they are given, new or not. */
  put(rows: readonly PostRow[]): Promise<void>;
  /**
   * Asks for one more post of a kind (`export`, `reopen`): the next free `<kind>:<n>`. The same `act_id` asks once;
   * so does a `reopen` for a channel that has one unsettled. Throws `unknown_run`.
   */
  want(post: {
    readonly run_id: string;
    readonly kind: 'export' | 'reopen';
    readonly platform: string;
    readonly workspace: string;
    readonly channel: string;
    readonly act_id: string;
  }): Promise<void>;
  /** True once for what a person did about a run, on whichever process; false when it comes again within a day. Throws `unknown_run`. */
  first(action: {
    readonly run_id: string;
    readonly platform: string;
    readonly workspace: string;
    readonly act_id: string;
  }): Promise<boolean>;
  /** The run whose thread (or card) that is; null when it is none of Baton's. */
  runAt(platform: string, workspace: string, channel: string, thread: string): Promise<string | null>;
  /** Posts for which only the platform was named move to this workspace. Called by whoever has the only workspace. */
  adopt(platform: string, workspace: string): Promise<void>;
  /** Told of runs that may have changed; null: any may have. Gives the function that ends the subscription. */
  onChange(listener: (run_id: string | null) => void): () => void;
  /** Writes down who did what. */
  audit(entry: {
    readonly actor: string;
    readonly action: string;
    readonly run_id: string | null;
    readonly detail?: Readonly<Record<string, string>>;
  }): Promise<void>;
}

/** Where an adapter keeps what an installation gave it, as bytes that it has encrypted itself. */
export interface Installations {
  save(platform: string, workspace: string, secret: Uint8Array): Promise<void>;
  load(platform: string, workspace: string): Promise<Uint8Array | null>;
  remove(platform: string, workspace: string): Promise<void>;
  /** workspace ids */
  list(platform: string): Promise<readonly string[]>;
}
