/** A subscriber to the frames of runs: its filter, what it has received, and the frames that it has not read yet. */
import { LRUCache } from 'lru-cache';
import type { Frame } from '../core/frames.ts';
import type { FrameFilter } from '../core/ports/service.ts';
import { NOTHING_RECEIVED, type Received, type RunReading } from './run-reader.ts';

/** A watcher with so many unread frames gets no more until it has read them, and then only the difference. */
const MOST_WAITING = 2_000;
/** Ended runs are kept for a while, so that a late notification about one does not repeat all of it. */
const MOST_REMEMBERED = 200;

export class Watcher {
  readonly filter: FrameFilter;
  readonly #received = new LRUCache<string, Received>({ max: MOST_REMEMBERED });
  #waiting: (readonly Frame[])[] = [];
  #count = 0;
  #failure: { readonly error: unknown } | null = null;
  #wake = (): void => undefined;

  constructor(filter: FrameFilter) {
    this.filter = filter;
  }

  /** Whether the filter includes the run. `project_id`: null if not known yet. */
  wants(run_id: string, project_id: string | null): boolean {
    const { run_id: run, project_id: project } = this.filter;
    if (run !== undefined && run !== run_id) return false;
    return project === undefined || project_id === null || project === project_id;
  }

  /** Runs that changed while it had no room. */
  readonly missed = new Set<string>();

  get hasRoom(): boolean {
    return this.#count < MOST_WAITING;
  }

  received(run_id: string): Received {
    return this.#received.get(run_id) ?? NOTHING_RECEIVED;
  }

  /** Returns the runs that are running according to what it has received. */
  underWay(): string[] {
    return [...this.#received.entries()]
      .filter(([, received]) => received.statuses.get('') === 'running')
      .map(([run_id]) => run_id);
  }

  tell(run_id: string, look: RunReading): void {
    const { received, frames } = look.newsFor(this.received(run_id));
    this.#received.set(run_id, received);
    if (frames.length === 0) return;
    this.#waiting.push(frames);
    this.#count += frames.length;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  wake(): void {
    this.#wake();
  }

  /** Returns the next frames; empty if there are none yet. Throws the error that ended the watch. */
  take(): readonly Frame[] {
    const frames = this.#waiting.shift();
    if (frames === undefined && this.#failure !== null) throw this.#failure.error;
    return frames ?? [];
  }

  /** Notes that frames from `take` have been delivered. */
  passed(frames: readonly Frame[]): void {
    this.#count -= frames.length;
  }

  async wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    if (this.#waiting.length === 0 && this.#failure === null && !signal.aborted) await promise;
    this.#wake = () => undefined;
  }
}
