/** Schedules in chat, and what applies there. */
import { expect } from 'vitest';
import { type Feature, toldSince } from './feature.ts';

export const SCHEDULES: readonly Feature[] = [
  {
    title: 'adds a schedule by a form, lists it with its next fire, runs it now, pauses it and deletes it',
    async play({ place, card, ended, whole, service }) {
      const alice = place.person('alice');
      const form = await alice.formBy('schedule', 'weekdays 8:00 codebase-tour --size small');
      expect(form.holds()).toMatch(/when: weekdays 8:00/i);

      await form.fill('Focus', 'what the schedule asks');
      await form.submit();
      await place.until('that it was added', () =>
        alice.told().some(({ says }) => /Added: [\s\S]*next/.test(says)),
      );
      const [schedule] = (await service.get('/api/schedules')).body.schedules;
      const before = alice.told().length;
      await alice.command('schedule');
      const list = await toldSince(place, 'alice', before);
      expect(list.says).toContain(schedule.name);
      expect(list.says).toMatch(/weekdays at 08:00[\s\S]*next/);
      const press = async (label: string, says: RegExp) => {
        const now = alice.told().find(({ id }) => id === list.id) ?? list;
        await alice.press(now, label);
        await place.until(`what ${label} did`, () => alice.told().some((message) => says.test(message.says)));
      };
      await press('Run now', /Started /);
      const root = await card('shop', /what the schedule asks/);
      expect(root.says).toContain('by schedule');
      expect(root.says).toContain(schedule.name);
      await whole(await ended(root));
      await press('Pause', /Paused: /);
      await press('Resume', /Resumed: /);
      await press('Delete', /Deleted: /);
      expect((await service.get('/api/schedules')).body.schedules).toEqual([]);
    },
  },
  {
    title: 'tells what applies in a channel, and which line of baton.yaml says so',
    async play({ place }) {
      const before = place.person('alice').told().length;
      await place.person('alice').command('why');
      const { says } = await toldSince(place, 'alice', before);
      expect(says).toContain('What applies here, to you');
      expect(says).toMatch(/shop[\s\S]*baton\.yaml:\d+/);
    },
  },
];
