/** A platform and the stored posts in memory, for delivery loops: calls may be rejected, break off, or never end. */
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type {
  FileView,
  PaceRule,
  Place,
  PlatformAdapter,
  PostMark,
} from '../../../runner/core/ports/platform.ts';
import type { PostRow, Posts } from '../../../runner/core/ports/posts.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';

export type Fault =
  | 'rate_limited'
  | 'unsent'
  | 'doubtful-before'
  | 'doubtful-after'
  | 'never-before'
  | 'never-after';

export interface Shown extends PostMark {
  readonly channel: string;
  readonly thread: string | null;
  readonly reference: string;
  content: MessageView | FileView;
}

const PACE: readonly PaceRule[] = [
  { calls: ['post'], per: 'channel', every: 1000, burst: 1 },
  { calls: ['edit'], per: 'workspace', every: 1500, burst: 10 },
  { calls: ['upload', 'find'], per: 'workspace', every: 600, burst: 5 },
];

export class MemoryPlatform {
  readonly shown: Shown[] = [];
  readonly calls: {
    readonly call: string;
    readonly run_id: string;
    readonly channel: string;
    readonly at: number;
    readonly met: Fault | null;
  }[] = [];
  /** what the next call meets */
  faults: () => Fault | null = () => null;
  /** how far its clock is ahead of this machine's, in milliseconds */
  ahead = 0;
  /** what it showed to one person alone */
  readonly told: { readonly channel: string; readonly person: string; readonly view: MessageView }[] = [];
  /** what lasts until it is taken back; asked before each call */
  refusal: (call: string, place: Place, reference: string | null) => DeliveryError | null = () => null;
  readonly #opened = new Set<(workspace: string, channel: string | null) => void>();
  readonly #reserved = new Set<string>();
  #last = 0;

  readonly adapter: PlatformAdapter = {
    platform: 'slack',
    syntax: SLACK_SYNTAX,
    pace: PACE,
    start: async () => undefined,
    connected: () => true,
    onWorkspaces: (listener) => {
      listener(['T1']);
      return () => undefined;
    },
    onOpened: (listener) => {
      this.#opened.add(listener);
      return () => this.#opened.delete(listener);
    },
    now: () => Date.now() + this.ahead,
    stop: async () => undefined,
    enter: async () => undefined,
    direct: async () => 'D1',
    tell: async (place, person, view) => {
      this.told.push({ channel: place.channel, person, view });
    },
    named: async (_workspace, view) => view,
    post: (place, view, mark) =>
      this.#call('post', mark.run_id, place, null, () =>
        this.#show({ ...markOf(mark), ...placed(place), content: view }),
      ),
    edit: (place, reference, view, mark) =>
      this.#call('edit', mark.run_id, place, reference, () => {
        const message = this.shown.find((candidate) => candidate.reference === reference);
        if (message === undefined) throw new DeliveryError('message', 'message_not_found');
        message.content = view;
      }),
    upload: async (place, file, mark, known, reserved) => {
      const reference = known ?? this.#next();
      if (known === null) this.#reserved.add(reference);
      await reserved(reference);
      return this.#call('upload', mark.run_id, place, reference, () => {
        if (this.shown.some((candidate) => candidate.reference === reference)) return reference;
        return this.#show({ ...markOf(mark), ...placed(place), content: file, reference });
      });
    },
    find: (place, doubtful) =>
      this.#call('find', doubtful[0]?.run_id ?? '', place, null, () => {
        const there = doubtful.flatMap(({ key, reference }) => {
          const found = this.shown.find(
            (post) =>
              post.channel === place.channel &&
              post.thread === place.thread &&
              post.key === key &&
              (reference === null || post.reference === reference),
          );
          return found === undefined ? [] : [[key, found.reference] as const];
        });
        return new Map(there);
      }),
  };

  #next(): string {
    this.#last += 1;
    return String(this.#last);
  }

  #show(post: Omit<Shown, 'reference'> & { reference?: string }): string {
    const reference = post.reference ?? this.#next();
    this.shown.push({ ...post, reference });
    return reference;
  }

  async #call<T>(
    call: string,
    run_id: string,
    place: Place,
    reference: string | null,
    effect: () => T,
  ): Promise<T> {
    const { channel } = place;
    const met = this.faults();
    this.calls.push({ call, run_id, channel, at: Date.now(), met });
    const refused = this.refusal(call, place, reference);
    if (refused !== null) throw refused;
    if (met === 'rate_limited') throw new DeliveryError('rate_limited', 'ratelimited', 2000);
    if (met === 'unsent') throw new DeliveryError('unsent', 'ECONNREFUSED');
    if (met === 'doubtful-before') throw new DeliveryError('doubtful', 'internal_error');
    if (met === 'never-before') return new Promise<never>(() => undefined);
    const result = effect();
    if (met === 'never-after') return new Promise<never>(() => undefined);
    if (met === 'doubtful-after') throw new DeliveryError('doubtful', 'timeout');
    return result;
  }
}

const markOf = ({ run_id, key }: PostMark): PostMark => ({ run_id, key });
const placed = ({ channel, thread }: { channel: string; thread: string | null }) => ({ channel, thread });

export class MemoryPosts {
  readonly rows = new Map<string, PostRow>();
  readonly stories = new Map<string, RunSnapshot>();
  readonly #listeners = new Set<(run_id: string | null) => void>();

  readonly posts: Posts = {
    unfinished: async () => [
      ...new Set(
        [...this.rows.values()]
          .filter((row) => !row.final || this.stories.get(row.run_id)?.run.status === 'running')
          .map((row) => row.run_id),
      ),
    ],
    thread: async (run_id) => {
      const snapshot = this.stories.get(run_id);
      if (snapshot === undefined) return null;
      return { snapshot, posts: [...this.rows.values()].filter((row) => row.run_id === run_id) };
    },
    posted: async () => [],
    put: async (rows) => {
      for (const row of rows) this.rows.set(`${row.run_id} ${row.key} ${row.channel}`, row);
    },
    want: async () => undefined,
    first: async () => true,
    runAt: async () => null,
    mute: async () => undefined,
    isMuted: async () => false,
    adopt: async () => undefined,
    onChange: (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
    retry: async (_platform, _workspace, channel) => {
      for (const [id, row] of this.rows) {
        const { trouble } = row;
        if (trouble === null || trouble.retry_at === null || row.channel !== (channel ?? row.channel))
          continue;
        this.rows.set(id, { ...row, trouble: { ...trouble, retry_at: null } });
        for (const listener of this.#listeners) listener(row.run_id);
      }
    },
    audit: async () => undefined,
  };

  tell(snapshot: RunSnapshot): void {
    this.stories.set(snapshot.run.id, snapshot);
    for (const listener of this.#listeners) listener(snapshot.run.id);
  }

  /** Has loops look once more, as a change of another run does. */
  wake(): void {
    for (const listener of this.#listeners) listener('');
  }

  want(run_id: string, key: string, channel: string): void {
    const none = {
      thread: null,
      reference: null,
      content_hash: null,
      intent_at: null,
      old_at: null,
      error: null,
      trouble: null,
    };
    const place = { run_id, key, platform: 'slack', workspace: 'T1', channel };
    const row: PostRow = { ...place, ...none, state: 'wanted', calls: 0, final: false, revision: 0 };
    this.rows.set(`${run_id} ${key} ${channel}`, row);
  }
}
