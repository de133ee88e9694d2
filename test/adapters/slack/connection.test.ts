/** How the adapter connects, what it says while it can't, and that nothing of it ends the process. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encoded, signed } from '../../setup/slack/deliveries.ts';
import { startSlack, type TestSlack } from '../../setup/slack/slack.ts';
import { deadApiUrl, type Mode, SlackService, type SlackServiceOptions, says } from './slack-service.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function slackOf(): Promise<TestSlack> {
  const slack = await startSlack();
  ends.push(() => slack.stop());
  return slack;
}

async function serviceOf(
  slack: TestSlack,
  mode: Mode,
  options: SlackServiceOptions = {},
): Promise<SlackService> {
  const service = new SlackService(slack, mode, options);
  ends.push(() => service[Symbol.asyncDispose]());
  await service.start();
  return service;
}

describe('connecting to Slack', () => {
  it.each<[string, Mode, SlackServiceOptions, string]>([
    ['a bot token that Slack does not know', 'http', { botToken: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
    ['a bot token that Slack does not know', 'socket', { botToken: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
    ['an app token that Slack does not know', 'socket', { appToken: 'xapp-wrong' }, 'SLACK_APP_TOKEN'],
  ])(
    'with %s in %s mode says once which variable holds it, and goes on trying',
    async (_what, mode, options, name) => {
      const slack = await slackOf();
      const service = await serviceOf(slack, mode, options);
      const method =
        mode === 'socket' && options.appToken !== undefined ? 'apps.connections.open' : 'auth.test';
      await slack.until('three tries', () => slack.callsTo(method).length >= 3);
      await slack.until('a line', () => service.lines.length > 0);
      expect(service.lines).toHaveLength(1);
      expect(service.lines[0]).toContain(name);
      expect(service.adapter.connected()).toBe(false);
    },
  );

  it('with an address where nobody listens names that variable', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'socket', { apiUrl: await deadApiUrl() });
    await vi.waitUntil(() => service.lines.length > 0);
    expect(service.lines[0]).toContain('ECONNREFUSED');
    expect(service.lines[0]).toContain('SLACK_API_URL');
  });

  it('succeeds as soon as Slack takes the token', async () => {
    const slack = await slackOf();
    const refuse = { kind: 'refuse', error: 'invalid_auth' } as const;
    const mend = slack.inject({ method: 'auth.test', fault: refuse, times: Number.POSITIVE_INFINITY });
    const service = await serviceOf(slack, 'socket');
    await slack.until('a line', () => service.lines.length > 0);
    mend();
    await service.connected();
    const delivery = await slack.person('alice').command('/flow list');
    expect(delivery.failure).toBeNull();
  });

  it('succeeds after a start without Slack, and again after Slack was away', async () => {
    const slack = await slackOf();
    await slack.down();
    const service = await serviceOf(slack, 'socket');
    await vi.waitUntil(() => service.lines.length > 0);
    await slack.up();
    await service.connected();
    await slack.down();
    await vi.waitUntil(() => !service.adapter.connected(), 10_000);
    await slack.up();
    await service.connected();
    expect(service.lines.every((line) => line.includes('SLACK_API_URL'))).toBe(true);
  });

  it('loses no command while one of its sockets moves', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'socket');
    await service.connected();
    service.answer = async () => says('here');
    slack.sockets.refresh('one');
    for (let n = 1; n <= 5; n++) {
      const delivery = await slack.person('alice').command(`/flow list ${n}`);
      expect(delivery.failure).toBeNull();
    }
    await slack.connected(2);
    expect(service.actions).toHaveLength(5);
  });

  it('comes back when all of its sockets are broken', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'socket');
    await service.connected();
    slack.sockets.drop();
    await slack.connected(2);
    expect((await slack.person('alice').command('/flow list')).failure).toBeNull();
  });

  it('finishes the actions in flight before it stops', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'socket');
    await service.connected();
    const held = Promise.withResolvers<void>();
    service.answer = async () => {
      await held.promise;
      return says('still answered');
    };
    const delivering = slack.person('alice').command('/flow list');
    await service.action(1);
    const stopping = service.adapter.stop();
    held.resolve();
    await stopping;
    await delivering;
    expect(slack.person('alice').ephemerals().at(-1)?.text).toBe('still answered');
  });
});

describe('HTTP mode', () => {
  const body = new URLSearchParams({ command: '/flow', text: 'list', team_id: 'T1' }).toString();
  const contentType = 'application/x-www-form-urlencoded';

  it.each<[string, (secret: string) => Record<string, string>]>([
    ['a forged signature', () => signed('another secret', body)],
    ['a signature of another body', (secret) => signed(secret, `${body}&x=1`)],
    ['an old timestamp', (secret) => signed(secret, body, 6 * 60)],
    ['no signature', () => ({})],
  ])('refuses a request with %s', async (_what, headersOf) => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'http');
    const response = await fetch(service.url ?? '', {
      method: 'POST',
      headers: { 'content-type': contentType, ...headersOf(slack.app.signingSecret) },
      body,
    });
    expect(response.status).toBe(401);
    expect(service.actions).toEqual([]);
  });

  it('says once that the signing secret may be wrong', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'http', { signingSecret: 'wrong' });
    await service.connected();
    await slack.person('alice').command('/flow list');
    await slack.person('alice').command('/flow list');
    expect(service.lines).toHaveLength(1);
    expect(service.lines[0]).toContain('SLACK_SIGNING_SECRET');
  });

  it('says once of a signature that is too old what is wrong, and what to do', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'http');
    for (let n = 0; n < 2; n++) {
      const headers = { 'content-type': contentType, ...signed(slack.app.signingSecret, body, 6 * 60) };
      expect((await fetch(service.url ?? '', { method: 'POST', headers, body })).status).toBe(401);
    }
    expect(service.lines).toEqual([
      'slack: a request was refused for its age, more than five minutes; if it was Slack’s, this machine’s clock is wrong: set it by NTP',
    ]);
  });

  it('answers Slack’s question whether the address is ours', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'http');
    const asked = encoded('events_api', { type: 'url_verification', challenge: 'c1' });
    const response = await fetch(service.url ?? '', {
      method: 'POST',
      headers: { 'content-type': asked.contentType, ...signed(slack.app.signingSecret, asked.body) },
      body: asked.body,
    });
    expect(await response.json()).toEqual({ challenge: 'c1' });
  });

  it('answers 404 to what it does not know', async () => {
    const slack = await slackOf();
    const service = await serviceOf(slack, 'http');
    expect((await fetch(service.url ?? '')).status).toBe(404);
  });
});
