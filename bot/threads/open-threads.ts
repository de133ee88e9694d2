/** The threads of one workspace that are not in their last form: kept up to date with the database, by notifications and by looking. */
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { PostRow, Posts } from '../../runner/core/ports/posts.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';

export interface OpenThreadsOptions {
  readonly adapter: Pick<PlatformAdapter, 'platform'>;
  readonly posts: Posts;
  readonly workspace: string;
  /** whether this is the only workspace; it then also takes posts that name only the platform */
  readonly isOnly: () => boolean;
  /** milliseconds since 1970 */
  readonly now: () => number;
}

export const LOOK_EVERY_MS = 2_000;
/** A thread whose posts all wait for a person is read again less often; a notification comes sooner. */
export const LOOK_AT_HELD_EVERY_MS = 30_000;
/** Minimum time between two reads of the same thread, no matter how many notifications arrive. */
export const READ_AT_MOST_EVERY_MS = 400;

/** A thread as last read, and the state of its calls. */
export interface OpenThread {
  readonly run_id: string;
  snapshot: RunSnapshot | null;
  posts: PostRow[];
  isStale: boolean;
  readAt: number;
  isBusy: boolean;
  /** nothing of it may be delivered for a while */
  isHeld: boolean;
  /** by post: since when its delivery is in doubt, or since when an optional update has been due */
  readonly since: Map<string, number>;
}

export class OpenThreads {
  readonly #options: OpenThreadsOptions;
  readonly #byRun = new Map<string, OpenThread>();
  #listedAt = 0;
  #isListStale = true;

  constructor(options: OpenThreadsOptions) {
    this.#options = options;
  }

  /** Whether something is to be read as soon as its time has come. */
  get isStale(): boolean {
    return this.#isListStale || this.all().some((thread) => thread.isStale && !thread.isBusy);
  }

  all(): readonly OpenThread[] {
    return [...this.#byRun.values()];
  }

  markStale(run_id: string | null): void {
    const known = run_id === null ? undefined : this.#byRun.get(run_id);
    if (known !== undefined) known.isStale = true;
    else this.#isListStale = true;
    if (run_id === null) for (const thread of this.#byRun.values()) thread.isStale = true;
  }

  /** Reads the list of threads, and those threads that may have changed. */
  async read(): Promise<void> {
    const { posts, adapter, workspace, now } = this.#options;
    const age = now() - this.#listedAt;
    if (age >= LOOK_EVERY_MS || (this.#isListStale && age >= READ_AT_MOST_EVERY_MS)) {
      this.#isListStale = false;
      this.#listedAt = now();
      if (this.#options.isOnly()) await posts.adopt(adapter.platform, workspace);
      const runs = new Set(await posts.unfinished(adapter.platform, workspace));
      for (const run_id of runs) if (!this.#byRun.has(run_id)) this.#byRun.set(run_id, newThread(run_id));
      for (const [run_id, thread] of this.#byRun) {
        if (!runs.has(run_id) && !thread.isBusy) this.#byRun.delete(run_id);
        else if (now() - thread.readAt >= (thread.isHeld ? LOOK_AT_HELD_EVERY_MS : LOOK_EVERY_MS))
          thread.isStale = true;
      }
    }
    for (const thread of this.#byRun.values()) {
      const isDue = thread.isStale && !thread.isBusy && now() - thread.readAt >= READ_AT_MOST_EVERY_MS;
      if (isDue) await this.#readThread(thread);
    }
  }

  async #readThread(thread: OpenThread): Promise<void> {
    const { posts, adapter, workspace, now } = this.#options;
    thread.isStale = false;
    thread.readAt = now();
    const found = await posts.thread(thread.run_id, adapter.platform, workspace);
    thread.snapshot = found?.snapshot ?? null;
    thread.posts = [...(found?.posts ?? [])];
  }
}

function newThread(run_id: string): OpenThread {
  const none = { snapshot: null, posts: [], isStale: true, isBusy: false, isHeld: false };
  return { run_id, ...none, readAt: 0, since: new Map() };
}
