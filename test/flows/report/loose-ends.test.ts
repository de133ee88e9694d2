import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../flows/contracts/evidence-pack.ts';
import { LOOSE_ENDS, type LooseEndKind } from '../../../flows/contracts/upkeep.ts';
import { looseEnds } from '../../../flows/report/loose-ends.ts';
import { fact, packOf, scopeOf } from '../rules/fact-builder.ts';

const end = (what: LooseEndKind, value: number, old: number | null = null): Fact =>
  fact('loose-end', {
    path: 'src/a.ts',
    line: 7,
    value,
    quote: '// TODO: later',
    data: { what, files: 2, old },
  });
const rowsOf = (facts: readonly Fact[], base: string | null = null) => {
  const pack = packOf(...facts);
  return looseEnds(pack, scopeOf(pack, { base }));
};

describe('loose ends', () => {
  it('are rows with a count and the worst example, in a fixed order', () => {
    const rows = rowsOf([end('any', 12), end('empty-catch', 3)]);
    expect(rows).toEqual([
      {
        what: 'Empty catch blocks',
        count: 3,
        files: 2,
        worst: { path: 'src/a.ts', line: 7, quote: '// TODO: later' },
        why: 'errors leave no trace there',
      },
      expect.objectContaining({ what: 'Uses of `any`', count: 12 }),
    ]);
  });

  it.each([
    [13, '13 older than one year'],
    [0, 'none older than one year'],
    [null, 'do it, make it an issue, or delete it'],
  ])('say how many TODO comments are old (%s)', (old, why) => {
    expect(rowsOf([end('todo', 40, old)])).toMatchObject([{ what: 'TODO/FIXME comments', count: 40, why }]);
  });

  it('have a row for every kind', () => {
    expect(rowsOf(LOOSE_ENDS.map((what) => end(what, 10)))).toHaveLength(LOOSE_ENDS.length);
  });

  it('leave out a few uses of `any` and a few suppressions, but not those that a change adds', () => {
    const few = [end('any', 4), end('suppression', 9)];
    expect(rowsOf(few)).toEqual([]);
    expect(rowsOf(few, 'b'.repeat(40))).toHaveLength(2);
  });

  it('count deprecated packages by the true total, and only in a whole tree', () => {
    const flagged = fact('lockfile', {
      subject: 'left-pad',
      path: 'package-lock.json',
      data: { flags: ['deprecated'] },
    });
    expect(rowsOf([flagged])).toMatchObject([
      { what: 'Deprecated packages', count: 1, worst: null, why: 'such as left-pad' },
    ]);
    const pack = { ...packOf(flagged), totals: { 'lockfile:deprecated': 9 } };
    expect(looseEnds(pack, scopeOf(pack))).toMatchObject([{ count: 9 }]);
    expect(rowsOf([flagged], 'b'.repeat(40))).toEqual([]);
  });

  it('name first the deprecated packages that a manifest asks for', () => {
    const flagged = ['a', 'b', 'z'].map((subject) =>
      fact('lockfile', { subject, path: 'package-lock.json', data: { flags: ['deprecated'] } }),
    );
    const manifest = fact('manifests', {
      path: 'package.json',
      data: { ecosystem: 'npm', dependencies: ['z'], devDependencies: [], scripts: [] },
    });
    expect(rowsOf([...flagged, manifest])).toMatchObject([{ why: 'such as z, a, b' }]);
  });

  it('are none without facts', () => {
    expect(rowsOf([])).toEqual([]);
  });
});
