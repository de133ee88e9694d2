/** Features in one mode: real clients, real processes, a real database. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { scripted } from '../answers.ts';
import type { Feature, FeatureStage } from './feature.ts';
import { setStage } from './harness.ts';
import type { Mode, Shown } from './place.ts';
import { storyScript } from './story-script.ts';

/** `delay_ms` is how long the agents of tech debt take, for the features that look at them meanwhile. */
export function tellStory(mode: Mode, told: readonly Feature[], delay_ms: number): void {
  describe(`in the mode ${mode}, Baton`, () => {
    let harness: FeatureStage;

    beforeAll(async () => {
      const variables = scripted(storyScript(delay_ms));
      const set = await setStage({ mode, variables, guarded: true });
      let finished: Promise<Shown> | null = null;
      const finish = async () => {
        await set.start('everything', 'shop');
        return await set.ended(await set.card('shop', /everything/));
      };
      harness = {
        ...set,
        finished() {
          finished ??= finish();
          return finished;
        },
      };
    }, 60_000);

    afterAll(() => harness[Symbol.asyncDispose]());

    const features = told.filter(({ missing }) => missing?.[mode] === undefined);
    test.each(features)('$title', ({ play }) => play(harness), 90_000);
  });
}
