/** What people type after `/flow schedule`: into the form, the list, or a question. */
import { expect, test } from 'vitest';
import { scheduleDocument } from '../memory-schedules.ts';
import { formOf, type Room, room, textOf } from './room.ts';

const here = (): Room => {
  const place = room();
  place.schedules.all.push(scheduleDocument());
  return place;
};

/** What the form is filled in with, where that is not the usual. */
async function filled(typed: string): Promise<string> {
  const { fields } = formOf(await here().say(`schedule ${typed}`));
  const usual = { project: 'shop', tz: 'Europe/Berlin', size: 'small', channel: 'C0SHOP01' };
  const known = new Map<string, unknown>(Object.entries(usual));
  return fields
    .flatMap((field) => {
      const { value, chosen, on } = { value: null, chosen: null, on: null, ...field };
      const holds = value ?? chosen ?? on ?? false;
      return holds === '' || holds === false || holds === known.get(field.id)
        ? []
        : [`${field.id}: ${holds}`];
    })
    .join(' · ');
}

test.each([
  ['Tech debt every monday at 9', 'flow: tech-debt · when: every monday at 9'],
  ['tech-debt 0 9 * * 1-5', 'flow: tech-debt · when: 0 9 * * 1-5'],
  ['every monday at 9 Tech Debt', 'flow: tech-debt · when: every monday at 9'],
  ['weekdays 8:00 tech-debt on shop', 'flow: tech-debt · when: weekdays 8:00'],
  ['add tech-debt for shop weekdays 8:00', 'flow: tech-debt · when: weekdays 8:00'],
  ['“weekdays 8:00” tech-debt', 'flow: tech-debt · when: weekdays 8:00'],
  ['weekdays 8:00 —size medium', 'flow: code-review · size: medium · when: weekdays 8:00'],
  [
    'weekdays 8:00 --size=medium --fast',
    'flow: code-review · size: medium · when: weekdays 8:00 · fast: true',
  ],
  ['weekdays 8:00 --tz Asia/Tokyo', 'flow: code-review · when: weekdays 8:00 · tz: Asia/Tokyo'],
  ['--focus "why so slow?" weekdays 8:00', 'flow: code-review · when: weekdays 8:00 · focus: why so slow?'],
  ['weekdays 8:00 --focus why so slow?', 'flow: code-review · when: weekdays 8:00 · focus: why so slow?'],
  ['add', 'flow: code-review'],
])('`%s` fills in the form', async (typed, expected) => {
  expect(await filled(typed)).toBe(expected);
});

test.each(['', ' list', ' list all', ' help'])('`schedule%s` shows the list', async (typed) => {
  expect(textOf(await here().say(`schedule${typed}`))).toMatch(/^1 schedule here/);
});

test.each(['pause nightly', 'resume', 'delete nightly', 'edit the nightly'])(
  '`schedule %s` changes nothing, and shows the buttons that do',
  async (typed) => {
    const place = here();
    const text = textOf(await place.say(`schedule ${typed}`));
    expect(text).toMatch(/^Nothing was changed yet\. Press a button .*\n1 schedule here/);
    expect(place.schedules.all).toEqual([scheduleDocument()]);
  },
);

test.each(['run of tests is flaky?', 'conflicts in the calendar'])(
  '`schedule %s` may be a question',
  async (typed) => {
    expect(textOf(await here().say(`schedule ${typed}`))).toMatch(
      /^Nothing was started: .* reads as a question/,
    );
  },
);

test.each(['schedules', 'shedule weekdays 8:00'])(
  '`%s` starts nothing, and the command is offered',
  async (typed) => {
    const place = here();
    expect(textOf(await place.say(typed))).toMatch(/nothing was started\. Did you mean `\/flow schedule`\?/);
    expect(place.service.requests).toEqual([]);
  },
);

test('a sentence that begins with a similar word is a question for the usual flow', async () => {
  const place = here();
  await place.say('scheduler deadlocks under load');
  expect(place.service.requests).toHaveLength(1);
});
