import { describe, expect, it } from 'vitest';
import { Cache } from '../../../adapters/git/cache.ts';

describe('a cache', () => {
  it('drops what was used least recently once it is over its limit', () => {
    const cache = new Cache<string>(10);
    cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    cache.get('a');
    cache.set('c', 'C', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  });

  it('counts a value that is set again once', () => {
    const cache = new Cache<string>(10);
    for (let times = 0; times < 5; times++) cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    expect(cache.get('a')).toBe('A');
  });

  it('does not keep what is larger than its limit', () => {
    const cache = new Cache<string>(10);
    cache.set('a', 'A', 11);
    expect(cache.get('a')).toBeUndefined();
  });
});
