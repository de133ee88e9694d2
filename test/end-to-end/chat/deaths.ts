/** Bots that are killed, again and again, also between a call and its answer; alone and beside another one. */
import { expect, test } from 'vitest';
import { seeded } from '../../runner/core/seeded.ts';
import { scripted } from '../answers.ts';
import type { Service } from '../service-client.ts';
import { setStage } from './harness.ts';
import type { Mode } from './place.ts';

const KILLS = 20;
const RUNS = 5;

export function tellOfDeaths(mode: Mode): void {
  test.each([1, 2])(
    `nothing is lost or doubled when %i bots at a time are killed twenty times (${mode})`,
    async (bots) => {
      const random = seeded(bots);
      const variables = scripted({ default: { delay_ms: 4000 } });
      await using harness = await setStage({ mode, role: 'bot', variables });
      const { place, service, worker, another, start, card, ended, whole } = harness;
      await worker();
      place.slow(300, 0.5);
      for (let n = 0; n < RUNS; n++) await start(`number ${n} of many`, 'shop');
      const living: Service[] = [service];
      while (living.length < bots) living.push(await another('--role', 'bot'));
      for (let kills = 0; kills < KILLS; kills++) {
        const calls = place.count + random.below(4);
        await place.until('a few more calls', () => place.count >= calls, 3_000).catch(() => null);
        const victim = living.shift();
        victim?.process.signal('SIGKILL');
        await victim?.process.ended;
        living.push(await another('--role', 'bot'));
      }
      for (let n = 0; n < RUNS; n++) {
        const says = new RegExp(`number ${n} of many`);
        const root = await place.until(`the card of run ${n}`, () => card('shop', says), 60_000);
        await whole(await ended(root), living.at(-1));
      }
      expect(await place.cards('shop')).toHaveLength(RUNS);
    },
    300_000,
  );
}
