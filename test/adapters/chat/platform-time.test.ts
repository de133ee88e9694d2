/** The time by Slack and by Discord, through their own clients: where this machine's clock is wrong, and what is said of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { lineView } from '../../../adapters/chat/text.ts';
import { discordChecks } from '../../../adapters/discord/checks.ts';
import { slackChecks } from '../../../adapters/slack/checks.ts';
import type { PlatformAdapter } from '../../../runner/core/ports/platform.ts';
import { type DiscordService, startService as startDiscordService } from '../discord/discord-service.ts';
import { type SlackService, startService as startSlackService } from '../slack/slack-service.ts';

const AHEAD_MS = 120_000;
const MARK = { run_id: '0f4c2f0e-6f6f-4a51-8a1e-0d6c1c6b7a10', key: 'root' };

interface Served {
  readonly adapter: PlatformAdapter;
  readonly lines: readonly string[];
  readonly channel: string;
  readonly workspace: string;
  tellTime(aheadMs: number): void;
  /** what the doctor finds of the clock */
  checked(): Promise<unknown>;
}

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function onSlack(): Promise<Served> {
  const service: SlackService = await startSlackService('http');
  const { slack, adapter, lines } = service;
  ends.push(
    () => service[Symbol.asyncDispose](),
    () => slack.stop(),
  );
  const none = { appToken: null, clientId: null, clientSecret: null, stateSecret: null, secretKey: null };
  const checks = slackChecks({
    ...none,
    botToken: slack.botToken,
    signingSecret: 's',
    apiUrl: slack.apiUrl,
  });
  const [workspace, channel] = [slack.workspace().id, slack.channelId('shop')];
  const checked = () => clockOf(checks);
  return { adapter, lines, workspace, channel, tellTime: (ms) => slack.tellTime(ms), checked };
}

async function onDiscord(): Promise<Served> {
  const service: DiscordService = await startDiscordService('http');
  const { discord, adapter, lines } = service;
  ends.push(
    () => service[Symbol.asyncDispose](),
    () => discord.stop(),
  );
  const checks = discordChecks(
    {
      token: discord.botToken,
      publicKey: discord.app.publicKey,
      guildId: null,
      apiUrl: discord.apiUrl,
    },
    [],
  );
  const [workspace, channel] = [discord.guild().id, discord.channelId('shop')];
  const checked = () => clockOf(checks);
  return { adapter, lines, workspace, channel, tellTime: (ms) => discord.tellTime(ms), checked };
}

function clockOf(checks: ReturnType<typeof slackChecks>): Promise<unknown> {
  const [clock] = checks.filter(({ name }) => name.endsWith('clock'));
  if (clock === undefined) throw new Error('no check of the clock');
  return clock.check(AbortSignal.timeout(20_000));
}

describe.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
])('%s', (title, serve) => {
  const behind = expect.stringMatching(new RegExp(`this machine’s clock is 1(19|20|21) s behind ${title}’s`));

  it('tells the time, and a machine whose clock is wrong is named once', async () => {
    const { adapter, lines, workspace, channel, tellTime } = await serve();
    tellTime(AHEAD_MS);
    for (const text of ['one', 'two', 'three']) {
      await adapter.post({ workspace, channel, thread: null }, lineView(text), { ...MARK, key: text });
    }
    expect(Math.abs(adapter.now() - Date.now() - AHEAD_MS)).toBeLessThan(5_000);
    expect(lines.filter((line) => line.includes('clock'))).toEqual([behind]);
  });

  it('is asked for its time by the doctor, which names a clock that is wrong', async () => {
    const { tellTime, checked } = await serve();
    expect(await checked()).toMatchObject({ ok: true });
    tellTime(AHEAD_MS);
    expect(await checked()).toMatchObject({
      ok: false,
      detail: behind,
      remedy: expect.stringContaining('NTP'),
    });
  });
});
