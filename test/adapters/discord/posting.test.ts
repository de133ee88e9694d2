/** Messages, threads and files as Discord has them, and what is said when it does not take them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nonceOf } from '../../../adapters/discord/marks.ts';
import { DeliveryError, type DeliveryFault } from '../../../runner/core/ports/delivery-error.ts';
import type { Place } from '../../../runner/core/ports/platform.ts';
import type { MessageView } from '../../../runner/core/ports/views.ts';
import type { Fault } from '../../setup/chat/fault.ts';
import { DiscordService, startService } from './discord-service.ts';

let service: DiscordService;

beforeEach(async () => {
  service = await startService('http');
});

afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

const POST = 'POST /channels/:channel/messages';
const mark = (key: string) => ({ run_id: 'b7e1a8f0-0000-8000-8000-000000000001', key });
const place = (channel = 'shop'): Place => ({
  workspace: service.discord.guild().id,
  channel: service.discord.channelId(channel),
  thread: null,
});
const lines = (text: string): MessageView => ({ text, blocks: [{ kind: 'lines', lines: [[text]] }] });

async function threadOf(key: string): Promise<Place> {
  return { ...place(), thread: await service.adapter.post(place(), lines(`root of ${key}`), mark(key)) };
}

async function reasonOf(call: Promise<unknown>): Promise<DeliveryFault> {
  const error = await call.then(
    () => null,
    (met: unknown) => met,
  );
  if (!(error instanceof DeliveryError)) throw error ?? new Error('it was delivered');
  expect(error.message.length).toBeGreaterThan(10);
  return error.reason;
}

describe('a message', () => {
  it('carries a nonce of its run and key, notifies nobody, and names people without a ping', async () => {
    const bob = service.discord.person('bob');
    const view: MessageView = {
      text: 'x',
      blocks: [
        { kind: 'lines', lines: [['by ', { text: bob.id, person: bob.id }, ' <@', bob.id, '> @everyone']] },
      ],
    };
    const seen = service.discord.message(await service.adapter.post(place(), view, mark('named')));
    expect(seen.nonce).toBe(nonceOf(mark('named')));
    expect(seen.mentions).toEqual([]);
    expect(seen.says).toContain('by @bob');
    expect(seen.says).not.toMatch(/<@\d|@everyone/);
  });

  it('is there once, however often it is posted', async () => {
    const first = await service.adapter.post(place(), lines('once'), mark('twice'));
    expect(await service.adapter.post(place(), lines('once'), mark('twice'))).toBe(first);
  });

  it('is found when Discord has forgotten its nonce', async () => {
    const since = new Date().toISOString();
    const reference = await service.adapter.post(place(), lines('found'), mark('forgotten'));
    service.discord.clock.advance(60);
    const found = await service.adapter.find(place(), [
      { ...mark('forgotten'), kind: 'message', reference: null, since },
      { ...mark('other'), kind: 'message', reference: null, since },
    ]);
    expect([...found]).toEqual([['forgotten', reference]]);
  });

  it('has an agent’s long Markdown as a file, and takes it away again', async () => {
    const view = (markdown: string): MessageView => ({ text: 'a', blocks: [{ kind: 'markdown', markdown }] });
    const reference = await service.adapter.post(place(), view('word '.repeat(2_000)), mark('long'));
    expect(service.discord.message(reference).files).toEqual(['text.md']);
    await service.adapter.edit(place(), reference, view('short'), mark('long'));
    expect(service.discord.message(reference)).toMatchObject({ files: [], attachments: [], says: 'short' });
  });
});

describe('a thread', () => {
  it('is made on its root when something is said in it, and has the title of the card', async () => {
    const thread = await threadOf('named thread');
    expect(service.discord.message(thread.thread ?? '').thread).toBeNull();
    await service.adapter.post({ ...thread, title: 'Tech debt' }, lines('said'), mark('step:x'));
    expect(service.discord.threadNamed(thread.thread ?? '').name).toBe('Tech debt');
  });

  it('is made by another process too', async () => {
    const thread = await threadOf('other process');
    const other = new DiscordService(service.discord, 'gateway');
    await other.adapter.post({ ...thread, title: 'Tech debt' }, lines('said'), mark('step:y'));
    expect(service.discord.threadNamed(thread.thread ?? '').name).toBe('Tech debt');
    await other[Symbol.asyncDispose]();
  });

  it('is opened again when it was archived', async () => {
    const thread = await threadOf('archived');
    const reference = await service.adapter.post(thread, lines('said'), mark('step:z'));
    service.discord.archive(thread.thread ?? '');
    await service.adapter.edit(thread, reference, lines('said anew'), mark('step:z'));
    service.discord.archive(thread.thread ?? '');
    await service.adapter.post(thread, lines('more'), mark('step:zz'));
    expect(service.discord.thread(thread.thread ?? '').map(({ says }) => says)).toEqual([
      'root of archived',
      'said anew',
      'more',
    ]);
  });

  it('that is locked, or whose root was deleted, is closed', async () => {
    const locked = await threadOf('locked');
    const reference = await service.adapter.post(locked, lines('said'), mark('step:l'));
    service.discord.archive(locked.thread ?? '', { locked: true });
    expect(await reasonOf(service.adapter.edit(locked, reference, lines('x'), mark('step:l')))).toBe(
      'thread',
    );
    const gone = await threadOf('gone');
    service.discord.remove(gone.thread ?? '');
    expect(await reasonOf(service.adapter.post(gone, lines('x'), mark('step:g')))).toBe('thread');
  });

  it('is a row of replies in direct messages, which have no threads', async () => {
    const { adapter, discord } = service;
    const alice = discord.person('alice');
    const channel = await adapter.direct(discord.guild().id, alice.id);
    const direct: Place = { ...place(), channel };
    const root = await adapter.post(direct, lines('card'), mark('reopen:1'));
    const file = { name: 'report.md', title: 'Report', text: '# R' };
    const since = new Date().toISOString();
    const thread = { ...direct, thread: root };
    const reference = await adapter.upload(thread, file, mark('reopen:1:file'), null, async () => undefined);
    expect(alice.directs().at(-1)).toMatchObject({ id: reference, repliesTo: root, files: ['report.md'] });
    const nonce = nonceOf(mark('reopen:1:file'), file.text);
    const doubt = { ...mark('reopen:1:file'), kind: 'file', reference: `${nonce} report.md`, since } as const;
    expect([...(await adapter.find(thread, [doubt]))]).toEqual([['reopen:1:file', reference]]);
  });
});

describe('an edit', () => {
  it('of a message that is older than an hour happens three times in six seconds, then not', async () => {
    const { adapter, discord } = service;
    const thread = await threadOf('old');
    const reference = await adapter.post(thread, lines('0'), mark('step:old'));
    discord.clock.advance(61);
    await adapter.post(thread, lines('later'), mark('step:later'));
    for (const n of [1, 2, 3]) await adapter.edit(thread, reference, lines(String(n)), mark('step:old'));
    expect(await reasonOf(adapter.edit(thread, reference, lines('4'), mark('step:old')))).toBe('too_old');
    expect(discord.message(reference).says).toBe('3');
  });

  it('is old when Discord says so', async () => {
    const thread = await threadOf('30046');
    const reference = await service.adapter.post(thread, lines('0'), mark('step:30046'));
    service.discord.ageMessage(reference, 90);
    const edit = (n: number) => service.adapter.edit(thread, reference, lines(String(n)), mark('step:30046'));
    for (const n of [1, 2, 3]) await edit(n);
    expect(await reasonOf(edit(4))).toBe('too_old');
  });
});

describe('a channel', () => {
  it('that the bot may not write in is closed, with what it lacks', async () => {
    const entering = service.adapter.enter(
      service.discord.guild().id,
      service.discord.channelId('announcements'),
    );
    await expect(entering).rejects.toThrow(/“Send Messages”/);
    expect(await reasonOf(service.adapter.post(place('announcements'), lines('x'), mark('a')))).toBe('place');
  });

  it('that is none, or on another server, is closed', async () => {
    const { adapter, discord } = service;
    expect(await reasonOf(adapter.enter(discord.guild().id, 'nonsense'))).toBe('place');
    expect(await reasonOf(adapter.enter('300000000000000009', discord.channelId('shop')))).toBe('place');
  });
});

describe('a call that fails', () => {
  it.each<[string, Fault, DeliveryFault]>([
    ['is to wait when there are too many', { kind: 'rate_limited', retryAfter: 1 }, 'rate_limited'],
    ['is in doubt when Discord is in trouble', { kind: 'server_error', effect: 'done' }, 'doubtful'],
    ['is in doubt when the connection breaks', { kind: 'reset', effect: 'done' }, 'doubtful'],
  ])('%s', async (what, fault, reason) => {
    service.discord.inject({ method: POST, fault });
    expect(await reasonOf(service.adapter.post(place('releases'), lines('x'), mark(what)))).toBe(reason);
  });

  it('is refused when there is more than a message holds', async () => {
    const view = lines('x'.repeat(4_100));
    expect(await reasonOf(service.adapter.post(place(), view, mark('too long')))).toBe('form');
  });
});
