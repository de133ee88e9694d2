/** One slot of the pool: a child process that runs only while it is needed. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { CollectorOutcome } from '../../flows/contracts/collecting.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { ChildMessage, CollectJob, GitSettings, JobMessage } from './messages.ts';

export interface CollectorProcessSettings {
  readonly entry: URL;
  readonly git: GitSettings;
  readonly idleMs: number;
  log(line: string): void;
}

/** The child's heap limit: a parser that needs more crashes without harm to the service. */
const MOST_MEGABYTES = 1_500;

export class CollectorProcess {
  readonly #settings: CollectorProcessSettings;
  #child: ChildProcess | null = null;
  #sent: number | null = null;
  #idle: NodeJS.Timeout | null = null;
  /** resolves the current job */
  #settle: ((outcome: CollectorOutcome) => void) | null = null;

  constructor(settings: CollectorProcessSettings) {
    this.#settings = settings;
  }

  /** One job at a time. Rejects only if the signal aborts; the child is then killed. */
  async run(job: CollectJob, signal: AbortSignal): Promise<CollectorOutcome> {
    signal.throwIfAborted();
    if (this.#idle !== null) clearTimeout(this.#idle);
    const child = this.#child ?? this.#start();
    const tooLong = `${job.collector} took longer than ${Math.round(job.limitMs / 1000)} s`;
    const limit = setTimeout(() => void this.end(tooLong), job.limitMs);
    const abort = (): void => void this.end('the run was stopped');
    signal.addEventListener('abort', abort, { once: true });
    try {
      const outcome = await new Promise<CollectorOutcome>((resolve) => {
        this.#settle = resolve;
        hold(child);
        const { git } = this.#settings;
        const message: JobMessage = { ...job, git, scope: this.#sent === job.scope_id ? null : job.scope };
        this.#sent = job.scope_id;
        child.send(message);
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

  /** Kills the child; its current job becomes unavailable for that reason. */
  async end(reason: string): Promise<void> {
    const child = this.#child;
    if (this.#idle !== null) clearTimeout(this.#idle);
    if (child === null) return;
    this.#lost(child, reason);
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    // Keeps the event loop alive until the child has exited.
    child.ref();
    child.kill('SIGKILL');
    await ended;
  }

  #start(): ChildProcess {
    const { entry, log } = this.#settings;
    const compileCache = getCompileCacheDir();
    const child = fork(entry, {
      env: compileCache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compileCache) },
      execArgv: [`--max-old-space-size=${MOST_MEGABYTES}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'log') log(message.line);
      else if (child === this.#child) this.#settle?.(message.outcome);
    });
    child.on('error', (error) => this.#lost(child, `the collector could not run: ${messageOf(error)}`));
    child.on('exit', (code, signal) =>
      this.#lost(child, `the collector crashed (${signal ?? `code ${code}`})`),
    );
    this.#child = child;
    return child;
  }

  #lost(child: ChildProcess, reason: string): void {
    if (child !== this.#child) return;
    this.#child = null;
    this.#sent = null;
    this.#settle?.({ status: 'unavailable', reason });
  }

  #rest(): void {
    if (this.#child === null) return;
    this.#child.unref();
    this.#child.channel?.unref();
    this.#idle = setTimeout(() => void this.end('idle'), this.#settings.idleMs).unref();
  }
}

/** A working child keeps this process alive. */
function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}
