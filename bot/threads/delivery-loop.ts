/**
 * Delivers the posts of one workspace: a loop that brings each thread to its desired state at the rate that the
 * platform allows. It runs in the process that holds the workspace's lease. The `posts` rows are its queue, so it can
 * stop at any point and another process continues. Changes are always re-read from the database: a lost notification
 * delays an update by two seconds and has no other effect.
 */
import { messageOf } from '../../runner/core/errors.ts';
import type { PlatformAdapter } from '../../runner/core/ports/platform.ts';
import type { Posts } from '../../runner/core/ports/posts.ts';
import { createWakeSignal } from '../wake-signal.ts';
import { duration } from '../wording.ts';
import type { CardSettings } from './card.ts';
import { changesOf, type PostChange } from './changes.ts';
import { type DeliveryResult, deliver, platformCallOf } from './delivery.ts';
import { desiredPosts, type PostContent } from './desired.ts';
import { personIn } from './format.ts';
import { inPages } from './forms.ts';
import {
  LOOK_AT_HELD_EVERY_MS,
  LOOK_EVERY_MS,
  type OpenThread,
  OpenThreads,
  READ_AT_MOST_EVERY_MS,
} from './open-threads.ts';
import { type CallTarget, createPacer } from './rate-limits.ts';
import { type Hold, holdsOf, retryTime } from './recovery.ts';
import { type DeliveryPause, LONG_WAIT_MS } from './refusals.ts';
import type { WorkspacePause } from './workspace-pause.ts';

export interface DeliveryLoopOptions {
  readonly adapter: PlatformAdapter;
  readonly posts: Posts;
  readonly workspace: string;
  /** whether this is the only workspace; it then also takes posts that name only the platform */
  readonly isOnly: () => boolean;
  readonly card: CardSettings;
  readonly hashOf: (content: PostContent) => string;
  /** of this workspace's calls while nothing works there */
  readonly pause: WorkspacePause;
  /** milliseconds since 1970 */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** How long a call whose outcome is unknown may still take effect on the platform. */
const DOUBT_MS = 5_000;
const MOST_AT_ONCE = 8;
/** Progress is shown after this time, and then at growing intervals. */
const SHOW_AFTER_MS = 2_000;
const MOST_DISTANCE_MS = 60_000;
/** A wait that the platform demands is obeyed up to this long, then tried again. */
const MOST_WAIT_MS = 60 * 60_000;

/** Runs until the signal aborts, and returns after the calls in flight have ended. Throws database errors. */
export async function runDeliveryLoop(options: DeliveryLoopOptions, signal: AbortSignal): Promise<void> {
  const loop = new DeliveryLoop(options);
  const wake = createWakeSignal();
  const unsubscribe = options.posts.onChange((run_id) => {
    loop.threads.markStale(run_id);
    wake.notify();
  });
  signal.addEventListener('abort', wake.notify, { once: true });
  try {
    while (!signal.aborted) {
      await loop.threads.read();
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
  readonly threads: OpenThreads;
  readonly #inFlight = new Set<Promise<void>>();
  #resumesAt = 0;
  #broken: { readonly error: unknown } | null = null;

  constructor(options: DeliveryLoopOptions) {
    this.#options = options;
    this.#pacer = createPacer(options.adapter.pace);
    this.threads = new OpenThreads(options);
  }

  /** Starts every call that may be made now; returns when the next one may be made. */
  start(onEnd: () => void): number {
    const { now, pause } = this.#options;
    const holds = holdsOf(this.threads.all().flatMap(({ posts }) => posts));
    const due = this.threads
      .all()
      .filter((thread) => !thread.isBusy)
      .flatMap((thread) => this.#changes(thread).map((change) => ({ thread, change })))
      .sort((one, other) => order(one.change) - order(other.change));
    for (const { thread } of due) thread.isHeld = true;
    let next = Number.POSITIVE_INFINITY;
    for (const { thread, change } of due) {
      const held = retryTime(change.row, holds);
      if (held <= now() + LOOK_AT_HELD_EVERY_MS) thread.isHeld = false;
      if (thread.isBusy) continue;
      const gate = pause.gate(now());
      const at = Math.max(this.#resumesAt, gate.at, held, this.#readyAt(thread, change));
      if (at > now()) next = Math.min(next, at);
      else if (this.#inFlight.size < (gate.alone ? 1 : MOST_AT_ONCE))
        this.#begin(thread, change, holds.get(change.row.channel) ?? NO_HOLD, onEnd);
    }
    return this.threads.isStale ? Math.min(next, now() + READ_AT_MOST_EVERY_MS) : next;
  }

  #changes({ run_id, snapshot, posts }: OpenThread): PostChange[] {
    if (snapshot === null) return [];
    const { adapter, workspace, card, hashOf } = this.#options;
    const agents = snapshot.steps.filter(({ kind, status }) => kind === 'agent' && status !== 'skipped');
    const desired = inPages(desiredPosts(snapshot, posts, card), posts);
    return changesOf({ run_id, platform: adapter.platform, workspace, agents, desired, posts }, hashOf);
  }

  #readyAt(thread: OpenThread, change: PostChange): number {
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

  #begin(thread: OpenThread, change: PostChange, hold: Hold, onEnd: () => void): void {
    const together = change.type === 'find' ? this.#othersInDoubt(thread, change) : [];
    thread.isBusy = true;
    const calls = change.type !== 'markFinal' && change.type !== 'repost';
    if (calls) this.#pacer.take(platformCallOf(change), targetOf(change), this.#options.now());
    const call = deliver(this.#options, this.#scene(thread, change, hold), [change, ...together])
      .then((delivered) => {
        this.#note(thread, change, delivered);
        return calls && hold.until > 0 ? this.#reopen(change.row.channel, delivered) : undefined;
      })
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

  #scene({ posts, snapshot }: OpenThread, { row, title }: PostChange, { tries }: Hold) {
    const starter = snapshot === null ? null : personIn(row, snapshot.run.requested_by);
    return { posts, tries, starter, heading: title };
  }

  /** Lets everything that waits for the channel go on once a call got through. */
  async #reopen(channel: string, { rows, pause }: DeliveryResult): Promise<void> {
    if (pause !== null || rows.some(({ trouble }) => trouble?.fault === 'place')) return;
    const { adapter, posts, workspace } = this.#options;
    for (const thread of this.threads.all()) {
      thread.posts = thread.posts.map((post) =>
        post.channel === channel && post.trouble !== null && post.trouble.fault === 'place'
          ? { ...post, trouble: { ...post.trouble, retry_at: null } }
          : post,
      );
    }
    await posts.retry(adapter.platform, workspace, channel);
  }

  /** Returns the other doubtful posts of the same thread: one look-up serves all of them. */
  #othersInDoubt(thread: OpenThread, { thread: place, row }: PostChange): PostChange[] {
    return this.#changes(thread).filter(
      (other) =>
        other.type === 'find' &&
        other.row.key !== row.key &&
        other.row.channel === row.channel &&
        other.thread === place,
    );
  }

  #note(thread: OpenThread, change: PostChange, { rows, pause }: DeliveryResult): void {
    const { now } = this.#options;
    for (const row of rows) {
      const index = thread.posts.findIndex((post) => post.key === row.key && post.channel === row.channel);
      if (index < 0) thread.posts.push(row);
      else thread.posts[index] = row;
      thread.since.delete(`${row.key} ${row.channel}`);
    }
    if (pause === null) {
      if (change.type !== 'markFinal' && change.type !== 'repost') this.#options.pause.works(now());
    } else this.#wait(change, pause);
  }

  #wait(change: PostChange, { cause, ms, message }: DeliveryPause): void {
    const { now, pause, log, adapter, workspace } = this.#options;
    const until = now() + Math.min(ms, MOST_WAIT_MS);
    if (ms > LONG_WAIT_MS)
      log(
        `${adapter.platform} ${workspace}: calls to ${platformCallOf(change)} wait ${duration(ms)}: ${message}`,
      );
    if (cause === 'rate_limit') this.#pacer.hold(platformCallOf(change), targetOf(change), until);
    else if (cause === 'workspace') pause.refused(message, now());
    else this.#resumesAt = Math.max(this.#resumesAt, until);
  }

  throwIfBroken(): void {
    if (this.#broken !== null) throw this.#broken.error;
  }

  async drain(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    if (this.#broken !== null) this.#options.log(`a call broke off: ${messageOf(this.#broken.error)}`);
  }
}

const NO_HOLD: Hold = { until: 0, tries: 0 };

const targetOf = ({ row, thread }: PostChange): CallTarget => ({ channel: row.channel, thread });

const order = (change: PostChange): number => change.rank + (change.optional ? 100 : 0);
