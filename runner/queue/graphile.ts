/**
 * Loads graphile-worker; no other file imports it. On load it searches the working directory and its parents for
 * configuration, including executable files, and that may be the repository under review; so it is loaded with the file
 * system's root as working directory.
 */
import { createRequire } from 'node:module';
import { parse } from 'node:path';
import type * as GraphileWorker from 'graphile-worker';

export type { Logger as QueueLogger, Runner, RunnerOptions, WorkerEvents } from 'graphile-worker';

/**
 * Passed on every call of graphile-worker: it would otherwise read GRAPHILE_WORKER_SCHEMA, and our SQL names this
 * schema.
 */
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
