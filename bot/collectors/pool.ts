/**
 * Runs collectors in worker threads, so that neither a slow repository nor a parser that dies can hold up the process.
 * Threads start when there is work, are used again, are ended at their time limit and when they have been idle for a
 * while, and never keep the process alive by themselves.
 */

import type { Scope } from '../../flows/contracts/evidence-pack.ts';
import type { Collect, CollectorOutcome } from '../../flows/evidence/collector.ts';
import { messageOf } from '../../runner/core/errors.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import type { RunInfo } from '../../runner/core/run.ts';
import { CollectorThread } from './collector-thread.ts';
import type { ThreadSettings } from './messages.ts';

export interface CollectorPoolOptions {
  /** how many collectors run at once */
  readonly threads: number;
  /** what a thread runs; default: `thread.ts` beside this file */
  readonly entry?: URL;
  /** as the process itself opens repositories */
  readonly git: ThreadSettings;
  /** the project of a run, as it is stored */
  projectOf(run: RunInfo): Promise<Project>;
  log(line: string): void;
  /** how long one collector may take, in milliseconds (20,000) */
  readonly limitMs?: number;
  /** after how long an idle thread ends, in milliseconds (5,000) */
  readonly idleMs?: number;
}

export interface CollectorPool {
  readonly collect: Collect;
  /** Ends all threads; what they were doing is unavailable. */
  close(): Promise<void>;
}

export function createCollectorPool(options: CollectorPoolOptions): CollectorPool {
  const { threads: most, entry = new URL('./thread.ts', import.meta.url), git, projectOf, log } = options;
  const settings = { entry, git, log, limitMs: options.limitMs ?? 20_000, idleMs: options.idleMs ?? 5_000 };
  const threads = Array.from({ length: Math.max(1, most) }, () => new CollectorThread(settings));
  const free = [...threads];
  const waiting: ((thread: CollectorThread) => void)[] = [];
  const scopes = createScopeStore();

  const acquire = (): Promise<CollectorThread> => {
    // The thread used last is the one that still has the repository open.
    const thread = free.pop();
    if (thread !== undefined) return Promise.resolve(thread);
    return new Promise((resolve) => waiting.push(resolve));
  };
  const release = (thread: CollectorThread): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(thread);
    else next(thread);
  };

  return {
    async collect({ collector, run, pin, scope }, signal) {
      const thread = await acquire();
      try {
        signal.throwIfAborted();
        const project = await projectOf(run);
        return await thread.run({ collector, project, pin, ...scopes(scope) }, signal);
      } catch (error) {
        signal.throwIfAborted();
        return { status: 'unavailable', reason: messageOf(error) } satisfies CollectorOutcome;
      } finally {
        release(thread);
      }
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.end('the process is stopping')));
    },
  };
}

/** Writes each scope down once, into memory that all threads share: it may list a hundred thousand files. */
function createScopeStore(): (scope: Scope) => { scope_id: number; scope: SharedArrayBuffer } {
  const known = new WeakMap<Scope, { scope_id: number; scope: SharedArrayBuffer }>();
  let last = 0;
  return (scope) => {
    const stored = known.get(scope);
    if (stored !== undefined) return stored;
    const bytes = new TextEncoder().encode(JSON.stringify(scope));
    const shared = new SharedArrayBuffer(bytes.byteLength);
    new Uint8Array(shared).set(bytes);
    last += 1;
    const entry = { scope_id: last, scope: shared };
    known.set(scope, entry);
    return entry;
  };
}
