/** The Slack of the tests itself, with Slack's own clients. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isValidSlackRequest, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSlack, type TestSlack } from './slack/slack.ts';

let slack: TestSlack;
let web: webApi.WebClient;

beforeAll(async () => {
  slack = await startSlack();
  web = client(slack);
});

afterAll(() => slack.stop());

function client(front: TestSlack, retries = 0): webApi.WebClient {
  return new webApi.WebClient(front.botToken, {
    slackApiUrl: front.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries },
    rejectRateLimitedCalls: retries === 0,
  });
}

/** Bolt's own socket. */
function socketClient(): SocketModeReceiver['client'] {
  return new SocketModeReceiver({
    appToken: slack.app.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  }).client;
}

/** The same in a process of its own, which acknowledges everything. */
function socketProcess(): ChildProcess {
  const code = `
    import { SocketModeReceiver } from '@slack/bolt';
    const clientOptions = { slackApiUrl: process.env.API_URL };
    const { client } = new SocketModeReceiver({ appToken: process.env.APP_TOKEN, installerOptions: { clientOptions } });
    client.on('slash_commands', ({ ack }) => ack());
    await client.start();
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, API_URL: slack.apiUrl, APP_TOKEN: slack.app.appToken },
    stdio: 'ignore',
  });
}

const shop = () => slack.channelId('shop');

describe('messages', () => {
  it('stand in their thread with blocks, metadata and an edit', async () => {
    const metadata = { event_type: 'baton_post', event_payload: { run_id: 'r1', key: 'root' } };
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'hello' } }];
    const { ts = '' } = await web.chat.postMessage({ channel: shop(), text: 'root', blocks, metadata });
    const reply = await web.chat.postMessage({ channel: shop(), text: 'reply', thread_ts: ts });
    await web.chat.update({ channel: shop(), ts: reply.ts ?? '', text: 'changed' });

    const [root, second] = await slack.thread('shop', ts);
    expect(root).toMatchObject({ says: 'hello', metadata, thread: null });
    expect(second).toMatchObject({ says: 'changed', thread: ts, edited: true });
    const read = await web.conversations.replies({ channel: shop(), ts, include_all_metadata: true });
    expect(read.messages?.[0]?.metadata).toEqual(metadata);
    const without = await web.conversations.replies({ channel: shop(), ts });
    expect(without.messages?.[0]?.metadata).toBeUndefined();
    expect(slack.callsOf('r1').map(({ method }) => method)).toContain('conversations.replies');
  });

  it.each([
    [
      '51 blocks',
      'invalid_blocks',
      { text: 'x', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) },
    ],
    ['a section of 3,001 characters', 'invalid_blocks', { text: 'x', blocks: [section('x'.repeat(3_001))] }],
    ['a header of 151 characters', 'invalid_blocks', { text: 'x', blocks: [header('x'.repeat(151))] }],
    ['an empty text object', 'invalid_blocks', { text: 'x', blocks: [section('')] }],
    ['an unknown block', 'invalid_blocks', { text: 'x', blocks: [{ type: 'tabs' }] }],
    ['the same block_id twice', 'invalid_blocks', { text: 'x', blocks: [divider('a'), divider('a')] }],
    [
      '12,001 characters of Markdown',
      'invalid_blocks',
      { text: 'x', blocks: [{ type: 'markdown', text: 'x'.repeat(12_001) }] },
    ],
    ['nothing to say', 'no_text', { text: '' }],
    ['a thread that is not there', 'thread_not_found', { text: 'x', thread_ts: '1.000001' }],
    ['metadata without a payload', 'invalid_metadata_schema', { text: 'x', metadata: { event_type: 'a' } }],
  ])('with %s are refused', async (_, error, args) => {
    await expect(web.chat.postMessage({ channel: shop(), ...args } as never)).rejects.toMatchObject({
      data: { error },
    });
  });

  it('of 4,001 characters can be posted but not written over another', async () => {
    const { ts = '' } = await web.chat.postMessage({ channel: shop(), text: 'x'.repeat(4_001) });
    const update = web.chat.update({ channel: shop(), ts, text: 'x'.repeat(4_001) });
    await expect(update).rejects.toMatchObject({ data: { error: 'msg_too_long' } });
  });

  it('do not get into a channel without the bot until it joins, and never into a private one', async () => {
    const releases = slack.channelId('releases');
    const post = (channel: string) => web.chat.postMessage({ channel, text: 'x' });
    await expect(post(releases)).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
    await web.conversations.join({ channel: releases });
    await expect(post(releases)).resolves.toMatchObject({ ok: true });
    await expect(post(slack.channelId('secret'))).rejects.toMatchObject({
      data: { error: 'channel_not_found' },
    });
  });
});

it('a file comes into a thread by its three steps, and its shares tell where', async () => {
  const { ts = '' } = await web.chat.postMessage({ channel: shop(), text: 'root' });
  const content = '# Report — ünïcode\n';
  const filename = 'report.md';
  await web.filesUploadV2({ channel_id: shop(), thread_ts: ts, content, filename, title: 'Report' });
  const [file] = slack.files().slice(-1);
  expect(file).toMatchObject({ name: filename, title: 'Report', content, thread: ts });
  const info = await web.files.info({ file: file?.id ?? '' });
  expect(JSON.stringify(info.file?.shares)).toContain(ts);
  expect((await slack.thread('shop', ts)).at(-1)?.files).toEqual([filename]);
});

it('says who is a guest, who is in a group, and what the token may do', async () => {
  const front = await startSlack({ workspaces: [{ groups: { S0TEAM: ['alice'] } }] });
  const its = client(front);
  const who = await its.users.info({ user: front.person('gus').id });
  expect(who.user?.is_restricted).toBe(true);
  expect((await its.usergroups.users.list({ usergroup: 'S0TEAM' })).users).toEqual([
    front.person('alice').id,
  ]);
  const auth = await its.auth.test();
  expect(auth.response_metadata?.scopes).toContain('chat:write');
  await front.stop();
});

describe('what goes wrong on purpose', () => {
  it('is a 429 with the seconds to wait', async () => {
    slack.inject({ method: 'chat.postMessage', fault: { kind: 'rate_limited', retryAfter: 7 } });
    const post = web.chat.postMessage({ channel: shop(), text: 'x' });
    await expect(post).rejects.toMatchObject({ retryAfter: 7 });
  });

  it('is a 500, or a broken connection, though the message was posted', async () => {
    for (const kind of ['server_error', 'reset'] as const) {
      const text = `posted before ${kind}`;
      slack.inject({ method: 'chat.postMessage', fault: { kind, effect: 'done' } });
      await expect(web.chat.postMessage({ channel: shop(), text })).rejects.toThrow();
      expect((await slack.channel('shop')).map(({ says }) => says)).toContain(text);
    }
  });

  it('is Slack’s own pace: a burst of two posts, then one a second', async () => {
    const front = await startSlack({ pace: true });
    const post = () => client(front).chat.postMessage({ channel: front.channelId('shop'), text: 'x' });
    await post();
    await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    expect(front.pace.refusals.get('chat.postMessage')).toBe(1);
    await front.stop();
  });

  it('is an absence that ends on the same address', async () => {
    await slack.down();
    await expect(web.auth.test()).rejects.toThrow();
    await slack.up();
    await expect(web.auth.test()).resolves.toMatchObject({ ok: true });
  });
});

describe('socket mode', () => {
  afterEach(() => slack.until('the end of all connections', () => slack.sockets.count === 0));

  it('brings each command to one socket, and a modal goes all its way', async () => {
    const app = socketClient();
    const submitted: unknown[] = [];
    app.on('slash_commands', async ({ ack, body }) => {
      await ack({ text: 'one moment' });
      await web.views.open({ trigger_id: body.trigger_id, view: launcher() });
    });
    app.on('interactive', async ({ ack, body }) => {
      submitted.push(body.view.state.values);
      await ack(
        submitted.length === 1 ? { response_action: 'errors', errors: { focus: 'say more' } } : undefined,
      );
    });
    await app.start();
    await slack.connected();
    const alice = slack.person('alice');

    const delivery = await alice.command('/flow now');
    expect(delivery).toMatchObject({ failure: null, body: { text: 'one moment' } });
    expect(alice.ephemerals().at(-1)?.text).toBe('one moment');
    const modal = await alice.awaitModal('Run a flow');
    await modal.choose('Flow', 'code-review');
    await expect(modal.submit()).rejects.toThrow('Focus');
    await modal.fill('Focus', 'retries');
    await modal.submit();
    expect(modal.errors).toEqual(['say more']);
    expect(modal.open).toBe(true);
    await modal.submit();
    expect(modal.open).toBe(false);
    expect(submitted.at(-1)).toMatchObject({
      flow: { flow: { selected_option: { value: 'code-review' } } },
      focus: { focus: { value: 'retries' } },
    });
    await app.disconnect();
  });

  it('sends everything to the sockets that are left when one is told to reconnect', async () => {
    const sockets = [socketClient(), socketClient()];
    const heard = sockets.map(() => 0);
    for (const [index, socket] of sockets.entries()) {
      socket.on('slash_commands', async ({ ack }) => {
        heard[index] = (heard[index] ?? 0) + 1;
        await ack();
      });
      await socket.start();
    }
    await slack.connected(2);
    slack.sockets.refresh('one');
    const bob = slack.person('bob');
    const deliveries = await Promise.all([1, 2, 3].map(() => bob.command('/flow list')));
    expect(deliveries.map(({ failure }) => failure)).toEqual([null, null, null]);
    expect(heard).toEqual([0, 3]);
    await Promise.all(sockets.map((socket) => socket.disconnect()));
  });

  it('outlives an app that is killed, and serves the next one', async () => {
    const bob = slack.person('bob');
    for (const round of [1, 2]) {
      const app = socketProcess();
      onTestFinished(() => void app.kill('SIGKILL'));
      await slack.connected();
      expect((await bob.command(`/flow ${round}`)).failure).toBeNull();
      app.kill('SIGKILL');
      await slack.until('the end of the connection', () => slack.sockets.count === 0);
    }
  });

  it('loses what is sent while nobody is there', async () => {
    const delivery = await slack.person('alice').command('/flow now');
    expect(delivery).toMatchObject({ ackMs: null, failure: 'no_socket' });
  });
});

describe('http mode', () => {
  let server: Server;
  const received: string[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = await text(request);
      const headers = {
        'x-slack-signature': String(request.headers['x-slack-signature']),
        'x-slack-request-timestamp': Number(request.headers['x-slack-request-timestamp']),
      };
      const genuine = isValidSlackRequest({ signingSecret: slack.app.signingSecret, body, headers });
      if (genuine) received.push(body);
      response.writeHead(genuine ? 200 : 401).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  });

  afterAll(async () => {
    slack.deliverTo(null);
    await new Promise((resolve) => server.close(resolve));
  });

  it('signs commands, interactions and events so that Bolt knows them', async () => {
    const alice = slack.person('alice');
    const said = await alice.say('look at this');
    const deliveries = [
      await alice.command('/flow list'),
      await alice.shortcut(said),
      await alice.mention('hello', { thread: said.ts }),
      await alice.openHome(),
    ];
    expect(deliveries.map(({ failure }) => failure)).toEqual([null, null, null, null]);
    expect(received.slice(-4).map((body) => body.slice(0, 6))).toEqual([
      'token=',
      'payloa',
      '{"toke',
      '{"toke',
    ]);
  });

  it('answers through a response URL five times, and writes over a private message', async () => {
    const alice = slack.person('alice');
    const { payload } = await alice.command('/flow list');
    const answer = (message: object) =>
      fetch(String(payload.response_url), { method: 'POST', body: JSON.stringify(message) });
    const blocks = [
      { type: 'actions', elements: [{ type: 'button', action_id: 'next', text: plain('Next') }] },
    ];
    await answer({ text: 'page 1', blocks });
    const shown = alice.ephemerals().at(-1);
    const pressed = await alice.press(shown ?? {}, 'Next');
    await fetch(String(pressed.payload.response_url), {
      method: 'POST',
      body: JSON.stringify({ text: 'page 2', replace_original: true }),
    });
    expect(alice.ephemerals().at(-1)).toMatchObject({ text: 'page 2', replaced: 1, ts: shown?.ts });
    const rest = await Promise.all([2, 3, 4, 5, 6].map((n) => answer({ text: `${n}` })));
    expect(rest.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 404]);
  });

  it('gives a trigger id that opens one modal, and a hash that goes stale', async () => {
    const { payload } = await slack.person('bob').command('/flow');
    const trigger_id = String(payload.trigger_id);
    const { view } = await web.views.open({ trigger_id, view: launcher() });
    const again = web.views.open({ trigger_id, view: launcher() });
    await expect(again).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
    const { id: view_id = '', hash = '' } = view ?? {};
    await slack.person('bob').modal()?.fill('Focus', 'kept');
    await web.views.update({ view_id, hash, view: launcher() });
    expect(slack.person('bob').modal()?.value('Focus')).toBe('kept');
    const stale = web.views.update({ view_id, hash, view: launcher() });
    await expect(stale).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
  });
});

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function header(text: string) {
  return { type: 'header', text: { type: 'plain_text', text } };
}

function divider(block_id: string) {
  return { type: 'divider', block_id };
}

function launcher() {
  const option = (value: string) => ({ text: plain(value), value });
  return {
    type: 'modal' as const,
    callback_id: 'launch',
    title: plain('Run a flow'),
    submit: plain('Start'),
    blocks: [
      {
        type: 'input' as const,
        block_id: 'flow',
        label: plain('Flow'),
        element: {
          type: 'static_select' as const,
          action_id: 'flow',
          options: [option('code-review'), option('tech-debt')],
        },
      },
      {
        type: 'input' as const,
        block_id: 'focus',
        label: plain('Focus'),
        element: { type: 'plain_text_input' as const, action_id: 'focus' },
      },
    ],
  };
}
