/** Bots that are killed, again and again, also between a call and its answer; alone and beside another one. */
import { expect, test } from 'vitest';
import { seeded } from '../../runner/core/seeded.ts';
import { scripted } from '../answers.ts';
import type { Service } from '../service-client.ts';
import { expectWhole, setStage } from './stage.ts';

const KILLS = 20;
const RUNS = 5;

test.each([1, 2])(
  'nothing is lost or doubled when %i bots at a time are killed twenty times',
  async (bots) => {
    const random = seeded(bots);
    const stage = await setStage({ role: 'bot', variables: scripted({ default: { delay_ms: 4000 } }) });
    const { slack, service, worker, another, start, card, ended } = stage;
    await worker();
    slack.inject({ method: '*', times: 1e6, chance: 0.5, fault: { kind: 'delay', ms: 300, when: 'after' } });
    for (let n = 0; n < RUNS; n++) await start(`number ${n} of many`, 'shop');
    const living: Service[] = [service];
    while (living.length < bots) living.push(await another('--role', 'bot'));
    for (let kills = 0; kills < KILLS; kills++) {
      const calls = slack.log.calls.length + random.below(4);
      await slack.until('a few more calls', () => slack.log.calls.length >= calls, 3_000).catch(() => null);
      const victim = living.shift();
      victim?.process.signal('SIGKILL');
      await victim?.process.ended;
      living.push(await another('--role', 'bot'));
    }
    for (let n = 0; n < RUNS; n++) {
      const root = await slack.until(
        `the card of run ${n}`,
        () => card('shop', new RegExp(`number ${n} of many`)),
        60_000,
      );
      const over = await ended(root);
      const last = living.at(-1) ?? service;
      await expectWhole({ ...stage, service: last }, over);
    }
    const cards = await slack.channel('shop');
    expect(cards).toHaveLength(RUNS);
  },
  300_000,
);
