/** `/flow schedule` as Slack shows it, with the real Bolt: the form with the person's time zone, and the list's buttons. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { room } from '../../bot/commands/room.ts';
import type { Person } from '../../setup/slack/person.ts';
import { startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import { SlackService } from './slack-service.ts';

describe('on Slack', () => {
  let slack: TestSlack;
  let service: SlackService;
  let alice: Person;
  let place: ReturnType<typeof room>;

  beforeAll(async () => {
    slack = await startSlack();
    service = new SlackService(slack, 'socket', {});
    await service.start();
    await service.connected();
    alice = slack.person('alice');
  });

  beforeEach(() => {
    place = room();
    service.answer = (action) => place.act(action);
  });

  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await slack.stop();
  });

  it('a schedule is added by the form, whose fields say what is wrong, and is paused by its button', async () => {
    await alice.command('/flow schedule 8:00 tech-debt');
    const modal = await alice.awaitModal('Add a schedule');
    await modal.choose('Project', 'shop');
    await modal.submit();
    expect(modal.errors.join()).toContain('does not say on which days');
    await modal.fill('When', 'weekdays 8:00');
    await modal.fill('Time zone', 'Europe/Berlin');
    await modal.submit();
    expect(modal.open).toBe(false);
    const channel = slack.channelId('shop');
    expect(place.schedules.all).toMatchObject([
      { cron: '0 8 * * 1-5', tz: 'Europe/Berlin', post_to: `slack:${slack.workspace().id}/${channel}` },
    ]);
    const list = await slack.until('the list', () =>
      alice.ephemerals().findLast(({ text }) => text.includes('1 schedule here')),
    );
    await alice.press(list, 'Pause');
    await slack.until('the pause', () => place.schedules.all[0]?.paused === true);
  });
});
