import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../bot/threads/rate-limits.ts';

const rules = [
  { calls: ['post'], per: 'channel', every: 1000, burst: 1 },
  { calls: ['edit'], per: 'workspace', every: 1500, burst: 10 },
] as const;

const at = (channel: string, thread: string | null = null) => ({ channel, thread });

describe('a pacer', () => {
  it('lets one post a second into a channel, and other channels go their own way', () => {
    const pacer = createPacer(rules);
    pacer.take('post', at('C1'), 0);
    expect(pacer.readyAt('post', at('C1'), false, 0)).toBe(1000);
    expect(pacer.readyAt('post', at('C2'), false, 0)).toBe(0);
    expect(pacer.readyAt('post', at('C1'), false, 1000)).toBe(0);
  });

  it('counts each thread for itself where the platform does', () => {
    const pacer = createPacer([{ calls: ['post'], per: 'thread', every: 1000, burst: 1 }]);
    pacer.take('post', at('C1', 'T1'), 0);
    expect(pacer.readyAt('post', at('C1', 'T1'), false, 0)).toBe(1000);
    expect(pacer.readyAt('post', at('C1', 'T2'), false, 0)).toBe(0);
    expect(pacer.readyAt('post', at('C1'), false, 0)).toBe(0);
  });

  it('counts a channel with its threads where the platform does', () => {
    const pacer = createPacer(rules);
    pacer.take('post', at('C1', 'T1'), 0);
    expect(pacer.readyAt('post', at('C1', 'T2'), false, 0)).toBe(1000);
  });

  it('counts edits over all channels, and never more than fifty in a minute', () => {
    const pacer = createPacer(rules);
    let made = 0;
    for (let now = 0; now < 60_000; now += 50) {
      if (pacer.readyAt('edit', at(`C${made % 7}`), false, now) > now) continue;
      pacer.take('edit', at(`C${made % 7}`), now);
      made += 1;
    }
    expect(made).toBeGreaterThan(38);
    expect(made).toBeLessThanOrEqual(50);
  });

  it('leaves half of a burst to what must be said', () => {
    const pacer = createPacer(rules);
    pacer.readyAt('edit', at('C1'), false, 0);
    for (let taken = 0; taken < 5; taken++) pacer.take('edit', at('C1'), 60_000);
    expect(pacer.readyAt('edit', at('C1'), true, 60_000)).toBe(0);
    pacer.take('edit', at('C1'), 60_000);
    expect(pacer.readyAt('edit', at('C1'), true, 60_000)).toBeGreaterThan(60_000);
    expect(pacer.readyAt('edit', at('C1'), false, 60_000)).toBe(0);
  });

  it('makes no call of the kind before the platform allows it again', () => {
    const pacer = createPacer(rules);
    pacer.hold('edit', at('C1'), 30_000);
    expect(pacer.readyAt('edit', at('C2'), false, 1_000)).toBe(30_000);
    expect(pacer.readyAt('post', at('C1'), false, 1_000)).toBe(0);
    expect(pacer.readyAt('edit', at('C1'), false, 30_000)).toBeLessThanOrEqual(30_000);
  });

  it('lets other threads go on while one is told to wait', () => {
    const pacer = createPacer([
      { calls: ['post'], per: 'thread', every: 1000, burst: 4 },
      { calls: ['post', 'edit'], per: 'workspace', every: 50, burst: 10 },
    ]);
    pacer.hold('post', at('C1', 'T1'), 30_000);
    expect(pacer.readyAt('post', at('C1', 'T1'), false, 1_000)).toBe(30_000);
    expect(pacer.readyAt('post', at('C1', 'T2'), false, 1_000)).toBeLessThanOrEqual(1_000);
    expect(pacer.readyAt('edit', at('C1', 'T1'), false, 1_000)).toBeLessThanOrEqual(1_000);
  });

  it('begins without a burst, since another process may just have spent it', () => {
    const pacer = createPacer(rules);
    pacer.take('edit', at('C1'), 0);
    expect(pacer.readyAt('edit', at('C1'), false, 0)).toBe(1500);
  });
});
