/**
 * The post port: the messages and files that Baton owns on chat platforms, as stored. A thread is a desired state; these
 * rows record how much of it the platform has accepted. The process that holds a workspace's lease delivers the rest
 * (`bot/threads`). Implemented by `runner/engine/posts.ts`.
 */
import type { RunSnapshot } from '../run-snapshot.ts';
import type { LastingFault } from './delivery-error.ts';

/**
 * `wanted`: to be sent · `sending`: the call may have been made · `posted` · `gone`: given up by an earlier version; as
 * `wanted`
 */
export type PostState = 'wanted' | 'sending' | 'posted' | 'gone';

/**
 * One message or file. Keys: `root`, `step:<step_id>`, `report`, `ended`, `announced`, `answer:<n>`, `export:<n>`,
 * `reopen:<n>`; the file that belongs to an export or a reopened card has its key with `:file` appended.
 */
export interface PostRow {
  readonly run_id: string;
  readonly key: string;
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  /** the thread that it is in; null for a message in the channel itself */
  readonly thread: string | null;
  /** the platform's id for it; for a file that is being sent, the reserved id */
  readonly reference: string | null;
  /** hash of the content that was last accepted; null if unknown */
  readonly content_hash: string | null;
  readonly state: PostState;
  /** when it was last about to be sent, ISO 8601 */
  readonly intent_at: string | null;
  /** when the newest message of this post that was too old to be edited was sent, ISO 8601; null if there was none */
  readonly old_at: string | null;
  /** calls made for it */
  readonly calls: number;
  /** whether it shows its final content, so that nothing more is due */
  readonly final: boolean;
  /** counts how often the run reopened it; `put` makes a row final only if this is still the stored revision */
  readonly revision: number;
  /** what its last call met, in words; null if it succeeded */
  readonly error: string | null;
  /** null for a post that never met anything */
  readonly trouble: PostTrouble | null;
}

/** What a post met on its platform, and what follows from it. */
export interface PostTrouble {
  /** the fault that it met last; null since a call succeeded */
  readonly fault: LastingFault | null;
  /** how often it met a fault in a row */
  readonly tries: number;
  /** when to try again, ISO 8601; null: at once */
  readonly retry_at: string | null;
  /** the fault that the run's starter was told of, in words */
  readonly told: string | null;
  /** the message whose place it takes, since that one was lost or can't be edited; null for the first one */
  readonly replaces: string | null;
  /** whether it is shown as pages, in messages of plain text, since the platform refused its own form */
  readonly paged: boolean;
}

/** A message on a platform, by the key that it has among those of its run. */
export type PostedMessage = Pick<PostRow, 'key' | 'platform' | 'workspace' | 'channel'> & {
  readonly reference: string;
};

/** A person of a chat platform. */
export interface PersonId {
  readonly platform: string;
  readonly workspace: string;
  /** the platform's id */
  readonly person: string;
}

export type PostId = Pick<PostRow, 'run_id' | 'key' | 'platform' | 'workspace' | 'channel'>;

/** Any process may call any method, for any run. All throw `database_unreachable` while the database is down. */
export interface Posts {
  /** Returns the runs with a post in that workspace that is not final, oldest first. */
  unfinished(platform: string, workspace: string): Promise<readonly string[]>;
  /** Returns the run and its posts in that workspace; null for a run that no longer exists. */
  thread(
    run_id: string,
    platform: string,
    workspace: string,
  ): Promise<{ readonly snapshot: RunSnapshot; readonly posts: readonly PostRow[] } | null>;
  /** Returns the run's messages that are posted, in all workspaces, oldest first. */
  posted(run_id: string): Promise<readonly PostedMessage[]>;
  /** Stores the rows, new or not. */
  put(rows: readonly PostRow[]): Promise<void>;
  /**
   * Adds a post of that kind, with the next free `<kind>:<n>`. Does nothing for an `act_id` that already added one, and
   * for a `reopen` of a channel in which another one is not final. Throws `unknown_run`.
   */
  want(post: {
    readonly run_id: string;
    readonly kind: 'export' | 'reopen';
    readonly platform: string;
    readonly workspace: string;
    readonly channel: string;
    readonly act_id: string;
  }): Promise<void>;
  /**
   * Returns true for the first delivery of a user action about a run, and false if the same one comes again within a
   * day, in any process. Throws `unknown_run`.
   */
  first(action: {
    readonly run_id: string;
    readonly platform: string;
    readonly workspace: string;
    readonly act_id: string;
  }): Promise<boolean>;
  /** Returns the run whose thread or card that is; null if it is not one of Baton's. */
  runAt(platform: string, workspace: string, channel: string, thread: string): Promise<string | null>;
  /** Assigns posts that name only the platform to this workspace; called if it is the platform's only one. */
  adopt(platform: string, workspace: string): Promise<void>;
  /** Stores whether the ends of the person's runs notify nobody. */
  mute(person: PersonId, muted: boolean): Promise<void>;
  isMuted(person: PersonId): Promise<boolean>;
  /**
   * Lets posts that wait for a channel, or for any channel of the workspace if it is null, be tried at once, since it may
   * be open to the bot again.
   */
  retry(platform: string, workspace: string, channel: string | null): Promise<void>;
  /** Calls the listener with runs that may have changed; null: any may have. Returns an unsubscribe function. */
  onChange(listener: (run_id: string | null) => void): () => void;
  /** Records in the audit log who did what. */
  audit(entry: {
    readonly actor: string;
    readonly action: string;
    readonly run_id: string | null;
    readonly detail?: Readonly<Record<string, string>>;
  }): Promise<void>;
}
