/**
 * graphile-worker, imported by this file alone. While it loads it looks for its configuration in the working directory
 * and above, executable files included, and that may be the repository under review; so it loads at the file system's root.
 */
import { createRequire } from 'node:module';
import { parse } from 'node:path';
import type * as GraphileWorker from 'graphile-worker';

export type { Logger as QueueLogger, Runner, RunnerOptions, WorkerEvents } from 'graphile-worker';

/** Stated wherever graphile-worker is called: it would take another one from GRAPHILE_WORKER_SCHEMA, and our SQL names this one. */
export const QUEUE_SCHEMA = 'graphile_worker';

export const { Logger, run, runMigrations } = loaded();

/** Synchronous, so that nothing else runs in the wrong directory. */
function loaded(): typeof GraphileWorker {
  const require = createRequire(import.meta.url);
  const callers = process.cwd();
  process.chdir(parse(callers).root);
  try {
    return require('graphile-worker');
  } finally {
    process.chdir(callers);
  }
}
