/** Edits of messages older than an hour, which Discord takes few of: refused once in a thread, whatever happens to the bot. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { completed, running, snapshot, step } from '../../bot/threads/stories.ts';
import { MINUTE, madeAt } from '../../setup/discord/snowflake.ts';
import { ThreadKeeper, WHOLE } from '../chat/thread-keeper.ts';
import { DiscordService, startService } from './discord-service.ts';

const EDIT = 'PATCH /channels/:channel/messages/:message';

let service: DiscordService;
let other: DiscordService;
let keeper: ThreadKeeper;

beforeEach(async () => {
  service = await startService('http');
  const { discord } = service;
  other = new DiscordService(discord, 'http');
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
  await other[Symbol.asyncDispose]();
  await service.discord.stop();
});

/** Time passes for Discord, and its answers tell it. */
let ahead = 0;
function pass(minutes: number): void {
  ahead += minutes;
  service.discord.clock.advance(minutes);
  service.discord.tellTime(ahead * MINUTE);
}

const refused = () => service.discord.callsTo(EDIT).filter(({ body }) => body.code === 30046);

it.each([400, 429])(
  'are tried once in a thread when Discord takes none (status %i), also after a restart',
  async (status) => {
    ahead = 0;
    const { discord } = service;
    const card = await keeper.begin();
    pass(30);
    keeper.tell(snapshot([completed('lens:security'), running('lens:correctness', 'reading src')]));
    await discord.until('the second reply', () => discord.thread(card).length === 3);
    pass(40);
    discord.inject({
      method: EDIT,
      fault: { kind: 'refuse', error: '30046', status, more: { retry_after: 6, global: false } },
      where: ({ args }) => discord.clock.now() - madeAt(String(args.message)) > 60 * MINUTE,
      times: 1_000,
    });
    keeper.tell(snapshot([completed('lens:security', '3 findings'), step('lens:correctness')]));
    await discord.until('a refusal', () => refused().length > 0);
    await keeper.restart(other.adapter);
    // The other reply is as old by now.
    pass(30);
    keeper.end();
    await keeper.whole();
    expect(refused()).toHaveLength(1);
    const says = discord.thread(card).map((message) => message.says);
    expect(says.length).toBeGreaterThanOrEqual(WHOLE);
    expect(says.filter((text) => text.includes('✓ **correctness**'))).toHaveLength(1);
  },
);
