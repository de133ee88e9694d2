/** One who watches runs: what it wants, what it was told, and the frames that it has not taken yet. */
import type { Frame } from '../core/frames.ts';
import type { FrameFilter } from '../core/ports/service.ts';
import { NOTHING_TOLD, type RunLook, type Told } from './run-look.ts';

/** One that has so many frames to take is told nothing more until it has taken them; then it gets the difference. */
const MOST_WAITING = 2_000;
/** Ended runs are remembered for a while, so that a late hint about one does not tell it all again. */
const MOST_REMEMBERED = 200;

export class Watcher {
  readonly filter: FrameFilter;
  readonly #told = new Map<string, Told>();
  #waiting: (readonly Frame[])[] = [];
  #count = 0;
  #failure: { readonly error: unknown } | null = null;
  #wake = (): void => undefined;

  constructor(filter: FrameFilter) {
    this.filter = filter;
  }

  /** `project_id`: null while it is not known. */
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

  told(run_id: string): Told {
    return this.#told.get(run_id) ?? NOTHING_TOLD;
  }

  /** Runs that it was told are under way. */
  underWay(): string[] {
    return [...this.#told]
      .filter(([, told]) => told.statuses.get('') === 'running')
      .map(([run_id]) => run_id);
  }

  tell(run_id: string, look: RunLook): void {
    const { told, frames } = look.newsFor(this.told(run_id));
    this.#told.delete(run_id);
    this.#told.set(run_id, told);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MOST_REMEMBERED && oldest !== undefined) this.#told.delete(oldest);
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

  /** The next frames; empty when there are none yet. Throws what ended the watch. */
  take(): readonly Frame[] {
    const frames = this.#waiting.shift();
    if (frames === undefined && this.#failure !== null) throw this.#failure.error;
    return frames ?? [];
  }

  /** Frames that were taken have been passed on. */
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
