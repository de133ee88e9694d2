import { afterEach, expect, test, vi } from 'vitest';
import { openWaitNotice, type WaitNotice } from '../../../bot/cli/wait-notice.ts';
import { type MemoryService, memoryService } from '../memory-service.ts';

const FULL = { type: 'database', outage: { cause: 'full', code: '53100', detail: 'no space' } } as const;
const AWAY = { type: 'database', outage: { cause: 'away', code: 'ECONNREFUSED', detail: '' } } as const;
const NO_WORKER = { type: 'no_worker', host: 'far' } as const;
const QUEUED = (ahead: number) => ({ type: 'queued', ahead }) as const;

let notice: WaitNotice | undefined;
afterEach(() => notice?.close());

function noticed(afterMs: number): { service: MemoryService; lines: string[]; looks: () => number } {
  const service = memoryService();
  const lines: string[] = [];
  const waiting = vi.spyOn(service, 'waiting');
  notice = openWaitNotice(service, { run_id: 'r' }, (line) => lines.push(line), afterMs);
  return { service, lines, looks: () => waiting.mock.calls.length };
}

/** Until it has been looked at so many times more. */
async function looked(looks: () => number, times = 3): Promise<void> {
  const before = looks();
  await vi.waitFor(() => expect(looks()).toBeGreaterThanOrEqual(before + times));
}

test('a wait is said once, and that it is over', async () => {
  const { service, lines, looks } = noticed(5);
  service.wait = FULL;
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  await looked(looks);
  expect(lines).toEqual([
    expect.stringContaining('the database cannot store: no space left on device (53100: no space); waiting'),
  ]);
  service.wait = null;
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  expect(lines[1]).toBe('the database can store again; going on');
});

test('another cause is said as well, a queue that moves on is not', async () => {
  const { service, lines, looks } = noticed(5);
  service.wait = QUEUED(4);
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  service.wait = QUEUED(3);
  await looked(looks);
  service.wait = NO_WORKER;
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  service.wait = AWAY;
  await vi.waitFor(() => expect(lines).toHaveLength(3));
  expect(lines).toEqual([
    'waiting for a free agent slot (4 tasks ahead)',
    expect.stringContaining('waiting for a worker on host far'),
    expect.stringContaining('the database cannot be reached (ECONNREFUSED); waiting'),
  ]);
});

test('a short wait is not said', async () => {
  const { service, lines, looks } = noticed(60_000);
  service.wait = FULL;
  await vi.waitFor(() => expect(notice?.current()).not.toBeNull(), 5000);
  service.wait = null;
  await vi.waitFor(() => expect(notice?.current()).toBeNull(), 5000);
  expect(looks()).toBeGreaterThan(1);
  expect(lines).toEqual([]);
});
