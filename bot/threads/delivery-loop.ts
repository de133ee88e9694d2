/**
 * Delivers the posts of one workspace: a loop that brings each thread to its desired state at the rate that the
 * platform allows. It runs in the process that holds the workspace's lease. The `posts` rows are its queue, so it can
 * stop at any point and another process continues. Changes are always re-read from the database: a lost notification
 * delays an update by two seconds and has no other effect.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { PostRow, Posts } from '../../runner/core/ports/posts.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { createWakeSignal } from '../wake-signal.ts';
import type { CardSettings } from './card.ts';
import { changesOf, type PostChange } from './changes.ts';
import { type DeliveryResult, deliver, platformCallOf } from './delivery.ts';
import { desiredPosts, type PostContent } from './desired.ts';
import { type CallTarget, createPacer } from './rate-limits.ts';

export interface DeliveryLoopOptions {
  readonly adapter: PlatformAdapter;
  readonly posts: Posts;
  readonly workspace: string;
  /** whether this is the only workspace; it then also takes posts that name only the platform */
  readonly isOnly: () => boolean;
  readonly card: CardSettings;
  readonly hashOf: (content: PostContent) => string;
  /** milliseconds since 1970 */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** How long a call whose outcome is unknown may still take effect on the platform. */
const DOUBT_MS = 5_000;
const LOOK_EVERY_MS = 2_000;
/** Minimum time between two reads of the same thread, no matter how many notifications arrive. */
const READ_AT_MOST_EVERY_MS = 400;
const MOST_AT_ONCE = 8;
/** Progress is shown after this time, and then at growing intervals. */
const SHOW_AFTER_MS = 2_000;
const MOST_DISTANCE_MS = 60_000;

/** A thread as last read, and the state of its calls. */
interface Thread {
  readonly run_id: string;
  snapshot: RunSnapshot | null;
  posts: PostRow[];
  isStale: boolean;
  readAt: number;
  isBusy: boolean;
  /** by post: since when its delivery is in doubt, or since when an optional update has been due */
  readonly since: Map<string, number>;
}

/** Runs until the signal aborts, and returns after the calls in flight have ended. Throws database errors. */
export async function runDeliveryLoop(options: DeliveryLoopOptions, signal: AbortSignal): Promise<void> {
  const loop = new DeliveryLoop(options);
  const wake = createWakeSignal();
  const unsubscribe = options.posts.onChange((run_id) => {
    loop.markStale(run_id);
    wake.notify();
  });
  signal.addEventListener('abort', wake.notify, { once: true });
  try {
    while (!signal.aborted) {
      await loop.read();
      const next = loop.start(wake.notify);
      loop.throwIfBroken();
      if (!signal.aborted) await wake.wait(Math.min(LOOK_EVERY_MS, Math.max(20, next - options.now())));
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', wake.notify);
    await loop.drain();
  }
}

class DeliveryLoop {
  readonly #options: DeliveryLoopOptions;
  readonly #pacer;
  readonly #threads = new Map<string, Thread>();
  readonly #inFlight = new Set<Promise<void>>();
  #listedAt = 0;
  #isListStale = true;
  #resumesAt = 0;
  #broken: { readonly error: unknown } | null = null;

  constructor(options: DeliveryLoopOptions) {
    this.#options = options;
    this.#pacer = createPacer(options.adapter.pace);
  }

  markStale(run_id: string | null): void {
    const known = run_id === null ? undefined : this.#threads.get(run_id);
    if (known !== undefined) known.isStale = true;
    else this.#isListStale = true;
    if (run_id === null) for (const thread of this.#threads.values()) thread.isStale = true;
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
      for (const run_id of runs) if (!this.#threads.has(run_id)) this.#threads.set(run_id, newThread(run_id));
      for (const [run_id, thread] of this.#threads) {
        if (!runs.has(run_id) && !thread.isBusy) this.#threads.delete(run_id);
        else if (now() - thread.readAt >= LOOK_EVERY_MS) thread.isStale = true;
      }
    }
    for (const thread of this.#threads.values()) {
      const isDue = thread.isStale && !thread.isBusy && now() - thread.readAt >= READ_AT_MOST_EVERY_MS;
      if (isDue) await this.#readThread(thread);
    }
  }

  async #readThread(thread: Thread): Promise<void> {
    const { posts, adapter, workspace, now } = this.#options;
    thread.isStale = false;
    thread.readAt = now();
    const found = await posts.thread(thread.run_id, adapter.platform, workspace);
    thread.snapshot = found?.snapshot ?? null;
    thread.posts = [...(found?.posts ?? [])];
  }

  /** Starts every call that may be made now; returns when the next one may be made. */
  start(onEnd: () => void): number {
    const { now } = this.#options;
    const due = [...this.#threads.values()]
      .filter((thread) => !thread.isBusy)
      .flatMap((thread) => this.#changes(thread).map((change) => ({ thread, change })))
      .sort((one, other) => order(one.change) - order(other.change));
    let next = Number.POSITIVE_INFINITY;
    for (const { thread, change } of due) {
      if (thread.isBusy) continue;
      const at = Math.max(this.#resumesAt, this.#readyAt(thread, change));
      if (at > now()) next = Math.min(next, at);
      else if (this.#inFlight.size < MOST_AT_ONCE) this.#begin(thread, change, onEnd);
    }
    const stale = [...this.#threads.values()].some((thread) => thread.isStale && !thread.isBusy);
    return stale || this.#isListStale ? Math.min(next, now() + READ_AT_MOST_EVERY_MS) : next;
  }

  #changes({ run_id, snapshot, posts }: Thread): PostChange[] {
    if (snapshot === null) return [];
    const { adapter, workspace, card, hashOf } = this.#options;
    const agents = snapshot.steps.filter(({ kind, status }) => kind === 'agent' && status !== 'skipped');
    const desired = desiredPosts(snapshot, posts, card);
    return changesOf({ run_id, platform: adapter.platform, workspace, agents, desired, posts }, hashOf);
  }

  #readyAt(thread: Thread, change: PostChange): number {
    if (change.type === 'markFinal') return 0;
    const { now } = this.#options;
    const { channel, key, calls } = change.row;
    const paced = this.#pacer.readyAt(platformCallOf(change), targetOf(change), change.optional, now());
    if (change.type !== 'find' && !change.optional) {
      thread.since.delete(`${key} ${channel}`);
      return paced;
    }
    const since = thread.since.get(`${key} ${channel}`) ?? now();
    thread.since.set(`${key} ${channel}`, since);
    const wait = change.type === 'find' ? DOUBT_MS : Math.min(MOST_DISTANCE_MS, SHOW_AFTER_MS * 2 ** calls);
    return Math.max(paced, since + wait);
  }

  #begin(thread: Thread, change: PostChange, onEnd: () => void): void {
    const together = change.type === 'find' ? this.#othersInDoubt(thread, change) : [];
    thread.isBusy = true;
    const calls = change.type !== 'markFinal' && change.type !== 'repost';
    if (calls) this.#pacer.take(platformCallOf(change), targetOf(change), this.#options.now());
    const call = deliver(this.#options, [change, ...together])
      .then((delivered) => this.#note(thread, change, delivered))
      .catch((error: unknown) => {
        this.#broken = { error };
      })
      .finally(() => {
        thread.isBusy = false;
        this.#inFlight.delete(call);
        onEnd();
      });
    this.#inFlight.add(call);
  }

  /** Returns the other doubtful posts of the same thread: one look-up serves all of them. */
  #othersInDoubt(thread: Thread, { thread: place, row }: PostChange): PostChange[] {
    return this.#changes(thread).filter(
      (other) =>
        other.type === 'find' &&
        other.row.key !== row.key &&
        other.row.channel === row.channel &&
        other.thread === place,
    );
  }

  #note(thread: Thread, change: PostChange, { rows, pause }: DeliveryResult): void {
    const { now } = this.#options;
    for (const row of rows) {
      const index = thread.posts.findIndex((post) => post.key === row.key && post.channel === row.channel);
      if (index < 0) thread.posts.push(row);
      else thread.posts[index] = row;
      thread.since.delete(`${row.key} ${row.channel}`);
    }
    if (pause === null) return;
    if (pause.cause === 'rate_limit')
      this.#pacer.hold(platformCallOf(change), targetOf(change), now() + pause.ms);
    else this.#resumesAt = Math.max(this.#resumesAt, now() + pause.ms);
  }

  throwIfBroken(): void {
    if (this.#broken !== null) throw this.#broken.error;
  }

  async drain(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    if (this.#broken !== null) this.#options.log(`a call broke off: ${messageOf(this.#broken.error)}`);
  }
}

function newThread(run_id: string): Thread {
  return { run_id, snapshot: null, posts: [], isStale: true, readAt: 0, isBusy: false, since: new Map() };
}

const targetOf = ({ row, thread }: PostChange): CallTarget => ({ channel: row.channel, thread });

const order = (change: PostChange): number => change.rank + (change.optional ? 100 : 0);
