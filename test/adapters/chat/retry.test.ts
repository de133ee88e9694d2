/** What is tried again, for how long, and when it is given up. */
import { describe, expect, test, vi } from 'vitest';
import { retry, retryUntilAborted } from '../../../adapters/chat/retry.ts';
import { DeliveryError, type DeliveryFault } from '../../../runner/core/ports/delivery-error.ts';

/** Fails with each of these in order, then returns the number of calls. */
function failing(...failures: unknown[]) {
  const state = { calls: 0 };
  const call = async () => {
    const failure = failures[state.calls++];
    if (failure !== undefined) throw failure;
    return state.calls;
  };
  return { call, state };
}

const failure = (reason: DeliveryFault, waitMs = 0) => new DeliveryError(reason, reason, waitMs);

describe('a call that a user waits for', () => {
  test.each<DeliveryFault>(['rate_limited', 'unsent', 'doubtful'])(
    'is tried again if it is %s',
    async (reason) => {
      expect(await retry(10_000, failing(failure(reason)).call)).toBe(2);
    },
  );

  test.each<DeliveryFault>(['workspace', 'place', 'thread', 'message', 'too_old', 'form'])(
    'is not if it is %s',
    async (reason) => {
      const { call, state } = failing(failure(reason));
      await expect(retry(10_000, call)).rejects.toMatchObject({ reason });
      expect(state.calls).toBe(1);
    },
  );

  test('fails at once if the platform asks for more time than there is', async () => {
    const { call, state } = failing(failure('rate_limited', 60_000));
    await expect(retry(10_000, call)).rejects.toMatchObject({ reason: 'rate_limited' });
    expect(state.calls).toBe(1);
  });
});

describe('a connection', () => {
  test('is tried until it succeeds, whatever fails', async () => {
    const { call } = failing(new Error('away'));
    const told: unknown[] = [];
    const found = await retryUntilAborted(new AbortController().signal, call, (error) => told.push(error));
    expect(found).toBe(2);
    expect(told).toHaveLength(1);
  });

  test('is given up when it is stopped, in the middle of a wait', async () => {
    const stop = new AbortController();
    const { call, state } = failing(new Error('away'), new Error('away'));
    const trying = retryUntilAborted(stop.signal, call, () => 60_000);
    await vi.waitUntil(() => state.calls === 1);
    stop.abort();
    expect(await trying).toBeNull();
    expect(state.calls).toBe(1);
  });

  test('is not tried when it is stopped before', async () => {
    const { call, state } = failing();
    expect(await retryUntilAborted(AbortSignal.abort(), call, () => 0)).toBeNull();
    expect(state.calls).toBe(0);
  });
});
