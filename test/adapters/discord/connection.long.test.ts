/** How the adapter connects, what it says while it can't, who owns a shard, and what is refused by HTTP. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Lease } from '../../../runner/core/ports/leases.ts';
import { type DiscordOptions, startDiscord, type TestDiscord } from '../../setup/discord/discord.ts';
import { DiscordService, type DiscordServiceOptions, type Mode, says } from './discord-service.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function discordOf(options: DiscordOptions = {}): Promise<TestDiscord> {
  const discord = await startDiscord(options);
  ends.push(() => discord.stop());
  return discord;
}

async function serviceOf(
  discord: TestDiscord,
  mode: Mode,
  options: DiscordServiceOptions = {},
): Promise<DiscordService> {
  const service = new DiscordService(discord, mode, options);
  ends.push(() => service[Symbol.asyncDispose]());
  await service.start();
  return service;
}

/** One owner at a time, in all services that share it. */
class Ownership {
  held: AbortController | null = null;
  readonly owner = async (): Promise<Lease | null> => {
    if (this.held !== null) return null;
    const held = new AbortController();
    this.held = held;
    return {
      lost: held.signal,
      release: async () => {
        if (this.held === held) this.held = null;
      },
    };
  };

  /** As when the connection to the database breaks. */
  lose(): void {
    const { held } = this;
    this.held = null;
    held?.abort();
  }
}

describe('connecting to Discord', () => {
  it.each(['gateway', 'http'] as const)(
    'with a token that Discord does not know says once which variable holds it, in %s mode',
    async (mode) => {
      const discord = await discordOf();
      const service = await serviceOf(discord, mode, { token: 'wrong' });
      await discord.until('three tries', () => discord.callsTo('GET /users/@me').length >= 3);
      expect(service.lines).toHaveLength(1);
      expect(service.lines[0]).toContain('DISCORD_TOKEN');
      expect(service.adapter.connected()).toBe(false);
    },
  );

  it('succeeds after a start without Discord, and again after Discord was away', async () => {
    const discord = await discordOf();
    await discord.down();
    const service = await serviceOf(discord, 'gateway');
    await vi.waitUntil(() => service.lines.length > 0);
    expect(service.lines[0]).toContain('DISCORD_API_URL');
    await discord.up();
    await service.connected();
    await discord.down();
    await vi.waitUntil(() => !service.adapter.connected(), 10_000);
    await discord.up();
    await service.connected();
    service.answer = async () => says('back');
    expect((await discord.person('alice').command('flow list')).failure).toBeNull();
  });

  it('registers its commands once, however often it starts', async () => {
    const discord = await discordOf();
    const first = await serviceOf(discord, 'http');
    await first.connected();
    const second = await serviceOf(discord, 'http');
    const reads = 'GET /applications/:application/guilds/:guild/commands';
    await discord.until('a second look', () => discord.callsTo(reads).length >= 2);
    await second.adapter.stop();
    expect(discord.commands.puts).toBe(1);
  });
});

describe('a session with the gateway', () => {
  it('is resumed, and what was missed is an act', async () => {
    const discord = await discordOf();
    const service = await serviceOf(discord, 'gateway');
    await service.connected();
    for (const disturb of [() => discord.gateway.reconnect(), () => discord.gateway.drop()]) {
      const { resumed } = discord.gateway.counts;
      disturb();
      await discord.until('a resumption', () => discord.gateway.counts.resumed > resumed);
      await service.connected();
    }
    expect(discord.gateway.counts.identified).toBe(1);
  });

  it('is opened anew when it can’t be resumed', async () => {
    const discord = await discordOf();
    const service = await serviceOf(discord, 'gateway');
    await service.connected();
    discord.gateway.invalidate(false);
    await discord.until('a new session', () => discord.gateway.counts.identified === 2, 15_000);
    await service.connected();
  });

  it('is opened once more when the gateway never answered the first time', async () => {
    const discord = await discordOf();
    discord.gateway.lostIdentifies = 1;
    const service = await serviceOf(discord, 'gateway');
    await discord.until('a session', () => discord.gateway.counts.identified === 1, 45_000);
    await service.connected();
  });

  it('is taken up again when the gateway is silent without closing anything', async () => {
    const discord = await discordOf({ gateway: { heartbeatMs: 1_000 } });
    const service = await serviceOf(discord, 'gateway');
    await service.connected();
    discord.gateway.zombie = true;
    const { resumed, identified } = discord.gateway.counts;
    await discord.until('the old socket to be given up', () => discord.gateway.open.length === 0, 15_000);
    discord.gateway.zombie = false;
    await discord.until(
      'the session, or a new one',
      () => discord.gateway.counts.resumed > resumed || discord.gateway.counts.identified > identified,
      15_000,
    );
    await service.connected();
  });

  it('is held by one process at a time, and taken over by another when its owner stops or loses it', async () => {
    const discord = await discordOf();
    const ownership = new Ownership();
    const first = await serviceOf(discord, 'gateway', ownership);
    await first.connected();
    const second = await serviceOf(discord, 'gateway', ownership);
    await second.connected();
    expect(discord.gateway.open).toHaveLength(1);
    await first.adapter.stop();
    await discord.until('a take-over', () => discord.gateway.counts.identified === 2, 15_000);
    await second.connected();
    await discord.person('alice').command('flow list');
    expect(second.actions).toHaveLength(1);
    ownership.lose();
    await discord.until('a third session', () => discord.gateway.counts.identified === 3, 15_000);
    expect(discord.gateway.open).toHaveLength(1);
  });

  it('is opened for each shard that Discord asks for', async () => {
    const discord = await discordOf({ gateway: { shards: 2, maxConcurrency: 2 } });
    const service = await serviceOf(discord, 'gateway');
    await service.connected();
    expect(discord.gateway.open).toHaveLength(2);
  });
});

describe('HTTP mode', () => {
  it('answers a ping, and refuses what Discord did not sign, or signed long ago', async () => {
    const discord = await discordOf();
    const service = await serviceOf(discord, 'http');
    await service.connected();
    const url = service.url ?? '';
    expect(await discord.deliveries.probe(url)).toEqual({ pongs: true, refusesForgeries: true });
    const body = JSON.stringify({ type: 1, id: '1', token: 't' });
    const old = discord.key.headers(body, 6 * 60);
    expect((await fetch(url, { method: 'POST', body, headers: old })).status).toBe(401);
    const unsigned = { 'x-signature-ed25519': 'zz', 'x-signature-timestamp': '1' };
    expect((await fetch(url, { method: 'POST', body, headers: unsigned })).status).toBe(401);
    expect((await fetch(url)).status).toBe(405);
    expect(service.lines.filter((line) => line.includes('DISCORD_PUBLIC_KEY'))).toHaveLength(1);
  });

  it('answers a ping that says nothing else, and refuses a signed body that is no interaction', async () => {
    const discord = await discordOf();
    const service = await serviceOf(discord, 'http');
    const post = (body: string) =>
      fetch(service.url ?? '', { method: 'POST', body, headers: discord.key.headers(body) });
    const pong = await post('{"type":1}');
    expect([pong.status, await pong.json()]).toEqual([200, { type: 1 }]);
    for (const body of ['', '[]', 'null', '{"id":"1"}', '{"type":2}'])
      expect((await post(body)).status).toBe(400);
  });

  it('responds to a replayed interaction as before, and acts once', async () => {
    const discord = await discordOf();
    const service = await serviceOf(discord, 'http');
    await service.connected();
    service.answer = async () => says('told');
    const delivery = await discord.person('alice').command('flow list');
    await discord.again(delivery);
    expect(service.actions).toHaveLength(1);
    expect(delivery.failure).toBeNull();
  });
});
