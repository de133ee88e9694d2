/** `/flow schedule` as Discord shows it, with the real client and the real commands: the list, its buttons, the form. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { room } from '../../bot/commands/room.ts';
import { scheduleDocument } from '../../bot/memory-schedules.ts';
import type { Person } from '../../setup/discord/person.ts';
import { type DiscordService, startService } from './discord-service.ts';

let service: DiscordService;
let alice: Person;
let place: ReturnType<typeof room>;

beforeAll(async () => {
  service = await startService('gateway');
  alice = service.discord.person('alice');
});

beforeEach(() => {
  place = room();
  service.answer = (action) => place.act(action);
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

const latest = () => {
  const shown = alice.ephemerals().at(-1);
  if (shown === undefined) throw new Error('nothing is shown');
  return shown;
};
const here = () => `discord:${service.discord.guild().id}/${service.discord.channelId('shop')}`;

describe('on Discord', () => {
  it('a schedule is added by the form, whose channel is filled in', async () => {
    await alice.command('flow schedule', { text: 'weekdays 8:00 tech-debt' });
    const form = latest();
    expect(form.says).toContain('Add a schedule');
    await alice.choose(form, 'Project', 'site');
    await alice.press(latest(), 'Add…');
    const modal = await alice.awaitModal('Add a schedule');
    expect(modal.value('When')).toBe('weekdays 8:00');
    modal.fill('Time zone', 'Europe/Berlin');
    await modal.submit();
    expect(latest().says).toContain('Added: ');
    expect(place.schedules.all).toMatchObject([
      { cron: '0 8 * * 1-5', tz: 'Europe/Berlin', post_to: here(), run: { project_id: 'site' } },
    ]);
  });

  it('a full page of schedules fits, and their buttons work', async () => {
    const many = Array.from({ length: 5 }, (_, n) =>
      scheduleDocument({ id: `s${n}`, name: `s${n}`, post_to: here() }),
    );
    const last = { at: '2026-02-27T07:00:00.000Z', outcome: 'started' as const, reason: null };
    place.schedules.all.push(
      ...many.map((each) => ({
        ...each,
        owner: `discord:${service.discord.guild().id}:${alice.id}`,
        last_fire: { ...last, run_id: '1a2b3c4d-0000-4000-8000-000000000000' },
      })),
    );
    await alice.command('flow schedule');
    const list = latest();
    expect(list.says).toContain('5 schedules here');
    await alice.press(list, 'Pause');
    expect(place.schedules.all[0]).toMatchObject({ id: 's0', paused: true });
  });
});
