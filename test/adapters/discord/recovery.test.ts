/** A run's thread on Discord when Discord says no in the middle of it, and when that is over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../setup/chat/fault.ts';
import { ThreadKeeper, WHOLE } from '../chat/thread-keeper.ts';
import { type DiscordService, startService } from './discord-service.ts';

let service: DiscordService;
let keeper: ThreadKeeper;

beforeEach(async () => {
  service = await startService('gateway');
  const { discord } = service;
  const place = {
    workspace: discord.guild().id,
    channel: discord.channelId('shop'),
    person: discord.person('alice').id,
  };
  keeper = new ThreadKeeper(service.adapter, place, (what, look, withinMs) =>
    discord.until(what, look, withinMs),
  );
});

afterEach(async () => {
  await keeper.stop();
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

const refuse = (code: number): Fault => ({ kind: 'refuse', error: String(code) });
const alice = () => service.discord.person('alice');
const POST = 'POST /channels/:channel/messages';
const EDIT = 'PATCH /channels/:channel/messages/:message';

async function expectWhole(): Promise<void> {
  const messages = service.discord.thread(keeper.card);
  expect(messages).toHaveLength(WHOLE);
  expect(messages.flatMap(({ files }) => files)).toHaveLength(1);
  for (const name of ['security', 'correctness']) {
    expect(messages.slice(1).filter(({ says }) => says.includes(`${name}-reviewer`))).toHaveLength(1);
  }
}

describe('a run’s thread on Discord', { timeout: 90_000 }, () => {
  it('waits while the token is refused, and is then whole', async () => {
    await keeper.begin();
    const takeBack = service.discord.inject({ method: '*', fault: refuse(0), times: 1_000 });
    keeper.end();
    await service.discord.until('the pause', () => keeper.lines.length > 0);
    takeBack();
    await keeper.whole();
    await expectWhole();
    expect(keeper.lines).toMatchObject(
      [/^threads wait/, /^threads go on/].map((line) => expect.stringMatching(line)),
    );
    expect(alice().directs()).toEqual([]);
  });

  it.each([10008, 50005, 30046])('has a message anew that can’t be edited (%i)', async (code) => {
    const card = await keeper.begin();
    service.discord.inject({ method: EDIT, fault: refuse(code), times: 1 });
    keeper.end();
    await keeper.whole();
    const messages = service.discord.thread(card);
    expect(messages.filter(({ says }) => says.includes('✓ **security**'))).toHaveLength(1);
    expect(messages.flatMap(({ files }) => files)).toHaveLength(1);
  });

  it.each([false, true])('goes on below a new card when it is deleted (restart: %s)', async (restarts) => {
    const old = await keeper.begin();
    const thread = service.discord.threadNamed(old).id;
    service.discord.remove(old);
    service.discord.remove(thread);
    keeper.end();
    if (restarts) {
      await keeper.met('thread');
      await keeper.stop();
      keeper.start();
    }
    await keeper.whole();
    expect(keeper.card).not.toBe(old);
    await expectWhole();
  });

  it('goes on below a new card when it is locked', async () => {
    const old = await keeper.begin();
    service.discord.archive(old, { locked: true });
    keeper.end();
    await keeper.whole();
    expect(keeper.card).not.toBe(old);
    const all = [...service.discord.thread(old), ...service.discord.thread(keeper.card)];
    expect(all.flatMap(({ files }) => files)).toHaveLength(1);
  });

  it.each([
    [50001, false],
    [50013, true],
    [160006, false],
    [20016, false],
  ])(
    'that the channel does not take (%i) is told to its starter once, and mended (restart: %s)',
    async (code, restarts) => {
      await keeper.begin();
      const takeBack = [POST, EDIT].map((method) =>
        service.discord.inject({
          method,
          fault: refuse(code),
          times: 1_000,
          where: ({ args }) => !JSON.stringify(args).includes('be continued'),
        }),
      );
      keeper.end();
      await service.discord.until('the word to the starter', () => alice().directs().length > 0);
      await keeper.told();
      expect(alice().directs()).toMatchObject([
        { says: expect.stringContaining('can’t be continued'), buttons: ['Reopen'] },
      ]);
      if (restarts) {
        await keeper.stop();
        keeper.start();
      }
      for (const back of takeBack) back();
      await keeper.store.posts.retry(
        'discord',
        service.discord.guild().id,
        service.discord.channelId('shop'),
      );
      await keeper.whole();
      await expectWhole();
      expect(alice().directs()).toHaveLength(1);
    },
  );

  it('is in a plainer form where its components are refused', async () => {
    service.discord.inject({ method: POST, fault: refuse(50035), times: 2 });
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    await expectWhole();
    expect(keeper.lines.some((line) => line.includes('plainer form'))).toBe(true);
  });

  it('has its report with the text alone where components are refused beside a file', async () => {
    service.discord.inject({
      method: POST,
      fault: refuse(50035),
      where: ({ args }) => args.components !== undefined && JSON.stringify(args).includes('.md'),
      times: 100,
    });
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    await expectWhole();
    const [report] = service.discord.thread(keeper.card).filter(({ files }) => files.length > 0);
    expect(report).toMatchObject({ buttons: [], mentions: [alice().id] });
  });

  it('has its report as pages where files are refused', async () => {
    service.discord.inject({
      method: POST,
      fault: refuse(40005),
      times: 100,
      where: ({ args }) => JSON.stringify(args).includes('.md'),
    });
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    const said = service.discord
      .thread(keeper.card)
      .map(({ says }) => says)
      .join('\n');
    expect(said).toContain('Two tests wait by the clock');
  });
});
