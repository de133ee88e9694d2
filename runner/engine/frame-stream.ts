/**
 * Streams frames to watchers: the difference between what a watcher has received and what the rows say now. Notifications
 * only say when to look, so a lost one delays frames by two seconds. All watchers of a process share its reads: a change
 * of a run is read once, no matter how many watch it.
 */
import type { Frame } from '../core/frames.ts';
import type { FrameFilter } from '../core/ports/service.ts';
import type { Bus, Hint } from '../events/bus.ts';
import { runsUnderWay } from '../store/document-rows.ts';
import { isOutage } from '../store/outage.ts';
import type { Database } from '../store/transaction.ts';
import { readNewFrames } from './run-reader.ts';
import { Watcher } from './watcher.ts';

const LOOK_MS = 2000;

/** The frames of this process's watchers. */
export interface FrameStream {
  /** Begins with the running runs, and ends when the signal aborts. */
  watch(filter: FrameFilter, signal: AbortSignal): AsyncGenerator<Frame>;
}

export function createFrameStream(pool: Database, bus: Bus): FrameStream {
  const watchers = new Set<Watcher>();
  let looks: Looks | null = null;
  return {
    async *watch(filter, signal) {
      const watcher = new Watcher(filter);
      const wake = () => watcher.wake();
      signal.addEventListener('abort', wake, { once: true });
      watchers.add(watcher);
      looks ??= new Looks(pool, bus, watchers);
      looks.joined(watcher);
      try {
        while (!signal.aborted) {
          const frames = watcher.take();
          yield* frames;
          watcher.passed(frames);
          if (watcher.missed.size > 0 && watcher.hasRoom) looks.caughtUp(watcher);
          if (frames.length === 0) await watcher.wait(signal);
        }
      } finally {
        signal.removeEventListener('abort', wake);
        watchers.delete(watcher);
        if (watchers.size === 0) {
          looks?.stop();
          looks = null;
        }
      }
    },
  };
}

/** Reads changed runs for all watchers, one run at a time, while there are any. */
class Looks {
  readonly #pool: Database;
  readonly #watchers: ReadonlySet<Watcher>;
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  #stopped = false;
  #everything = false;
  #run_ids = new Set<string>();
  #wake = Promise.withResolvers<void>();

  constructor(pool: Database, bus: Bus, watchers: ReadonlySet<Watcher>) {
    this.#pool = pool;
    this.#watchers = watchers;
    this.#unsubscribe = bus.subscribe((hint) => this.#hinted(hint));
    this.#timer = setInterval(() => this.#hinted({ type: 'reconnected' }), LOOK_MS);
    void this.#live();
  }

  /** A new watcher gets its runs at once. */
  joined({ filter: { run_id } }: Watcher): void {
    if (run_id === undefined) this.#everything = true;
    else this.#run_ids.add(run_id);
    this.#wake.resolve();
  }

  /** Reads the runs that a watcher missed while it had too many unread frames. */
  caughtUp(watcher: Watcher): void {
    for (const run_id of watcher.missed) this.#run_ids.add(run_id);
    watcher.missed.clear();
    this.#wake.resolve();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    clearInterval(this.#timer);
    this.#wake.resolve();
  }

  #hinted(hint: Hint): void {
    if (hint.type === 'reconnected') this.#everything = true;
    else this.#run_ids.add(hint.run_id);
    this.#wake.resolve();
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
      const due = { everything: this.#everything, run_ids: this.#run_ids };
      this.#everything = false;
      this.#run_ids = new Set();
      try {
        await this.#round(due);
      } catch (error) {
        // After an outage nothing is lost: everything is read again in two seconds.
        if (!isOutage(error)) for (const watcher of this.#watchers) watcher.fail(error);
      }
    }
  }

  async #round(due: { readonly everything: boolean; readonly run_ids: ReadonlySet<string> }): Promise<void> {
    const projects = new Map<string, string>();
    const run_ids = new Set(due.run_ids);
    if (due.everything) {
      for (const { id, project_id } of await runsUnderWay(this.#pool)) {
        projects.set(id, project_id);
        run_ids.add(id);
      }
      for (const { filter } of this.#watchers) if (filter.run_id !== undefined) run_ids.add(filter.run_id);
      for (const watcher of this.#watchers) for (const run_id of watcher.underWay()) run_ids.add(run_id);
    }
    for (const run_id of run_ids) await this.#look(run_id, projects.get(run_id) ?? null);
  }

  async #look(run_id: string, project_id: string | null): Promise<void> {
    const wanting: Watcher[] = [];
    for (const watcher of this.#watchers) {
      if (!watcher.wants(run_id, project_id)) continue;
      if (watcher.hasRoom) wanting.push(watcher);
      else watcher.missed.add(run_id);
    }
    if (wanting.length === 0) return;
    const received = new Set(wanting.map((watcher) => watcher.received(run_id)));
    const look = await readNewFrames(this.#pool, run_id, [...received]);
    if (look === null) return;
    for (const watcher of wanting) if (watcher.wants(run_id, look.project_id)) watcher.tell(run_id, look);
    if (look.hasMore) this.#hinted({ type: 'chat', run_id });
  }
}
