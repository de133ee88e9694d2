/** One place of the pool: a worker thread that is there only while it is needed. */
import { Worker } from 'node:worker_threads';
import type { CollectorOutcome } from '../../flows/evidence/collector.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { CollectJob, ThreadMessage, ThreadSettings } from './messages.ts';

export interface CollectorThreadSettings {
  readonly entry: URL;
  readonly git: ThreadSettings;
  readonly limitMs: number;
  readonly idleMs: number;
  log(line: string): void;
}

/** A parser that eats more than this is ended, and the process goes on. */
const MOST_MEGABYTES = 1_500;

export class CollectorThread {
  readonly #settings: CollectorThreadSettings;
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  /** settles the job that is under way */
  #settle: ((outcome: CollectorOutcome) => void) | null = null;

  constructor(settings: CollectorThreadSettings) {
    this.#settings = settings;
  }

  /** One job at a time. Rejects only when the signal aborts; the thread is then ended. */
  async run(job: CollectJob, signal: AbortSignal): Promise<CollectorOutcome> {
    signal.throwIfAborted();
    if (this.#idle !== null) clearTimeout(this.#idle);
    const worker = this.#worker ?? this.#start();
    const { limitMs } = this.#settings;
    const limit = setTimeout(
      () => this.end(`${job.collector} took longer than ${limitMs / 1000} s`),
      limitMs,
    );
    const abort = (): void => void this.end('the run was stopped');
    signal.addEventListener('abort', abort, { once: true });
    try {
      const outcome = await new Promise<CollectorOutcome>((resolve) => {
        this.#settle = resolve;
        worker.ref();
        worker.postMessage(job);
      });
      signal.throwIfAborted();
      return outcome;
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', abort);
      this.#settle = null;
      this.#rest();
    }
  }

  /** Ends the thread; a job under way becomes unavailable for that reason. */
  async end(reason: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#settle?.({ status: 'unavailable', reason });
    await worker?.terminate();
  }

  #start(): Worker {
    const { entry, git, log } = this.#settings;
    const worker = new Worker(entry, {
      workerData: git,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'log') log(message.line);
      else if (worker === this.#worker) this.#settle?.(message.outcome);
    });
    worker.on('error', (error) => this.#lost(worker, `the collector crashed: ${messageOf(error)}`));
    worker.on('exit', (code) => this.#lost(worker, `the collector's thread ended with code ${code}`));
    this.#worker = worker;
    return worker;
  }

  #lost(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    this.#settle?.({ status: 'unavailable', reason });
  }

  #rest(): void {
    this.#worker?.unref();
    this.#idle = setTimeout(() => void this.end('idle'), this.#settings.idleMs).unref();
  }
}
