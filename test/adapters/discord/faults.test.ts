/** What Discord's codes mean for what was to be posted, by the real discord.js. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineView } from '../../../adapters/chat/text.ts';
import type { DeliveryError, DeliveryFault } from '../../../runner/core/ports/delivery-error.ts';
import type { Fault } from '../../setup/chat/fault.ts';
import { type DiscordService, startService } from './discord-service.ts';

let service: DiscordService;
let posts = 0;

beforeAll(async () => {
  service = await startService('http');
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await service.discord.stop();
});

async function refusalOf(fault: Fault): Promise<DeliveryError> {
  const { adapter, discord } = service;
  const place = { workspace: discord.guild().id, channel: discord.channelId('shop'), thread: null };
  const mark = { run_id: '0f4c2f0e-6f6f-4a51-8a1e-0d6c1c6b7a10', key: `step:${++posts}` };
  const takeBack = discord.inject({ method: 'POST /channels/:channel/messages', fault });
  const met: unknown = await adapter.post(place, lineView('hello'), mark).catch((error: unknown) => error);
  takeBack();
  return met as DeliveryError;
}

const refuse = (code: number, status = 400, more = {}): Fault => ({
  kind: 'refuse',
  error: String(code),
  status,
  more,
});

describe('a code of Discord', () => {
  it.each<[code: number, status: number, DeliveryFault]>([
    [0, 401, 'workspace'],
    [40001, 401, 'workspace'],
    [50014, 401, 'workspace'],
    [40002, 403, 'workspace'],
    [10003, 404, 'place'],
    [10004, 404, 'place'],
    [20016, 400, 'place'],
    [50001, 403, 'place'],
    [50007, 403, 'place'],
    [50013, 403, 'place'],
    [30033, 400, 'thread'],
    [50083, 400, 'thread'],
    [160004, 400, 'thread'],
    [160005, 400, 'thread'],
    [160006, 400, 'thread'],
    [160007, 400, 'thread'],
    [10008, 404, 'message'],
    [50005, 403, 'message'],
    [30046, 400, 'too_old'],
    [40005, 413, 'form'],
    [50035, 400, 'form'],
    [10062, 404, 'form'],
    [40060, 400, 'form'],
    [200_000, 400, 'form'],
    [20028, 400, 'rate_limited'],
    [130_000, 400, 'doubtful'],
  ])('%i, with the status %i, is a fault of the kind %s', async (code, status, reason) => {
    expect(await refusalOf(refuse(code, status))).toMatchObject({ reason });
  });

  it.each<[status: number, DeliveryFault]>([
    [400, 'form'],
    [401, 'workspace'],
    [403, 'place'],
    [404, 'unsent'],
    [422, 'form'],
    [500, 'doubtful'],
    [503, 'doubtful'],
  ])('that is not known is read by its status: %i is %s', async (status, reason) => {
    expect(await refusalOf(refuse(999_999, status))).toMatchObject({ reason });
  });

  it.each<[code: number, DeliveryFault]>([
    [20016, 'place'],
    [30046, 'too_old'],
  ])('%i counts though it comes with the status of a rate limit', async (code, reason) => {
    const fault = refuse(code, 429, { retry_after: 21_600, global: false });
    expect(await refusalOf(fault)).toMatchObject({ reason, retryAfterMs: 21_600_000 });
  });

  it('that is a rate limit asks for the time that Discord names', async () => {
    const met = await refusalOf({ kind: 'rate_limited', retryAfter: 7 });
    expect(met.reason).toBe('rate_limited');
    expect(met.retryAfterMs).toBeGreaterThanOrEqual(7_000);
  });
});
