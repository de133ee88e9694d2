/**
 * Runs collectors in child processes, so that neither a slow repository nor a parser that crashes harms the service, and
 * their memory is freed. (Threads left the process at 300 MB and more after a run.) Children start when there is work,
 * are reused, are killed at their time limit and after some idle time, and do not keep the process alive while idle.
 */

import type { Collect, CollectorOutcome } from '../../flows/contracts/collecting.ts';
import type { Scope } from '../../flows/contracts/evidence-pack.ts';
import { messageOf } from '../../runner/core/errors.ts';
import { saidBy } from '../../runner/core/flow-input.ts';
import { CollectorProcess } from './collector-process.ts';
import type { CollectJob, GitSettings } from './messages.ts';

export interface CollectorPoolOptions {
  /** how many collectors run at once */
  readonly processes: number;
  /** what a child runs; default: `child.ts` beside this file */
  readonly entry?: URL;
  /** how repositories are opened */
  readonly git: GitSettings;
  log(line: string): void;
  /** how long one collector may take, in milliseconds (60,000); up to twice that for a scope of very many files */
  readonly limitMs?: number;
  /** after how long an idle child ends, in milliseconds (5,000) */
  readonly idleMs?: number;
}

export interface CollectorPool {
  readonly collect: Collect;
  /** Kills all children; their current jobs become unavailable. */
  close(): Promise<void>;
}

const STOPPING = {
  status: 'unavailable',
  reason: 'the process is stopping',
} as const satisfies CollectorOutcome;

export function createCollectorPool(options: CollectorPoolOptions): CollectorPool {
  const { processes: most, entry = new URL('./child.ts', import.meta.url), git, log } = options;
  const settings = { entry, git, log, idleMs: options.idleMs ?? 5_000 };
  const limitMs = options.limitMs ?? 60_000;
  const places = Array.from({ length: Math.max(1, most) }, () => new CollectorProcess(settings));
  const free = [...places];
  const waiting: ((place: CollectorProcess) => void)[] = [];
  const scopes = createScopeStore();
  let closed = false;

  const acquire = (): Promise<CollectorProcess> => {
    // The last one used still has the repository open.
    const place = free.pop();
    if (place !== undefined) return Promise.resolve(place);
    return new Promise((resolve) => waiting.push(resolve));
  };
  const release = (place: CollectorProcess): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(place);
    else next(place);
  };

  return {
    async collect({ collector, run, pin, scope, functions = [] }, signal) {
      const place = await acquire();
      try {
        signal.throwIfAborted();
        if (closed) return STOPPING;
        const job = {
          collector,
          project: run.project,
          pin,
          focus: saidBy(run) || null,
          given: run.given,
          functions,
          ...scopes(scope),
          limitMs: limitFor(scope, limitMs),
        };
        return await place.run(job, signal);
      } catch (error) {
        signal.throwIfAborted();
        return { status: 'unavailable', reason: messageOf(error) } satisfies CollectorOutcome;
      } finally {
        release(place);
      }
    },
    async close() {
      closed = true;
      await Promise.all(places.map((place) => place.end(STOPPING.reason)));
    },
  };
}

/** A scope reads at most this many files. */
const MOST_FILES = 20_000;

function limitFor(scope: Scope, limitMs: number): number {
  const read = scope.files.filter((file) => file.omitted === null).length;
  return limitMs * (1 + Math.min(read / MOST_FILES, 1));
}

/** Serializes each scope once: it may list a hundred thousand files. */
function createScopeStore(): (scope: Scope) => Pick<CollectJob, 'scope_id' | 'scope'> {
  const known = new WeakMap<Scope, Pick<CollectJob, 'scope_id' | 'scope'>>();
  let last = 0;
  return (scope) => {
    const stored = known.get(scope);
    if (stored !== undefined) return stored;
    last += 1;
    const entry = { scope_id: last, scope: new TextEncoder().encode(JSON.stringify(scope)) };
    known.set(scope, entry);
    return entry;
  };
}
