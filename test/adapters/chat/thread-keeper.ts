/** A delivery loop over a real adapter, with the posts of one run in memory: stopped and started as a service would be. */
import { createHash } from 'node:crypto';
import { runDeliveryLoop } from '../../../bot/threads/delivery-loop.ts';
import { createWorkspacePause } from '../../../bot/threads/workspace-pause.ts';
import type { PlatformAdapter } from '../../../runner/core/ports/platform.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import { MemoryPosts } from '../../bot/threads/memory-platform.ts';
import { completed, ended, RUN, running, snapshot, step } from '../../bot/threads/stories.ts';
import type { Until } from '../../setup/chat/awaiting.ts';

const AGENTS = ['lens:security', 'lens:correctness'];
/**
 * The loop's clock goes that much faster than this machine's. What it waits for by the clock is tested by
 * `test/bot/threads`; here only what the platform makes of its calls counts.
 */
const FASTER = 10;
const WAKES_EVERY_MS = 20;
/** What a whole thread has: its card, a reply of each agent, the report. */
export const WHOLE = AGENTS.length + 2;

export interface KeptPlace {
  readonly workspace: string;
  readonly channel: string;
  /** the starter's id */
  readonly person: string;
}

export class ThreadKeeper {
  readonly store = new MemoryPosts();
  readonly lines: string[] = [];
  #adapter: PlatformAdapter;
  readonly #place: KeptPlace;
  readonly #until: Until;
  readonly #began = Date.now();
  #stop: (() => Promise<void>) | null = null;

  constructor(adapter: PlatformAdapter, place: KeptPlace, until: Until) {
    this.#adapter = adapter;
    this.#place = place;
    this.#until = until;
    const { workspace, channel } = place;
    const none = { thread: null, reference: null, content_hash: null, intent_at: null, old_at: null };
    this.store.rows.set(`${RUN} root ${channel}`, {
      ...none,
      run_id: RUN,
      key: 'root',
      platform: adapter.platform,
      workspace,
      channel,
      state: 'wanted',
      calls: 0,
      final: false,
      revision: 0,
      error: null,
      trouble: null,
    });
    adapter.onOpened((at, opened) => void this.store.posts.retry(adapter.platform, at, opened));
  }

  start(): void {
    const { workspace } = this.#place;
    const end = new AbortController();
    const log = (line: string) => this.lines.push(line);
    const done = runDeliveryLoop(
      {
        adapter: this.#adapter,
        posts: this.store.posts,
        workspace,
        isOnly: () => true,
        card: { title: (name) => name, publicUrl: null, notify: () => 'starter' },
        hashOf: (content) => createHash('sha256').update(JSON.stringify(content)).digest('hex'),
        pause: createWorkspacePause(log),
        now: () => this.#began + (Date.now() - this.#began) * FASTER,
        log,
      },
      end.signal,
    );
    // It sleeps by this machine's clock.
    const waking = setInterval(() => this.store.wake(), WAKES_EVERY_MS);
    this.#stop = async () => {
      clearInterval(waking);
      end.abort();
      await done;
    };
  }

  async stop(): Promise<void> {
    await this.#stop?.();
    this.#stop = null;
  }

  /** The service starts again, as a process that remembers nothing. */
  async restart(adapter: PlatformAdapter): Promise<void> {
    await this.stop();
    this.#adapter = adapter;
    this.start();
  }

  /** The run works, and its card and first reply are there; gives the card's id. */
  async begin(): Promise<string> {
    this.start();
    this.tell(snapshot([running('lens:security', 'reading src'), step('lens:correctness')]));
    await this.#until('the first reply', () => this.#reference('step:lens:security'));
    return this.card;
  }

  get card(): string {
    return this.#reference('root') ?? '';
  }

  end(): void {
    this.tell(ended(AGENTS.map((id) => completed(id))));
  }

  /** Until everything stands there in its last form. */
  async whole(withinMs = 45_000): Promise<void> {
    const rows = () => [...this.store.rows.values()];
    const isWhole = () => rows().length >= WHOLE && rows().every(({ final }) => final);
    await this.#until(`a whole thread: ${this.lines.join(' · ')}`, isWhole, withinMs);
  }

  /** Until a post met that fault. */
  async met(fault: string): Promise<void> {
    await this.#until(`a fault of the ${fault}`, () =>
      [...this.store.rows.values()].some(({ trouble }) => trouble?.fault === fault),
    );
  }

  /** Until it is stored that the starter was told of a fault: what happens before that would be undone by it. */
  async told(): Promise<void> {
    await this.#until('the word to the starter', () =>
      [...this.store.rows.values()].some(({ trouble }) => typeof trouble?.told === 'string'),
    );
  }

  /** The run comes to be as told. */
  tell(told: RunSnapshot): void {
    const { workspace, person } = this.#place;
    const requested_by = `${this.#adapter.platform}:${workspace}:${person}`;
    this.store.tell({ ...told, run: { ...told.run, requested_by } });
  }

  #reference(key: string): string | null {
    const row = this.store.rows.get(`${RUN} ${key} ${this.#place.channel}`);
    return row?.state === 'posted' ? row.reference : null;
  }
}
