import { expect, it } from 'vitest';
import { type Outcome, undergo } from './ordeal.ts';

const LIMIT_MS = 240_000;

it(
  'every run ends as if nothing had happened, though workers, service and database server are killed',
  async () => {
    const seed = Date.now() % 1_000_000;
    const story: string[] = [`seed ${seed}`];
    const outcome: Outcome = await undergo({ seed, rounds: 4, workers: 3, say: (line) => story.push(line) });
    expect({ story, broken: outcome.broken }).toEqual({ story, broken: [] });
    expect(outcome.runs).toBeGreaterThan(2);
    expect(outcome.claimedAgain.length).toBeGreaterThan(0);
    // The promise is two seconds; a test machine may be busy.
    expect(Math.max(...outcome.claimedAgain)).toBeLessThan(5);
    expect(outcome.leftBehind).toBe(0);
  },
  LIMIT_MS,
);
