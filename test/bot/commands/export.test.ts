import { expect, test } from 'vitest';
import { runDocument } from '../memory-service.ts';
import { BOB, CLOSED, fieldOf, formOf, type Room, room, textOf } from './room.ts';

function runIn(there: Room, report: string | null = '# Report\n'): string {
  const run = runDocument({ status: report === null ? 'running' : 'completed' });
  there.service.put({ run, steps: [], report });
  there.threads.set(run.id, { channel: 'C0SHOP01', requested_by: 'slack:T1:U0ANA' });
  return run.id;
}

const submit = (there: Room, state: string, values: Record<string, string | null>) =>
  there.act({ kind: 'submit', form: 'export', state, values }, { id: 'V1' });

test('the form asks for a channel, or gives a file to oneself', async () => {
  const there = room();
  const id = runIn(there);
  const form = formOf(await there.press('export', id));
  expect(form.fields.map(({ id: field }) => field)).toEqual(['way', 'channel']);
  const values = { way: 'file', channel: null };
  const changed = formOf(
    await there.act({ kind: 'change', form: 'export', state: form.state, field: 'way', values }),
  );
  expect(changed.fields.map(({ id: field }) => field)).toEqual(['way']);
});

test('the form has the link to the report where people can reach the service', async () => {
  const there = room({ over: { publicUrl: 'https://baton.example' } });
  const id = runIn(there);
  const note = fieldOf(formOf(await there.press('export', id)), 'link', 'note');
  expect(note.line).toContainEqual(
    expect.objectContaining({ link: `https://baton.example/api/runs/${id}/report.html` }),
  );
});

test.each(['form', 'command'])('a run goes to another channel, by %s', async (way) => {
  const there = room();
  const id = runIn(there);
  const answer =
    way === 'form'
      ? await submit(there, id, { way: 'channel', channel: 'C0OTHER01' })
      : await there.say(`export ${id.slice(0, 8)} <#C0OTHER01|other>`, { id: 'V1' });
  expect(textOf(answer)).toMatch(/will appear there/);
  expect(there.entered).toEqual(['C0OTHER01']);
  expect(there.wanted).toEqual([
    { run_id: id, kind: 'export', platform: 'slack', workspace: 'T1', channel: 'C0OTHER01', act_id: 'V1' },
  ]);
  expect(there.audits).toEqual([
    { actor: 'slack:T1:U0ANA', action: 'export', run_id: id, detail: { to: 'C0OTHER01' } },
  ]);
});

test('a channel that the bot is not in is refused at its field', async () => {
  const there = room();
  const answer = await submit(there, runIn(there), { way: 'channel', channel: CLOSED });
  expect(textOf(answer)).toBe('channel: The bot is not in that channel: type /invite @Baton there.');
  expect(there.wanted).toEqual([]);
});

test('a form without a channel is refused at its field', async () => {
  const there = room();
  expect(textOf(await submit(there, runIn(there), { way: 'channel', channel: null }))).toMatch(
    /^channel: Choose/,
  );
});

test('a file is for the person alone, and holds the report as it is', async () => {
  const there = room();
  const answer = await submit(there, runIn(there, '# Report\n\nall of it\n'), { way: 'file' });
  expect(answer).toMatchObject({ kind: 'message', file: { text: '# Report\n\nall of it\n' } });
  expect(there.wanted).toEqual([]);
  expect(there.audits).toMatchObject([{ action: 'export', detail: { to: 'file' } }]);
});

test('a file that is asked for twice by one action is sent once, and the answer says how to get another', async () => {
  const there = room();
  const id = runIn(there);
  await submit(there, id, { way: 'file' });
  const again = await submit(there, id, { way: 'file' });
  expect(again).not.toHaveProperty('file');
  expect(textOf(again)).toBe('This file was sent to you already. For another copy, press Export… again.');
  expect(there.audits).toHaveLength(1);
});

test('a run without a report gives no file', async () => {
  const there = room();
  expect(textOf(await submit(there, runIn(there, null), { way: 'file' }))).toMatch(/^way: .*no report yet/);
});

test('who may not export does not get the form, and can not submit one', async () => {
  const there = room();
  const id = runIn(there);
  expect(textOf(await there.press('export', id, { person: BOB }))).toContain('Only U0ANA may export');
  const request = { kind: 'submit', form: 'export', state: id, values: { way: 'file' } } as const;
  expect(textOf(await there.act(request, { person: BOB }))).toContain('Only U0ANA may export');
  expect(there.wanted).toEqual([]);
});

test('without a channel the command gives the button', async () => {
  const there = room();
  expect(textOf(await there.say(`export ${runIn(there)}`))).toContain('[Export…]');
});

test.each([
  ['here', '', 'C0SHOP01'],
  ['privately', ' me', 'D-U0ANA'],
])('a run is reopened %s', async (_way, suffix, channel) => {
  const there = room();
  const id = runIn(there);
  await there.press('reopen', `${id}${suffix}`, { id: 'B1' });
  expect(there.wanted).toEqual([
    { run_id: id, kind: 'reopen', platform: 'slack', workspace: 'T1', channel, act_id: 'B1' },
  ]);
});
