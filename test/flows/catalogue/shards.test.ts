import { describe, expect, it } from 'vitest';
import { shardOf } from '../../../flows/spine/shards.ts';

const claims = [
  ['F1', 'a.ts'],
  ['F2', 'b.ts'],
  ['F3', 'a.ts'],
  ['F4', 'c.ts'],
  ['F5', 'a.ts'],
  ['F6', 'd.ts'],
].map(([id = '', file = '']) => ({ id, file }));
const part = (index: number, of: number): string[] =>
  shardOf(claims, { index, of }, (claim) => claim.file).map((claim) => claim.id);

describe('shardOf', () => {
  it('puts every claim into exactly one part', () => {
    const parts = [0, 1, 2].flatMap((index) => part(index, 3));
    expect(parts.toSorted()).toEqual(claims.map((claim) => claim.id));
  });

  it('keeps the claims of one file together and the parts about equal', () => {
    expect(part(0, 2)).toEqual(['F1', 'F3', 'F5']);
    expect(part(1, 2)).toEqual(['F2', 'F4', 'F6']);
  });

  it('gives one skeptic everything, in order', () => {
    expect(part(0, 1)).toEqual(claims.map((claim) => claim.id));
  });

  it('leaves a skeptic without claims when there are fewer files than skeptics', () => {
    expect(part(4, 5)).toEqual([]);
  });
});
