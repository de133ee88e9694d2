/**
 * Locks a mirror between processes while it is fetched. The owner touches the lock file every few seconds; a lock that has
 * not been touched for half a minute belongs to a dead process and is taken over. Times are the file system's.
 */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const TOUCH_MS = 5_000;
const STALE_MS = 30_000;
const POLL_MS = 100;
/** A wait longer than this is reported. */
const REPORT_AFTER_MS = 5_000;

/** Waits for the lock until the signal aborts, then runs the work while holding it. Calls `waiting` if the wait is long. */
export async function withLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  waiting: () => void,
): Promise<T> {
  const token = randomUUID();
  const own = `${file}.${token}`;
  const timer = setTimeout(waiting, REPORT_AFTER_MS);
  await acquire(file, own, token, signal).finally(() => clearTimeout(timer));
  const handle = await open(file, 'r+');
  const touch = setInterval(() => void handle.write(token, 0).catch(() => undefined), TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await handle.close();
    if ((await readFile(file, 'utf8').catch(() => '')) === token) await rm(file, { force: true });
  }
}

async function acquire(
  file: string,
  own: string,
  token: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      await writeFile(own, token);
      if (await linked(own, file)) return;
      const held = await stat(file).catch(() => null);
      const now = await stat(own);
      if (held !== null && now.mtimeMs - held.mtimeMs > STALE_MS) {
        await rename(own, file);
        await pause(POLL_MS);
        if ((await readFile(file, 'utf8').catch(() => '')) === token) return;
      } else await pause(POLL_MS, undefined, { signal });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Returns true if the lock was free. */
async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
