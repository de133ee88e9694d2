/** What people do while the runs work: each kind of act in turn, whatever became of the one before. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Platform, Taken, UserActionKind } from './platform.ts';

/** Nobody waits for anybody: an act comes when its time has come. */
const EVERY_MS = 200;
const BUTTONS_WITHIN_MS = 60_000;

export type Deeds = Readonly<Record<string, UserActionKind>>;

/** Waits until there are messages with the buttons that people press. */
export async function findDeeds(platform: Platform, signal: AbortSignal): Promise<Deeds> {
  const deadline = performance.now() + BUTTONS_WITHIN_MS;
  for (;;) {
    const deeds = await platform.deeds();
    if (deeds !== null) return deeds;
    if (performance.now() > deadline) throw new Error('no message has a button to press');
    await pause(1_000, undefined, { signal });
  }
}

/** Does each kind of act so many times, in turn; ends when all were answered or given up. */
export async function act(deeds: Deeds, times: number, signal: AbortSignal): Promise<readonly Taken[]> {
  const begun = performance.now();
  const kinds = Object.entries(deeds);
  const all: Promise<Taken>[] = [];
  for (let n = 0; n < times * kinds.length; n++) {
    await pause(Math.max(0, begun + n * EVERY_MS - performance.now()), undefined, { signal });
    const [kind = '', deed] = kinds[n % kinds.length] ?? [];
    if (deed === undefined) throw new Error('there is nothing to do');
    const taken = deed(n).then((figures) => ({ kind, ...figures }));
    // It is waited for at the end; until then its failure is nobody's.
    taken.catch(() => undefined);
    all.push(taken);
  }
  return await Promise.all(all);
}
