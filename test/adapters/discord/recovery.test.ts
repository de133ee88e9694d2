/** A run's thread on Discord when Discord says no in the middle of it, and when that is over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { running, snapshot } from '../../bot/threads/stories.ts';
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

/** What hangs on the old card and on the new one, each once. */
function expectOver(old: string): void {
  expect(keeper.card).not.toBe(old);
  const all = [old, keeper.card].flatMap((card) => service.discord.thread(card).slice(1));
  expect(all).toHaveLength(WHOLE - 1);
  expect(all.flatMap(({ files }) => files)).toHaveLength(1);
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
    expect(all.filter(({ says }) => says.includes('✓ **security**'))).toHaveLength(1);
  });

  it.each([
    [50001, false],
    [50013, true],
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

  it('that can have no thread is told to its starter once, and mended', async () => {
    const old = await keeper.begin();
    service.discord.archive(old);
    const takeBack = ['POST /channels/:channel/messages/:message/threads', 'PATCH /channels/:channel'].map(
      (method) => service.discord.inject({ method, fault: refuse(160006), times: 1_000 }),
    );
    keeper.end();
    await keeper.told();
    await service.discord.until('the end of the run on its card', () =>
      service.discord.message(keeper.card).says.includes('o not merge yet'),
    );
    expect(alice().directs()).toMatchObject([{ says: expect.stringContaining('active threads') }]);
    for (const back of takeBack) back();
    await keeper.store.posts.retry('discord', service.discord.guild().id, null);
    await keeper.whole();
    expectOver(old);
    expect(alice().directs()).toHaveLength(1);
  });

  it('obeys a wait that is longer than a minute, and names it', async () => {
    service.discord.inject({ method: POST, fault: { kind: 'rate_limited', retryAfter: 90 } });
    keeper.start();
    keeper.tell(snapshot([running('lens:security')]));
    await service.discord.until('the line', () => keeper.lines.length > 0);
    const home = service.discord.guild().id;
    expect(keeper.lines).toEqual([`discord ${home}: calls to post wait 1:30: Discord rate-limits Baton`]);
    await keeper.stop();
    expect(service.discord.callsTo(POST)).toHaveLength(1);
  });

  it('goes on below a new card when a reply lands elsewhere', async () => {
    const old = await keeper.begin();
    const shop = service.discord.channelId('shop');
    service.discord.inject({
      method: POST,
      fault: { kind: 'altered', alter: (args) => ({ ...args, channel: shop }) },
      where: ({ args }) => args.channel === old,
      times: 100,
    });
    keeper.end();
    await keeper.whole();
    expectOver(old);
    expect(service.discord.channel('shop').map(({ id }) => id)).toEqual([old, keeper.card]);
  });

  it('has its report as pages when Discord takes the message without its file', async () => {
    service.discord.inject({
      method: POST,
      fault: { kind: 'altered', alter: (args) => ({ ...args, files: [] }) },
      where: ({ args }) => args.files !== undefined,
      times: 100,
    });
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    const messages = service.discord.thread(keeper.card);
    expect(messages).toHaveLength(WHOLE);
    const said = messages.map(({ says }) => says).join('\n');
    expect(said).toContain('Two tests wait by the clock');
    expect(said.split('Done: do not merge yet')).toHaveLength(2);
  });

  it('is in plain words, with names, where neither blocks nor Markdown are taken', async () => {
    service.discord.inject({ method: POST, fault: refuse(50035), times: 2 });
    await keeper.begin();
    expect(service.discord.message(keeper.card).says).toContain('asked by @alice');
    expect(service.discord.message(keeper.card).says).not.toContain(alice().id);
    expect(keeper.lines.filter((line) => line.includes('root') && line.includes('plainer'))).toHaveLength(2);
  });

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
