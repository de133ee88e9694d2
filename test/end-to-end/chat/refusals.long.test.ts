/** What can be told to be wrong at once is answered to the person alone, and there is no run. */
import { expect, test } from 'vitest';
import { setStage } from './harness.ts';

test('a path that no file matches is refused in private, before there is a run', async () => {
  await using harness = await setStage({ mode: 'slack-socket' });
  const { place, service } = harness;
  const alice = place.person('alice');
  await alice.command('tech-debt --path srcc/**');
  const refusal = await place.until('a private refusal', () => alice.told().at(-1));
  expect(refusal.says).toContain('No file matches "srcc/**"');
  expect(refusal.says).toContain('Nearest: src');
  expect((await service.get('/api/runs')).body.runs).toEqual([]);
  expect(await place.cards('shop')).toEqual([]);
}, 120_000);
