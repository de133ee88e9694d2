/** `/flow notify`: each person decides whether the ends of their runs notify them. */
import { expect, test } from 'vitest';
import { ANA, BOB, room, textOf } from './room.ts';

test('a person turns notifications off and on, for themselves alone', async () => {
  const there = room();
  const say = async (text: string, person = ANA) => textOf(await there.say(text, { person }));
  expect(await say('notify')).toContain('You are notified once when a run that you started ends');
  expect(await say('notify off')).toBe(
    'Your runs end without a notification. To get one again: /flow notify on',
  );
  expect(await say('notify')).toContain('without a notification');
  expect(await say('notify', BOB)).toContain('You are notified once');
  expect(await say('Notify ON')).toContain('To get no notification: /flow notify off');
  expect(await say('notify')).toContain('You are notified once');
});
