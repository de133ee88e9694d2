/** Every feature in one mode: real clients, real processes, a real database. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { scripted } from '../answers.ts';
import { FEATURES, type FeatureStage } from './features.ts';
import { setStage } from './harness.ts';
import type { Mode, Shown } from './place.ts';

export function tellStory(mode: Mode): void {
  describe(`in the mode ${mode}, Baton`, () => {
    let harness: FeatureStage;

    beforeAll(async () => {
      const variables = scripted({ 'tech-debt/*': { delay_ms: 2500 } });
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

    const features = FEATURES.filter(({ missing }) => missing?.[mode] === undefined);
    test.each(features)('$title', ({ play }) => play(harness), 90_000);
  });
}
