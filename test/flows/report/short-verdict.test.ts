/** The verdict in a few words, for titles and notifications, and what it says beyond them. */
import { describe, expect, test } from 'vitest';
import { type RunParts, smallSteps } from '../checks/builders.ts';
import { memoryRepository } from '../memory-repository.ts';
import { CORRECTNESS, closedRun, lens, reviewRun, SECURITY, TEXTS } from './review-run.ts';

const { outputs, ...review } = reviewRun();
const synth = {
  ...Object(outputs.synth),
  verdict: 'Orders leak between tenants [F1]; F1 is easy to use. Fix it first.',
};
const analysis = (parts: Partial<RunParts> = {}): RunParts =>
  reviewRun({
    repository: memoryRepository(TEXTS),
    steps: smallSteps([CORRECTNESS, SECURITY], 'Analysis'),
    outputs: { ...outputs, synth },
    ...parts,
  });
const nothing = { 'lens:security': lens([]), 'lens:correctness': lens([]), 'skeptic-1': { verdicts: [] } };
const shortOf = async (parts: RunParts) => {
  const { short, statement } = (await closedRun(parts)).outcome;
  return { short, statement };
};

describe('the verdict in a few words', () => {
  test.each<[string, RunParts, string]>([
    ['of a change with grave findings', reviewRun(), 'do not merge yet, 1 critical, 1 high'],
    ['of a change without any', { ...review, outputs: { ...outputs, ...nothing } }, 'nothing blocks a merge'],
    ['of an analysis', analysis(), 'fix 1 critical, 1 high first'],
    ['of an analysis without findings', analysis({ outputs: { ...outputs, ...nothing } }), 'no findings'],
    [
      'of a run that lost a lens',
      analysis({ failed: { 'lens:correctness': 'hung' } }),
      'incomplete, fix 1 critical, 1 high first',
    ],
    [
      'of a run that failed midway',
      {
        ...review,
        outputs: Object.fromEntries(Object.entries(outputs).filter(([id]) => id !== 'synth')),
        failed: { 'verify-verdicts': 'git was killed' },
      },
      'failed',
    ],
  ])('%s', async (_, parts, short) => {
    expect((await shortOf(parts)).short).toBe(short);
  });

  test('has what an agent says beyond it, with titles in place of ids', async () => {
    const { statement } = await shortOf(analysis());
    expect(statement).toBe(
      'Orders leak between tenants; “Export lists other tenants’ orders” is easy to use. Fix it first.',
    );
  });

  test('has nothing beside it where code wrote the verdict, or a review’s findings decide', async () => {
    expect((await shortOf(reviewRun())).statement).toBeUndefined();
    const { synth: _, ...unwritten } = outputs;
    expect((await shortOf(analysis({ outputs: unwritten }))).statement).toBeUndefined();
  });

  test('says what the run did not look at', async () => {
    const { statement } = await shortOf(reviewRun({ failed: { 'lens:correctness': 'hung' } }));
    expect(statement).toBe('Incomplete: 1 of 2 lenses failed.');
  });
});
