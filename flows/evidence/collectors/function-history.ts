/** How often the given functions changed, by the lines that they have at the pinned commit. */
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { FunctionPlace, Measure } from '../../contracts/collecting.ts';
import type { Collector } from '../collector.ts';
import { DAY_MS, RECENT_DAYS, WINDOW_DAYS } from './history/reading.ts';

/** Each runs one git process. */
const AT_ONCE = 4;

export const functionHistory: Collector = {
  name: 'function-history',
  kinds: [],
  async collect({ repository, functions = [] }, signal) {
    const waiting = [...functions];
    const measures: Measure[] = [];
    const countNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        signal.throwIfAborted();
        const measure = await changesOf(repository, next);
        if (measure !== null) measures.push(measure);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, countNext));
    return { facts: [], measures };
  },
};

/** Null where the clone lacks what tells. */
async function changesOf(
  repository: Repository,
  { path, line, end }: FunctionPlace,
): Promise<Measure | null> {
  const { commits, counted } = await repository.log({ path, lines: [line, end], days: WINDOW_DAYS });
  if (!counted) return null;
  const now = Date.parse(repository.date);
  const within = (days: number): number =>
    commits.filter(({ date }) => now - Date.parse(date) <= days * DAY_MS).length;
  return { path, functions: [{ line, changes: within(WINDOW_DAYS), recent: within(RECENT_DAYS) }] };
}
