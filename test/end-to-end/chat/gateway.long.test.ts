/** What only Discord can do to a bot: a gateway with one owner, custom ids that anyone may make up, interactions that come twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDiscord } from '../../setup/discord/discord.ts';
import { scripted } from '../answers.ts';
import { asDiscord } from './discord-place.ts';
import { type Harness, setStage } from './harness.ts';

const TAKEN_OVER_WITHIN_MS = 10_000;

test('another process hears Discord within ten seconds of the death of the one that did, and goes on with its threads', async () => {
  const variables = scripted({ 'tech-debt/*': { delay_ms: 3000 } });
  await using harness = await setStage({ mode: 'discord-gateway', role: 'bot', variables });
  const { place, service, worker, another, card, ended, whole } = harness;
  const discord = asDiscord(place);
  await worker();
  const second = await another('--role', 'bot');
  await place.until('the second to be ready', async () => (await second.get('/readyz')).status === 200);
  const alice = place.person('alice');
  await alice.run({ flow: 'tech-debt', focus: 'started by the first' });
  const root = await card('shop', /started by the first/);
  const { identified } = discord.gateway.counts;
  service.process.signal('SIGKILL');
  await service.process.ended;
  await discord.until(
    'a session of the second',
    () => discord.gateway.counts.identified > identified,
    TAKEN_OVER_WITHIN_MS,
  );
  expect((await alice.run({ flow: 'tech-debt', focus: 'started by the second' })).failure).toBeNull();
  await whole(await ended(root), second);
  await whole(await ended(await card('shop', /started by the second/)), second);
});

describe.each(['discord-gateway', 'discord-http'] as const)('in the mode %s', (mode) => {
  let harness: Harness;
  let discord: TestDiscord;

  beforeAll(async () => {
    const variables = scripted({ 'tech-debt/*': { delay_ms: 3000 } });
    harness = await setStage({ mode, variables });
    discord = asDiscord(harness.place);
  });

  afterAll(() => harness[Symbol.asyncDispose]());

  test('a replayed interaction starts nothing twice', async () => {
    const { card, ended, whole, service } = harness;
    const wish = { flow: 'codebase-tour', focus: 'said once' };
    const delivery = await discord.person('alice').command('flow run', wish);
    for (let n = 0; n < 3; n++) await discord.again(delivery);
    await whole(await ended(await card('shop', /said once/)));
    const { runs } = (await service.get('/api/runs?limit=100')).body;
    const same = runs.filter((run: { input: { question: string } }) => run.input.question === 'said once');
    expect(same).toHaveLength(1);
  });

  test('a custom id that somebody made up does nothing that they may not do, and is answered', async () => {
    const { place, start, card, ended, whole } = harness;
    const run_id = await start('not for gus', 'shop');
    const shown = await card('shop', /not for gus/);
    const gus = discord.person('gus');
    const forged = [
      `b:cancel:${run_id}`,
      `y:cancel:${run_id}`,
      `b:retry:${run_id}`,
      `b:output:${run_id} ../../etc/passwd`,
      `b:export:${run_id}'; DROP TABLE posts; --`,
      `b:again:00000000-0000-8000-8000-000000000000`,
      `y:nothing:=~AAAAAAAAAAAAAAAAAAAAAA`,
      'Ft0:launch:category:0:x',
      'm:ask:',
      'b::',
      '\u0000:\u202e',
      'x'.repeat(100),
    ];
    for (const customId of forged) {
      const told = gus.ephemerals().length;
      const message = discord.message(shown.id);
      const { failure } = await gus.forge(message, customId, customId.startsWith('Fs') ? ['x'] : null);
      expect(failure, customId).toBeNull();
      await place.until(
        `an answer to ${customId}`,
        () => gus.ephemerals().length > told || gus.modal() !== null,
      );
      gus.modal()?.close();
    }
    await whole(await ended(shown));
  });
});
