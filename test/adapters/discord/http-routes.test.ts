/** Requests at the address that Discord posts interactions to, as strangers and wrong clocks send them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DiscordService, startService } from './discord-service.ts';

let service: DiscordService;

beforeAll(async () => {
  service = await startService('http');
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

const BODY = JSON.stringify({ type: 1 });

async function statusOf(headers: Record<string, string>): Promise<number> {
  const given = { 'content-type': 'application/json', ...headers };
  const response = await fetch(service.url ?? '', { method: 'POST', headers: given, body: BODY });
  return response.status;
}

it('a request that Discord signed is taken', async () => {
  expect(await statusOf(service.discord.key.headers(BODY))).toBe(200);
});

it.each([6 * 60, -6 * 60])(
  'a signature that is %d s old is refused; the log says once what is wrong, and what to do',
  async (age) => {
    for (let n = 0; n < 2; n++) expect(await statusOf(service.discord.key.headers(BODY, age))).toBe(401);
    expect(service.lines.filter((line) => line.includes('refused'))).toEqual([
      'discord: a request was refused for its age, more than five minutes; if it was Discord’s, this machine’s clock is wrong: set it by NTP',
    ]);
  },
);

it('a signature that is not Discord’s is refused, with the variable to check', async () => {
  expect(await statusOf(service.discord.key.headers(`${BODY} `))).toBe(401);
  expect(await statusOf({})).toBe(401);
  expect(service.lines.filter((line) => line.includes('DISCORD_PUBLIC_KEY'))).toHaveLength(1);
});
