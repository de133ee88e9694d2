import { expect, it } from 'vitest';
import { withTimeLimit } from '../../runner/deadline.ts';

const LATE = new Error('too late');
const late = () => LATE;
const unasked = () => {
  throw new Error('nobody was late');
};
const never = () => Promise.withResolvers<never>().promise;

it('resolves to what work in time comes to, without an error made for it', async () => {
  expect(await withTimeLimit({ ms: 60_000, late: unasked }, async () => 'done')).toBe('done');
});

it('rejects when time is up, even if the work ignores its signal, which tells why', async () => {
  let seen: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    seen = signal;
    return never();
  };
  await expect(withTimeLimit({ ms: 1, late }, work)).rejects.toBe(LATE);
  expect(seen?.reason).toBe(LATE);
});

it('rejects with the reason of whoever ends the work earlier, and does not begin what is over', async () => {
  const outer = new AbortController();
  const limit = { ms: 60_000, late: unasked, until: outer.signal };
  const ended = withTimeLimit(limit, never);
  const reason = new Error('cancelled');
  outer.abort(reason);
  await expect(ended).rejects.toBe(reason);
  await expect(withTimeLimit(limit, unasked)).rejects.toBe(reason);
});

it('aborts what work that fails left running', async () => {
  let seen: AbortSignal | undefined;
  const failure = new Error('failed');
  const work = async (signal: AbortSignal) => {
    seen = signal;
    throw failure;
  };
  await expect(withTimeLimit({ ms: 60_000, late: unasked }, work)).rejects.toBe(failure);
  expect(seen?.reason).toBe(failure);
});
