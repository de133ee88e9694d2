/** Every feature in one mode: real clients, real processes, a real database. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { scripted } from '../answers.ts';
import { FEATURES, type FeatureStage } from './features.ts';
import type { Mode, Shown } from './place.ts';
import { setStage } from './stage.ts';

export function tellStory(mode: Mode): void {
  describe(`in the mode ${mode}, Baton`, () => {
    let stage: FeatureStage;

    beforeAll(async () => {
      const variables = scripted({ 'tech-debt/*': { delay_ms: 2500 } });
      const set = await setStage({ mode, variables, guarded: true });
      let finished: Promise<Shown> | null = null;
      const finish = async () => {
        await set.start('everything', 'shop');
        return await set.ended(await set.card('shop', /everything/));
      };
      stage = {
        ...set,
        finished() {
          finished ??= finish();
          return finished;
        },
      };
    }, 60_000);

    afterAll(() => stage[Symbol.asyncDispose]());

    const features = FEATURES.filter(({ missing }) => missing?.[mode] === undefined);
    test.each(features)('$title', ({ play }) => play(stage), 90_000);
  });
}
