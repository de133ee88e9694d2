/** Ends this process when its parent ends, even while a parser blocks the event loop. */
import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, which a blocked event loop does not stop. */
const WATCH = `
  const { workerData: parent } = require('node:worker_threads');
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);
`;

export function endWithParent(): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: process.ppid,
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  });
  watch.unref();
  process.on('disconnect', () => process.exit());
  // The parent handles signals to the process group.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
}
