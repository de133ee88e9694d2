import { describe, expect, it } from 'vitest';
import { createSemaphore } from '../../../runner/queue/semaphore.ts';

/** Work that the test ends. */
function work() {
  const done = Promise.withResolvers<string>();
  const state = { begun: false };
  return {
    state,
    end: () => done.resolve('done'),
    fail: () => done.reject(new Error('failed')),
    begin: () => {
      state.begun = true;
      return done.promise;
    },
  };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('a semaphore', () => {
  it('runs as much work as it has slots, and the rest in order of arrival', async () => {
    const semaphore = createSemaphore(2);
    const works = [work(), work(), work(), work()];
    const begun = () => works.map(({ state }) => state.begun);
    const taken = works.map((each) => semaphore.take(each.begin));
    await tick();
    expect(begun()).toEqual([true, true, false, false]);
    works[1]?.end();
    await taken[1];
    await tick();
    expect(begun()).toEqual([true, true, true, false]);
    for (const each of works) each.end();
    expect(await Promise.all(taken)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('gives the slot of failed work to the next, and passes the failure on', async () => {
    const semaphore = createSemaphore(1);
    const [first, second] = [work(), work()];
    const failed = semaphore.take(first.begin);
    const taken = semaphore.take(second.begin);
    first.fail();
    await expect(failed).rejects.toThrow('failed');
    second.end();
    expect(await taken).toBe('done');
  });

  it('is empty before anything came, and again once everything has ended', async () => {
    const semaphore = createSemaphore(2);
    await semaphore.empty();
    const works = [work(), work(), work()];
    const taken = works.map((each) => semaphore.take(each.begin));
    let empty = false;
    const emptied = semaphore.empty().then(() => {
      empty = true;
    });
    for (const each of works.slice(0, 2)) each.end();
    await taken[1];
    await tick();
    expect(empty).toBe(false);
    works[2]?.end();
    await emptied;
  });
});
