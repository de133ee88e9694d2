/** User actions in chats that act once, and the commands that were offered for them, over a real database. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { harness } from './harness.ts';

const on = harness();
const ACTION = {
  actor: 'slack:T1:U1',
  place: { workspace: 'T1', channel: 'C1', thread: null },
  offers: [{ kind: 'start', given: { flow: 'tech-debt', focus: 'a “b” ✓' } }],
};

const aged = (id: string, hours: number) =>
  on.query(`UPDATE handled_actions SET created_at = created_at - make_interval(hours => $2) WHERE id = $1`, [
    id,
    hours,
  ]);

it('is known in every process, with what it offered, as it was stored first', async () => {
  const id = randomUUID();
  const [one, other] = [await on.runner(), await on.runner()];
  expect(await other.handled.isHandled(id)).toBe(false);
  await one.handled.record({ id, ...ACTION });
  await other.handled.record({ id, ...ACTION, offers: [] });
  expect(await other.handled.isHandled(id)).toBe(true);
  expect(await other.handled.find(id, ACTION.actor)).toEqual({ id, ...ACTION });
});

it('offers nothing to another person', async () => {
  const id = randomUUID();
  const { handled } = await on.runner();
  await handled.record({ id, ...ACTION });
  expect(await handled.find(id, 'slack:T1:U2')).toBeNull();
});

it('offers for a day, and is known for a week', async () => {
  const id = randomUUID();
  const { handled } = await on.runner();
  await handled.record({ id, ...ACTION });
  await aged(id, 23);
  expect(await handled.find(id, ACTION.actor)).not.toBeNull();
  await aged(id, 2);
  expect(await handled.find(id, ACTION.actor)).toBeNull();
  expect(await handled.isHandled(id)).toBe(true);
  await aged(id, 150);
  expect(await handled.isHandled(id)).toBe(false);
  await handled.record({ id: randomUUID(), ...ACTION });
  expect(await on.query('SELECT FROM handled_actions WHERE id = $1', [id])).toEqual([]);
});
