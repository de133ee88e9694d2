/** What is looked up before a person is answered: what passes within two seconds is no reason to refuse. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlatformAdapter } from '../../../runner/core/ports/platform.ts';
import type { Fault } from '../../setup/chat/fault.ts';
import { startService as startDiscordService } from '../discord/discord-service.ts';
import { startService as startSlackService } from '../slack/slack-service.ts';

interface Served {
  readonly adapter: PlatformAdapter;
  readonly workspace: string;
  readonly channel: string;
  /** Gives the function that takes the fault back. */
  meet(fault: Fault, times: number): () => void;
  stop(): Promise<unknown>;
}

async function onSlack(): Promise<Served> {
  const service = await startSlackService('http');
  const { slack, adapter } = service;
  return {
    adapter,
    workspace: slack.workspace().id,
    channel: slack.channelId('shop'),
    meet: (fault, times) => slack.inject({ method: 'conversations.info', fault, times }),
    stop: () => service[Symbol.asyncDispose]().then(() => slack.stop()),
  };
}

async function onDiscord(): Promise<Served> {
  const service = await startDiscordService('http');
  const { discord, adapter } = service;
  return {
    adapter,
    workspace: discord.guild().id,
    channel: discord.channelId('shop'),
    meet: (fault, times) => discord.inject({ method: 'GET /channels/:channel', fault, times }),
    stop: () => service[Symbol.asyncDispose]().then(() => discord.stop()),
  };
}

const away = { kind: 'refuse', error: '0', status: 503 } as const;

describe.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
])('a look-up at %s', (_title, serve) => {
  let on: Served;

  beforeAll(async () => {
    on = await serve();
  });
  afterAll(() => on.stop());

  const enter = () => on.adapter.enter(on.workspace, on.channel);

  it('that is in trouble for good is given up after two seconds', async () => {
    const mend = on.meet(away, 1_000);
    const begun = performance.now();
    await expect(enter()).rejects.toMatchObject({ reason: 'doubtful' });
    const took = performance.now() - begun;
    expect(took).toBeGreaterThan(1_000);
    expect(took).toBeLessThan(4_000);
    mend();
  });

  it('that has to wait longer is refused at once', async () => {
    const mend = on.meet({ kind: 'rate_limited', retryAfter: 30 }, 1_000);
    const begun = performance.now();
    await expect(enter()).rejects.toMatchObject({ reason: 'rate_limited' });
    expect(performance.now() - begun).toBeLessThan(2_000);
    mend();
  });
});

describe.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
])('a look-up at %s that is made again', (_title, serve) => {
  it.each<[string, Fault]>([
    ['answered 503', away],
    ['answered 429', { kind: 'rate_limited', retryAfter: 1 }],
    ['timed out at a gateway', { ...away, status: 504 }],
    ['cut off', { kind: 'reset', effect: 'none' }],
  ])('after it was %s succeeds', async (_what, fault) => {
    const on = await serve();
    on.meet(fault, 1);
    await expect(on.adapter.enter(on.workspace, on.channel)).resolves.toBeUndefined();
    await on.stop();
  });
});
