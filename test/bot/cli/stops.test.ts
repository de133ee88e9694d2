import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchShutdownSignals } from '../../../bot/cli/shutdown-signals.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stopped() {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const shutdown = watchShutdownSignals({
    signals,
    now: () => new Date(),
    exit: (code) => void exits.push(code),
  });
  return { signals, exits, shutdown };
}

test('a process that was asked to end has ended after ten seconds, whatever it waits for', () => {
  const { signals, exits, shutdown } = stopped();
  vi.advanceTimersByTime(60_000);
  expect(exits).toEqual([]);
  signals.emit('SIGTERM', 'SIGTERM');
  expect(shutdown.asked.aborted).toBe(true);
  vi.advanceTimersByTime(10_000);
  expect(exits).toEqual([130]);
});

test('one that ends by itself is not ended', () => {
  const { signals, exits, shutdown } = stopped();
  signals.emit('SIGTERM', 'SIGTERM');
  shutdown.close();
  vi.advanceTimersByTime(10_000);
  expect(exits).toEqual([]);
});
