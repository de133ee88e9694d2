/** Twenty runs in one workspace, at the pace that the platform allows and with what goes wrong there. */
import { expect, test } from 'vitest';
import { scripted } from '../answers.ts';
import { runOf, setStage } from './harness.ts';

type Step = { readonly kind: string; readonly step_id: string };

const RUNS = 20;
const ROOMS = ['red', 'green', 'blue', 'grey'];

test.each(['slack-socket', 'discord-gateway'] as const)(
  'twenty runs all end with every post right, none twice, and within their calls (%s)',
  async (mode) => {
    const variables = scripted({ default: { delay_ms: 500 } });
    await using harness = await setStage({ mode, pace: true, rooms: ROOMS, variables });
    const { place, service, start, ended, card, whole } = harness;
    place.trouble(0.03);
    const roomOf = (n: number) => ROOMS[n % ROOMS.length] ?? '';
    for (let n = 0; n < RUNS; n++) await start(`number ${n} of many`, roomOf(n));
    for (let n = 0; n < RUNS; n++) {
      const says = new RegExp(`number ${n} of many`);
      const root = await place.until(`the card of run ${n}`, () => card(roomOf(n), says), 120_000);
      const over = await place.until(`the end of run ${n}`, () => ended(root), 200_000);
      await whole(over);
      const run_id = await runOf(harness, over);
      const { steps } = (await service.get(`/api/runs/${run_id}`)).body;
      const agents = steps.filter(({ kind }: Step) => kind === 'agent').length;
      const lenses = steps.filter(({ step_id }: Step) => step_id.startsWith('lens:')).length;
      expect(place.calls(run_id, over)).toBeLessThanOrEqual(2 * agents + lenses + 8);
    }
    expect(place.paced()).toBeLessThanOrEqual(RUNS);
  },
  400_000,
);
