/** A run's thread on Slack when Slack says no in the middle of it, and when that is over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { running, snapshot } from '../../bot/threads/stories.ts';
import type { Call } from '../../setup/chat/call.ts';
import type { Fault } from '../../setup/chat/fault.ts';
import { records } from '../../setup/chat/json.ts';
import { ThreadKeeper, WHOLE } from '../chat/thread-keeper.ts';
import { type SlackService, startService } from './slack-service.ts';

let service: SlackService;
let keeper: ThreadKeeper;

beforeEach(async () => {
  service = await startService('socket');
  const { slack } = service;
  const place = {
    workspace: slack.workspace().id,
    channel: slack.channelId('shop'),
    person: slack.person('alice').id,
  };
  keeper = new ThreadKeeper(service.adapter, place, (what, look, withinMs) =>
    slack.until(what, look, withinMs),
  );
});

afterEach(async () => {
  await keeper.stop();
  await service[Symbol.asyncDispose]();
  await service.slack.stop();
});

const refuse = (error: string): Fault => ({ kind: 'refuse', error });
const alice = () => service.slack.person('alice');
const home = () => service.slack.workspace();
const shop = () => home().channelNamed('shop');
const cards = async () =>
  (await service.slack.channel('shop')).filter(({ says }) => says.includes('code-review'));
const thread = () => service.slack.thread('shop', keeper.card);

/** The card with all that hangs on it, each once. */
async function expectWhole(): Promise<void> {
  const messages = await thread();
  expect(messages).toHaveLength(WHOLE);
  expect(messages.flatMap(({ files }) => files)).toHaveLength(1);
  expect(messages[0]?.says).toContain('o not merge yet');
  for (const name of ['security', 'correctness']) {
    expect(messages.slice(1).filter(({ says }) => says.includes(`${name}-reviewer`))).toHaveLength(1);
  }
}

describe('a run’s thread on Slack', { timeout: 90_000 }, () => {
  it.each(['token_revoked', 'account_inactive', 'org_login_required'])(
    'waits while the workspace refuses everything (%s), and is then whole',
    async (error) => {
      await keeper.begin();
      const takeBack = service.slack.inject({ method: '*', fault: refuse(error), times: 1_000 });
      keeper.end();
      await service.slack.until('the pause', () => keeper.lines.length > 0);
      takeBack();
      await keeper.whole();
      await expectWhole();
      expect(keeper.lines).toMatchObject(
        [/^threads wait/, /^threads go on/].map((line) => expect.stringMatching(line)),
      );
      expect(alice().ephemerals()).toEqual([]);
    },
  );

  it.each(['message_not_found', 'edit_window_closed', 'cant_update_message'])(
    'has a message anew that can’t be edited (%s)',
    async (error) => {
      const card = await keeper.begin();
      service.slack.inject({
        method: 'chat.update',
        fault: refuse(error),
        where: ({ args }) => args.ts === card,
        times: 100,
      });
      keeper.end();
      await keeper.whole();
      const messages = await service.slack.thread('shop', card);
      expect(messages.filter(({ says }) => says.includes('o not merge yet'))).not.toHaveLength(0);
      expect(messages.flatMap(({ files }) => files)).toHaveLength(1);
      expect(await cards()).toHaveLength(1);
    },
  );

  it.each([false, true])('goes on below a new card when it is locked (restart: %s)', async (restarts) => {
    const old = await keeper.begin();
    service.slack.inject({
      method: 'chat.postMessage',
      fault: refuse('restricted_action_thread_locked'),
      where: ({ args }) => args.thread_ts === old,
      times: 100,
    });
    service.slack.inject({
      method: 'files.completeUploadExternal',
      fault: refuse('restricted_action_thread_locked'),
      where: ({ args }) => args.thread_ts === old,
      times: 100,
    });
    keeper.end();
    if (restarts) {
      await keeper.met('thread');
      await keeper.stop();
      keeper.start();
    }
    await keeper.whole();
    expect(keeper.card).not.toBe(old);
    const [before, after] = await Promise.all([service.slack.thread('shop', old), thread()]);
    const replies = [...before.slice(1), ...after.slice(1)];
    expect(replies).toHaveLength(WHOLE - 1);
    expect(replies.flatMap(({ files }) => files)).toHaveLength(1);
    expect(after[0]?.says).toContain('o not merge yet');
  });

  it.each([false, true])(
    'of a bot that is kicked tells its starter once, and is mended when it is invited (restart: %s)',
    async (restarts) => {
      await keeper.begin();
      shop().hasBot = false;
      keeper.end();
      await keeper.met('place');
      // A person who is not told in the channel is told in direct messages.
      const told = async () => {
        const direct = await service.adapter.direct(home().id, alice().id);
        const { messages } = (await home().asBot('conversations.history', { channel: direct })) as {
          messages?: readonly { readonly text: string }[];
        };
        return [
          ...alice()
            .ephemerals()
            .map((shown) => JSON.stringify(shown)),
          ...(messages ?? []).map(({ text }) => text),
        ];
      };
      await service.slack.until('the word to the starter', async () => (await told()).length > 0);
      if (restarts) {
        await keeper.stop();
        keeper.start();
      }
      shop().hasBot = true;
      await service.slack.event({ type: 'member_joined_channel', user: home().botUser, channel: shop().id });
      await keeper.whole();
      await expectWhole();
      expect(await told()).toEqual([expect.stringContaining('/invite @Baton')]);
    },
  );

  it.each(['is_archived', 'restricted_action', 'missing_scope', 'ekm_access_denied'])(
    'that its channel does not take any more (%s) is told to its starter alone, once, and mended',
    async (error) => {
      await keeper.begin();
      const takeBack = ['chat.postMessage', 'chat.update', 'files.completeUploadExternal'].map((method) =>
        service.slack.inject({ method, fault: refuse(error), times: 1_000 }),
      );
      keeper.end();
      await keeper.told();
      for (const back of takeBack) back();
      await service.slack.event({ type: 'channel_unarchive', user: alice().id, channel: shop().id });
      await keeper.whole();
      await expectWhole();
      expect(alice().ephemerals()).toMatchObject([
        { channel: shop().id, text: expect.stringContaining(`(${error})`) },
      ]);
      expect(JSON.stringify(alice().ephemerals())).toContain('Reopen');
    },
  );

  it.each(['chat.postMessage', 'files.completeUploadExternal'])(
    'goes on below a new card when what is sent to it lands in the channel (%s)',
    async (method) => {
      const old = await keeper.begin();
      const alter: Extract<Fault, { kind: 'altered' }>['alter'] = ({ thread_ts: _, ...args }) => args;
      const where = ({ args }: Call) => args.thread_ts === old;
      service.slack.inject({ method, fault: { kind: 'altered', alter }, where, times: 100 });
      keeper.end();
      await keeper.whole();
      expect(keeper.card).not.toBe(old);
      const [before, after] = await Promise.all([service.slack.thread('shop', old), thread()]);
      const replies = [...before.slice(1), ...after.slice(1)];
      expect(replies).toHaveLength(WHOLE - 1);
      expect(replies.flatMap(({ files }) => files)).toHaveLength(1);
      // What landed there was taken back.
      expect((await service.slack.channel('shop')).map(({ ts }) => ts)).toEqual([old, keeper.card]);
    },
  );

  it('tells its starter when no thread is taken, and is whole when one is', async () => {
    const old = await keeper.begin();
    const takeBack = ['chat.postMessage', 'files.completeUploadExternal'].map((method) =>
      service.slack.inject({
        method,
        fault: refuse('restricted_action_thread_locked'),
        where: ({ args }) => args.thread_ts !== undefined,
        times: 1_000,
      }),
    );
    keeper.end();
    await keeper.told();
    expect(alice().ephemerals()).toMatchObject([{ text: expect.stringContaining('The thread is locked') }]);
    for (const back of takeBack) back();
    await keeper.store.posts.retry('slack', home().id, null);
    await keeper.whole();
    expect(keeper.card).not.toBe(old);
    expect(await cards()).toHaveLength(2);
  });

  it('obeys a wait that is longer than a minute, and names it', async () => {
    service.slack.inject({ method: 'chat.postMessage', fault: { kind: 'rate_limited', retryAfter: 90 } });
    keeper.start();
    keeper.tell(snapshot([running('lens:security')]));
    await service.slack.until('the line', () => keeper.lines.length > 0);
    expect(keeper.lines).toEqual([`slack ${home().id}: calls to post wait 1:30: Slack rate-limits Baton`]);
    await keeper.stop();
    expect(service.slack.callsTo('chat.postMessage')).toHaveLength(1);
  });

  it('has its report as pages when its file is nowhere to be seen', async () => {
    const alter: Extract<Fault, { kind: 'altered' }>['alter'] = ({ channel_id: _, thread_ts: __, ...args }) =>
      args;
    const method = 'files.completeUploadExternal';
    service.slack.inject({ method, fault: { kind: 'altered', alter }, times: 100 });
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    expect(service.slack.callsTo('files.completeUploadExternal')).toHaveLength(1);
    const messages = await thread();
    expect(messages.flatMap(({ files }) => files)).toEqual([]);
    expect(messages.map(({ says }) => says).join('\n')).toContain('F1 · P1 · src/retry.ts retries for ever');
    expect(keeper.lines.some((line) => line.includes('shows it nowhere'))).toBe(true);
  });

  it('is in plain text, with names, where no blocks are taken', async () => {
    const where = ({ args }: Call) => records(args.blocks).length > 0;
    for (const method of ['chat.postMessage', 'chat.update']) {
      service.slack.inject({ method, fault: refuse('invalid_blocks'), where, times: 100 });
    }
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    await expectWhole();
    const [card] = await thread();
    expect(card).toMatchObject({ blocks: [], buttons: [] });
    expect(card?.text).toContain('asked by @alice');
    expect(card?.text).not.toContain(alice().id);
  });

  it.each(['invalid_blocks', 'msg_blocks_too_long'])(
    'is in a plainer form where its blocks are refused (%s)',
    async (error) => {
      const where = ({ args }: { readonly args: Readonly<Record<string, unknown>> }) =>
        JSON.stringify(args.blocks ?? '').includes('rich_text');
      for (const method of ['chat.postMessage', 'chat.update']) {
        service.slack.inject({ method, fault: refuse(error), where, times: 100 });
      }
      await keeper.begin();
      keeper.end();
      await keeper.whole();
      const [card] = await thread();
      expect(card?.says).toContain('The retry loop never ends');
      expect(await thread()).toHaveLength(WHOLE);
    },
  );

  it('has its report with the text alone where blocks are refused beside a file', async () => {
    service.slack.inject({
      method: 'files.completeUploadExternal',
      fault: refuse('invalid_blocks'),
      where: ({ args }) => args.blocks !== undefined,
      times: 100,
    });
    await keeper.begin();
    keeper.end();
    await keeper.whole();
    await expectWhole();
    const [report] = (await thread()).filter(({ files }) => files.length > 0);
    expect(report?.text).toContain(`<@${alice().id}> Done: do not merge yet`);
    expect(report?.buttons).toEqual([]);
  });

  it.each(['file_uploads_disabled', 'storage_limit_reached'])(
    'has its report as pages where files are refused (%s)',
    async (error) => {
      service.slack.inject({ method: 'files.getUploadURLExternal', fault: refuse(error), times: 100 });
      await keeper.begin();
      keeper.end();
      await keeper.whole();
      const said = (await thread()).map(({ says }) => says).join('\n');
      expect(said).toContain('Two tests wait by the clock');
      expect(said).toContain('F1 · P1 · src/retry.ts retries for ever');
      const [, ...replies] = await thread();
      expect(replies.filter(({ buttons }) => buttons.includes('Findings…'))).toHaveLength(1);
    },
  );
});
