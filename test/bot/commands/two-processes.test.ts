/** Double clicks of which two processes get one click each, over a real database that both share. */
import { beforeEach, expect, it } from 'vitest';
import { harness } from '../../runner/engine/harness.ts';
import { ANA, BOB, CLOSED, type Room, type RoomAct, room } from './room.ts';

const on = harness();
const CHANNEL = 'C0SHOP01';
const SOON = 1_700_000_000_000;

let one: Room;
let other: Room;
let run_id: string;
let messages = 0;

beforeEach(async () => {
  messages += 1;
  const processes = [await on.runner(), await on.runner()].map(({ service, posts, handled }) =>
    room({ over: { service, posts, handled } }),
  );
  [one, other] = processes as [Room, Room];
  const runner = await on.runner();
  const post_to = { platform: 'slack', workspace: 'T1', channel: CHANNEL, thread: null };
  run_id = await on.start(runner, { post_to, requested_by: `slack:T1:${ANA.id}` });
});

let clicks = 0;
/** `at`: milliseconds after the first click. */
function click(here: Room, button: string, value: string, at: number, over: Partial<RoomAct> = {}) {
  const id = `click-${++clicks}`;
  const who = over.person ?? ANA;
  const press = { id, button: `m${messages} ${button} ${value} ${who.id}`, at: SOON + at };
  return here.act({ kind: 'button', button, value, press }, { id, channel: CHANNEL, ...over });
}

const cards = () =>
  on.query(`SELECT key FROM posts WHERE run_id = $1 AND key ~ '^(export|reopen):' ORDER BY key`, [run_id]);

it.each(['export', 'ask', 'again', 'findings', 'show', 'page', 'launch', 'schedules', 'offer'])(
  'a double click on %s is answered once',
  async (button) => {
    const value =
      button === 'page' || button === 'schedules' ? '1' : button === 'launch' ? 'tech-debt' : run_id;
    const answers = await Promise.all([click(one, button, value, 0), click(other, button, value, 400)]);
    expect(answers.filter(({ kind }) => kind !== 'nothing')).toHaveLength(1);
  },
);

it('a double click on Reopen posts one card', async () => {
  await Promise.all([click(one, 'reopen', `${run_id} me`, 0), click(other, 'reopen', `${run_id} me`, 2_900)]);
  expect(await cards()).toEqual([{ key: 'reopen:1' }]);
});

it('a double click on Retry asks for one retry', async () => {
  await one.press('cancel', run_id);
  await Promise.all([click(one, 'retry', run_id, 0), click(other, 'retry', run_id, 900)]);
  const retries = await on.query(`SELECT FROM audit_log WHERE run_id = $1 AND action = 'retry'`, [run_id]);
  expect(retries).toHaveLength(1);
});

it('a later click, and that of another person, is a press of its own', async () => {
  const answers = [
    await click(one, 'launch', 'tech-debt', 0),
    await click(other, 'launch', 'tech-debt', 1_000),
    await click(other, 'launch', 'tech-debt', 1_100, { person: BOB }),
  ];
  expect(answers.map(({ kind }) => kind)).toEqual(['form', 'form', 'form']);
});

it('a click that was refused is followed by another at once', async () => {
  const answers = [
    await click(one, 'reopen', run_id, 0, { channel: CLOSED }),
    await click(other, 'reopen', run_id, 500),
  ];
  expect(answers.map(({ kind }) => kind)).toEqual(['message', 'nothing']);
  expect(await cards()).toEqual([{ key: 'reopen:1' }]);
});

it('a click that is delivered to another process, since the first one died, is handled there', async () => {
  const press = { id: 'again', button: `m${messages} export`, at: SOON };
  const again = (here: Room) =>
    here.act({ kind: 'button', button: 'export', value: run_id, press }, { id: 'again' });
  expect([await again(one), await again(other)].map(({ kind }) => kind)).toEqual(['form', 'form']);
});

it('a form that is submitted twice exports once, and one that is opened anew again', async () => {
  const submit = (here: Room, id: string) =>
    here.act(
      { kind: 'submit', form: 'export', state: run_id, values: { way: 'channel', channel: 'C0OPS' } },
      { id, channel: CHANNEL },
    );
  await Promise.all([submit(one, 'submit:form-1'), submit(other, 'submit:form-1')]);
  expect(await cards()).toEqual([{ key: 'export:1' }]);
  await submit(other, 'submit:form-2');
  expect(await cards()).toEqual([{ key: 'export:1' }, { key: 'export:2' }]);
});
