/** Ends this process with the one that started it, even while a parser keeps the event loop busy. */
import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, which a busy loop does not hold up. */
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
  // Signals to the whole group are the parent's to answer.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
}
