import { describe, expect, it } from 'vitest';
import { draft } from '../../../flows/evidence/collector.ts';
import { cut } from '../../../flows/evidence/limits.ts';

const aged = (n: number) =>
  draft('age', { path: `src/f${n}.ts`, value: n, text: 'old', data: { last: '2020-01-01' } });
const many = Array.from({ length: 90 }, (_, n) => aged(n));
const tree = { base: null, changed: [] };

describe('cutting facts', () => {
  it('keeps the first of a kind, and counts all', () => {
    const { facts, totals, notes } = cut(many, tree);
    expect(facts).toEqual(many.slice(0, 40));
    expect(totals).toEqual({ age: 90 });
    expect(notes).toHaveLength(1);
  });

  it('keeps all of a kind with few facts, without a note', () => {
    const { facts, totals, notes } = cut(many.slice(0, 40), tree);
    expect([facts.length, totals, notes]).toEqual([40, { age: 40 }, []]);
  });

  it('keeps facts about changed files first, in their order', () => {
    const changed = ['src/f80.ts', 'src/f70.ts', 'src/gone.ts'].map((path) => ({
      ...{ path, status: 'modified', added: 1, deleted: 1 },
    }));
    const { facts } = cut(many, { base: 'b'.repeat(40), changed });
    expect(facts.slice(0, 3).map(({ path }) => path)).toEqual(['src/f70.ts', 'src/f80.ts', 'src/f0.ts']);
    expect(facts).toHaveLength(40);
  });
});
