/** The gateway, HTTP interactions, pace and faults of the Discord of the tests, with the real discord.js. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Client, Events, REST, Routes } from 'discord.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS, connect, refusal } from './client.ts';
import { type DiscordOptions, startDiscord, type TestDiscord } from './discord.ts';

let discord: TestDiscord;
let client: Client<true>;

beforeAll(async () => {
  discord = await startDiscord();
  client = await connect(discord);
  await client.application.commands.set(COMMANDS);
});

afterAll(async () => {
  await client.destroy();
  await discord.stop();
});

afterEach(() => {
  client.removeAllListeners(Events.MessageCreate);
});

/** One of its own, that ends with the test. */
async function another(options: DiscordOptions = {}) {
  const front = await startDiscord(options);
  onTestFinished(() => front.stop());
  return front;
}

const alice = () => discord.person('alice');

describe('HTTP interactions', () => {
  let server: Server;
  const seen: { signature: string; body: string }[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = await text(request);
      const timestamp = String(request.headers['x-signature-timestamp']);
      const isGenuine = await verified(String(request.headers['x-signature-ed25519']), timestamp + body);
      if (!isGenuine) return response.writeHead(401).end();
      seen.push({ signature: timestamp, body });
      const said = JSON.parse(body).type === 1 ? { type: 1 } : { type: 4, data: { content: 'by HTTP' } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    discord.deliverTo(null);
    server.close();
  });

  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function verified(signature: string, signed: string): Promise<boolean> {
    const raw = Buffer.from(discord.app.publicKey, 'hex');
    const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, Buffer.from(signature, 'hex'), Buffer.from(signed));
  }

  it('are signed, and answered in the body', async () => {
    discord.deliverTo(url());
    const { failure } = await alice().command('flow run', { flow: 'tech-debt' });
    expect(failure).toBeNull();
    expect(JSON.parse(seen.at(-1)?.body ?? '')).toMatchObject({ type: 2, data: { name: 'flow' } });
    expect(discord.channel('shop').at(-1)?.says).toBe('by HTTP');
  });

  it('are tried out with good and bad signatures', async () => {
    expect(await discord.deliveries.probe(url())).toEqual({ pongs: true, refusesForgeries: true });
  });
});

describe('the gateway', () => {
  it('is resumed with what was missed, after op 7 and after a broken connection', async () => {
    const heard: string[] = [];
    client.on(Events.MessageCreate, ({ content }) => heard.push(content));
    const { resumed } = discord.gateway.counts;
    discord.gateway.drop();
    alice().say('@Baton first');
    await discord.until('a resumption', () => discord.gateway.counts.resumed === resumed + 1);
    discord.gateway.reconnect();
    await discord.until('another', () => discord.gateway.counts.resumed === resumed + 2);
    alice().say('@Baton second');
    await discord.gateway.settled();
    expect(heard.map((said) => said.split(' ')[1])).toEqual(['first', 'second']);
  });

  it('is identified with anew where a session is gone', async () => {
    const front = await another();
    const own = await connect(front);
    onTestFinished(() => own.destroy());
    front.gateway.forgetAll();
    front.gateway.drop();
    await front.until('a new session', () => front.gateway.counts.identified === 2);
    await front.gateway.settled();
    expect(front.gateway.counts.invalid).toBe(1);
    expect(front.gateway.budget.limit.remaining).toBe(998);
  });

  it('is resumed where it acknowledges no heartbeats any more', async () => {
    const front = await another({ gateway: { heartbeatMs: 150 } });
    const own = await connect(front);
    onTestFinished(() => own.destroy());
    front.gateway.zombie = true;
    await front.until('a resumption', () => front.gateway.counts.resumed === 1);
    front.gateway.zombie = false;
    await front.gateway.settled();
    expect(front.gateway.counts.identified).toBe(1);
  });

  it('gives an interaction to all sessions of the shard', async () => {
    const front = await another();
    const both = [await connect(front), await connect(front)];
    onTestFinished(async () => void (await Promise.all(both.map((one) => one.destroy()))));
    await both[0]?.application?.commands.set(COMMANDS);
    const heard: (string | undefined)[] = [];
    for (const one of both) one.on(Events.InteractionCreate, ({ id }) => heard.push(id));
    const delivery = front.person('alice').command('flow run', { flow: 'x' });
    await front.gateway.settled();
    expect(heard).toHaveLength(2);
    expect((await delivery).failure).toBe('no_answer');
  });

  it('refuses a wrong token, privileged intents and too few shards', async () => {
    const front = await another({ gateway: { shards: 2 } });
    const codes: number[] = [];
    for (const asked of [
      { token: 'made-up', intents: 1 },
      { token: front.botToken, intents: 1 << 15, shard: [0, 2] },
      { token: front.botToken, intents: 1, shard: [0, 1] },
    ]) {
      const socket = new WebSocket(`${front.gateway.url}/gateway?v=10&encoding=json`);
      const closed = new Promise<number>((resolve) => {
        socket.addEventListener('close', ({ code }) => resolve(code));
      });
      socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 2, d: asked })));
      codes.push(await closed);
    }
    expect(codes).toEqual([4004, 4014, 4011]);
  });
});

function bare({ botToken }: TestDiscord): RequestInit {
  const headers = { authorization: `Bot ${botToken}`, 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify({ content: 'at once' }) };
}

describe('pace and faults', () => {
  it('lets discord.js keep to five messages in five seconds by the headers', async () => {
    const front = await another({ pace: true });
    const own = new REST({ api: front.apiUrl, retries: 0 }).setToken(front.botToken);
    const route = Routes.channelMessages(front.channelId('shop'));
    for (const n of [1, 2, 3, 4, 5, 6]) await own.post(route, { body: { content: `${n}` } });
    expect(front.pace.refusals.size).toBe(0);
    const all = await Promise.all(
      [1, 2, 3, 4, 5].map(() => fetch(`${front.apiUrl}/v10${route}`, bare(front))),
    );
    const [limited] = all.filter(({ status }) => status === 429);
    expect(limited?.headers.get('x-ratelimit-scope')).toBe('user');
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(front.pace.refusals.get('POST /channels/:channel/messages')).toBeGreaterThan(0);
  });

  it('can fail before and after the deed, break off, and refuse', async () => {
    const front = await another();
    const own = new REST({ api: front.apiUrl, retries: 0 }).setToken(front.botToken);
    const route = Routes.channelMessages(front.channelId('shop'));
    const method = 'POST /channels/:channel/messages';
    for (const fault of [
      { kind: 'server_error', effect: 'none' },
      { kind: 'server_error', effect: 'done' },
      { kind: 'reset', effect: 'done' },
      { kind: 'refuse', error: '160006' },
    ] as const) {
      front.inject({ method, fault });
    }
    const outcomes: unknown[] = [];
    for (const content of ['a', 'b', 'c', 'd', 'e']) {
      outcomes.push((await refusal(own.post(route, { body: { content } }))).says);
    }
    expect(front.channel('shop').map(({ says }) => says)).toEqual(['b', 'c', 'e']);
    expect(outcomes.slice(3)).toEqual(['Maximum number of active threads reached', 'it was taken']);
  });
});
